"""What stands in the places of our sentences, for whoever words or translates them."""

from __future__ import annotations

MEANINGS = {
    "amount": "an amount of money with its currency",
    "asked": "what the shopper typed",
    "carrier": "the carrier's name",
    "city": "the city whose clock the times are told by",
    "closes": "a time of the day",
    "count": "a whole number; it decides which form is said",
    "country": "a country's name",
    "date": "a day, written out",
    "day": "a day with its weekday, written out",
    "days": "a weekday, or several",
    "first": "where something begins, a day; or the first of several products",
    "items": "names of products, as a list",
    "last": "where something ends, a day",
    "least": "the lower end, a number of days or an amount of money",
    "link": "an address; alone on the last line",
    "method": "a way to pay, as the shop names it",
    "number": "the number of an order or of a parcel",
    "opens": "a time of the day",
    "percent": "a number; the sign for per cent stands beside it",
    "position": "which one of several, a number",
    "price": "an amount of money with its currency",
    "second": "the second of several products",
    "service": "the name of a way of shipping",
    "third": "the third of several products",
    "time": "a time of the day",
    "times": "times of the day, from when to when",
    "title": "a product's or page's name",
}
