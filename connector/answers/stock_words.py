"""What is said of stock, sentence by sentence."""

from __future__ import annotations

from collections.abc import Sequence

from connector.answers.answer import StockedItemFacts, StockFacts
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
    Availability.PRE_ORDER: msg(
        "{title} is not available at the moment, but you can pre-order it now and we will send it "
        "once it is."
    ),
    Availability.OUT_OF_STOCK: msg("{title} is out of stock at the moment."),
    Availability.DISCONTINUED: msg("{title} is no longer sold."),
}
EXPECTED = {
    Availability.BACK_ORDER: msg(
        "{title} is not in stock at the moment, but you can order it now and we will send it "
        "later. It is expected on {date}."
    ),
    Availability.PRE_ORDER: msg(
        "{title} is not available at the moment, but you can pre-order it now. It is expected on "
        "{date}."
    ),
    Availability.OUT_OF_STOCK: msg(
        "{title} is out of stock at the moment. It is expected back on {date}."
    ),
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


def stock_message(facts: StockFacts, words: Words) -> str:
    lines = [item_sentence(item, words) for item in facts.items[:LISTED]]
    if (more := len(facts.items) - LISTED) > 0:
        lines.append(more_sentence(more, words))
    if facts.alternatives:
        lines.append(instead_sentence(facts.alternatives, words))
    return "\n".join(lines)


def instead_sentence(items: Sequence[StockedItemFacts], words: Words) -> str:
    titles = [title_in(item, words) for item in items]
    if len(titles) == 1:
        return words.say("You may like {first} instead, which is in stock.", first=titles[0])
    if len(titles) == 2:
        first, second = titles
        return words.say(
            "You may like {first} or {second} instead, which are in stock.",
            first=first,
            second=second,
        )
    first, second, third = titles[:3]
    return words.say(
        "You may like {first}, {second} or {third} instead, which are in stock.",
        first=first,
        second=second,
        third=third,
    )


def more_sentence(more: int, words: Words) -> str:
    return words.say_many("And {count} more item.", "And {count} more items.", more)


def item_sentence(item: StockedItemFacts, words: Words) -> str:
    title = title_in(item, words)
    if item.expected_at and item.availability in EXPECTED:
        return words.say(EXPECTED[item.availability], title=title, date=item.expected_at)
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


def title_in(item: StockedItemFacts, words: Words) -> str:
    return harmless(item.title) or words.say(UNNAMED)
