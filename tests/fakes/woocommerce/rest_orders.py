"""Orders and what hangs on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.fakes.woocommerce.call import Answer, Call
from tests.fakes.woocommerce.errors import invalid_id, invalid_params
from tests.fakes.woocommerce.lists import page_of
from tests.fakes.woocommerce.model import Order
from tests.fakes.woocommerce.order_json import order_json
from tests.fakes.woocommerce.php import Json
from tests.fakes.woocommerce.words import Person

STATUSES = {
    "pending": "Pending payment",
    "processing": "Processing",
    "on-hold": "On hold",
    "completed": "Completed",
    "cancelled": "Cancelled",
    "refunded": "Refunded",
    "failed": "Failed",
    "checkout-draft": "Draft",
}
ORDERBY = ("date", "id", "include", "title", "slug", "modified")
COLUMNS = {"date": "created", "modified": "modified"}


def orders(call: Call) -> Answer:
    """Unknown filters are passed over in silence: `number=` finds every order."""
    call.demand("list")
    shelf = call.shop.shelf
    dp = call.whole("dp", 2, 0)

    def told(place: int) -> Json:
        return order_json(shelf.read(place), call.base, dp)

    return page_of(call, found_orders(call), told, orders=True)


def found_orders(call: Call) -> Sequence[int]:
    orderby = call.choice("orderby", ORDERBY, "date")
    descending = call.choice("order", ("asc", "desc"), "desc") == "desc"
    chosen, key = filters(call)
    found = call.shop.shelf.select(key, COLUMNS.get(orderby, "id"), chosen)
    if orderby == "include":
        wanted = call.numbers("include")
        return sorted(found, key=lambda place: wanted.index(call.shop.shelf.ids[place]))
    return found[::-1] if descending else found


def filters(call: Call) -> tuple[Callable[[int], bool], object]:
    """Which places are meant, and a name for that choice."""
    shelf = call.shop.shelf
    statuses = wanted_statuses(call)
    include, exclude = set(call.numbers("include")), set(call.numbers("exclude"))
    in_gmt = call.flag("dates_are_gmt")
    names = ("modified_after", "modified_before", "after", "before")
    limits = tuple(call.moment(name, in_gmt) for name in names)
    search, customer = call.text("search").lower(), call.text("customer")

    def chosen(place: int) -> bool:
        return (
            fits(statuses, shelf.status(place))
            and within(shelf.modified[place], limits[0], limits[1])
            and within(shelf.created[place], limits[2], limits[3])
            and (not include or shelf.ids[place] in include)
            and shelf.ids[place] not in exclude
            and (not customer or str(shelf.read(place).customer_id) == customer)
            and (not search or mentions(shelf.read(place), search))
        )

    key = (tuple(statuses), limits, tuple(include), tuple(exclude), search, customer)
    return chosen, key


def wanted_statuses(call: Call) -> list[str]:
    """Raises RestError 400."""
    found = call.several("status") or ["any"]
    known = ("any", "trash", *STATUSES)
    used = set(call.shop.shelf.words())
    for place, status in enumerate(found):
        if status not in known and status not in used:
            name = f"status[{place}]"
            listed = f"{', '.join(known[:-1])}, and {known[-1]}"
            wrong = ("rest_not_in_enum", f"{name} is not one of {listed}.")
            raise invalid_params({"status": wrong})
    return found


def fits(wanted: list[str], status: str) -> bool:
    return status in wanted or ("any" in wanted and status not in ("trash", "auto-draft"))


def within(moment: int, after: int | None, before: int | None) -> bool:
    return (after is None or moment > after) and (before is None or moment < before)


def mentions(order: Order, search: str) -> bool:
    """As the order tables are searched: the id, the start of the e-mail, the addresses, and what
    was bought; never a number that a plugin's filter made."""
    person = order.person
    places = (person.first_name, person.last_name, person.street, person.city, person.phone)
    address = " ".join((*places, person.email)).lower()
    return (
        str(order.id) == search
        or person.email.lower().startswith(search)
        or search in address
        or any(search in line.name.lower() for line in order.lines)
    )


def order(call: Call) -> Answer:
    place = call.shop.shelf.place(call.id)
    if place is None:
        raise invalid_id("order")
    call.demand("view")
    return told(call, call.id)


def told(call: Call, order_id: int, status: int = 200) -> Answer:
    found = call.shop.order(order_id)
    return Answer(body=order_json(found, call.base, call.whole("dp", 2, 0)), status=status)


def create(call: Call) -> Answer:
    call.demand("create")
    place = {**dict(call.body.get("shipping") or {}), **dict(call.body.get("billing") or {})}
    words = ("first_name", "last_name", "email", "country", "city", "address_1", "phone")
    person = Person(*(str(place.get(word, "")) for word in words))
    wares = [
        (int(line.get("variation_id") or line["product_id"]), int(line.get("quantity", 1)))
        for line in call.body.get("line_items", ())
    ]
    status = call.text("status", "pending")
    currency, note = call.text("currency", "EUR"), call.text("customer_note")
    customer = call.whole("customer_id", 0, 0)
    made = call.shop.place_order(
        person, wares, status, currency=currency, note=note, customer_id=customer
    )
    write_metas(call, made)
    return told(call, made, 201)


def update(call: Call) -> Answer:
    """Status, meta data and `set_paid`; other fields are taken and forgotten."""
    call.shop.order(call.id)
    call.demand("edit")
    write_metas(call, call.id)
    if call.flag("set_paid"):
        call.shop.pay(call.id)
    elif call.text("status"):
        call.shop.set_status(call.id, call.text("status"))
    return told(call, call.id)


def write_metas(call: Call, order_id: int) -> None:
    for meta in call.body.get("meta_data", ()):
        call.shop.write_meta(order_id, str(meta["key"]), meta.get("value"))


def delete(call: Call) -> Answer:
    call.shop.order(call.id)
    call.demand("delete")
    if call.flag("force"):
        last = told(call, call.id)
        call.shop.erase_order(call.id)
        return last
    call.shop.trash_order(call.id)
    return told(call, call.id)


def statuses(call: Call) -> Answer:
    call.demand("view")
    words = {word: word for word in call.shop.shelf.words() if word not in ("", "trash")}
    named = {**words, **STATUSES}
    return Answer(body=[{"slug": slug, "name": name} for slug, name in named.items()])
