"""What is said of the return of one order line."""

from __future__ import annotations

from connector.answers.return_facts import ItemReturn, ReturnReason
from connector.answers.return_window import Rule, Window
from connector.answers.strangers import harmless
from connector.answers.words import Words, msg
from connector.records import OrderLine

UNNAMED = msg("This item")
REFUSALS = {
    ReturnReason.EXEMPT_BY_LAW: msg(
        "{title}: it cannot be returned, because the law exempts goods of this kind."
    ),
    ReturnReason.FINAL_SALE: msg("{title}: it was a final sale and cannot be returned."),
    ReturnReason.GIFT_CARD: msg("{title}: gift cards cannot be returned."),
}
REFUNDED = msg("{title}: it has already been refunded.")
REFUSED = msg("{title}: it cannot be returned.")
ANY_TIME = msg("{title}: you can return it at any time.")


def item_sentence(line: OrderLine, window: Window, words: Words) -> str:
    title = harmless(line.title) or words.say(UNNAMED)
    match window.status:
        case ItemReturn.OPEN if window.end or window.days is None:
            return open_sentence(title, window, words)
        case ItemReturn.CLOSED if window.end:
            return words.say(
                "{title}: the return period ended on {date}.", title=title, date=window.end
            )
        case ItemReturn.OPEN | ItemReturn.NOT_STARTED:
            return not_started_sentence(title, window.rule, words)
        case ItemReturn.NOT_RETURNABLE:
            return words.say(refusal(window), title=title)
    return words.say(
        "{title}: we cannot say for certain whether it can still be returned; please contact us.",
        title=title,
    )


def open_sentence(title: str, window: Window, words: Words) -> str:
    if window.end is None:
        return words.say(ANY_TIME, title=title)
    return words.say(
        "{title}: you can return it up to and including {date}.", title=title, date=window.end
    )


def not_started_sentence(title: str, rule: Rule, words: Words) -> str:
    """The day it starts on is told beside it, where it is not its own delivery."""
    if rule.days is None:
        return words.say(ANY_TIME, title=title)
    if rule.start in {"order", "shipment"}:
        return words.say("{title}: the return period has not started yet.", title=title)
    if rule.days == 0:
        return words.say("{title}: you can return it on the day of delivery only.", title=title)
    return days_sentence(title, rule, rule.days, words)


def days_sentence(title: str, rule: Rule, days: int, words: Words) -> str:
    if rule.business:
        return words.say_many(
            "{title}: you can return it within {count} working day of delivery.",
            "{title}: you can return it within {count} working days of delivery.",
            days,
            title=title,
        )
    return words.say_many(
        "{title}: you can return it within {count} day of delivery.",
        "{title}: you can return it within {count} days of delivery.",
        days,
        title=title,
    )


def refusal(window: Window) -> str:
    if window.settled:
        return REFUNDED
    return REFUSALS.get(window.reason, REFUSED) if window.reason else REFUSED
