"""What is said of stock, sentence by sentence."""

from __future__ import annotations

from collections.abc import Sequence

from connector.answers.answer import StockedItemFacts
from connector.answers.strangers import harmless
from connector.answers.words import Words, msg
from connector.records import Availability

LISTED = 5
"""As many items as a chat message can take; the facts hold all."""
FEW_LEFT = msg("{title} is in stock, but not much is left.")
SENTENCES = {
    Availability.IN_STOCK: msg("{title} is in stock."),
    Availability.LIMITED: FEW_LEFT,
    Availability.BACK_ORDER: msg(
        "{title} is not in stock at the moment, but you can order it now and we will send it once "
        "it is back in stock."
    ),
    Availability.PRE_ORDER: msg("{title} can be pre-ordered."),
    Availability.OUT_OF_STOCK: msg("{title} is out of stock at the moment."),
    Availability.DISCONTINUED: msg("{title} is no longer sold."),
}
UNKNOWN = msg("We cannot say at the moment whether {title} is in stock.")
UNNAMED = msg("This item")


def nothing_stocked(asked: str, words: Words) -> str:
    if not harmless(asked):
        return words.say(
            "We could not find such an item. Please check the name or the article number."
        )
    return words.say(
        "We could not find “{asked}”. Please check the name or the article number.", asked=asked
    )


def stock_message(items: Sequence[StockedItemFacts], words: Words) -> str:
    lines = [item_sentence(item, words) for item in items[:LISTED]]
    if more := len(items) - LISTED:
        lines += [more_sentence(more, words)] if more > 0 else []
    return "\n".join(lines)


def more_sentence(more: int, words: Words) -> str:
    return words.say_many("And {count} more item.", "And {count} more items.", more)


def item_sentence(item: StockedItemFacts, words: Words) -> str:
    title = harmless(item.title) or words.say(UNNAMED)
    if item.low and isinstance(item.quantity, int) and item.quantity > 0:
        return words.say_many(
            "{title} is in stock, with only {count} left.",
            "{title} is in stock, with only {count} left.",
            item.quantity,
            title=title,
        )
    if item.low:
        return words.say(FEW_LEFT, title=title)
    sentence = UNKNOWN if item.availability is None else SENTENCES[item.availability]
    return words.say(sentence, title=title)
