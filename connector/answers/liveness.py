"""What an answer says of itself once the shop was asked: live, or our copy and how old it is."""

from __future__ import annotations

from datetime import datetime

from connector.answers.answer import Answer, Facts, NextAction
from connector.answers.words import Words, msg

HOUR, DAY = 3600, 24 * 3600
MOST_MINUTES, MOST_HOURS = 90 * 60, 36 * HOUR
"""What is older is told by the hour, by the day."""
NOT_NOW = msg("We cannot look up your order right now. Please try again in a few minutes.")


def told_live(answer: Answer[Facts]) -> Answer[Facts]:
    return answer.model_copy(update={"source": "live"})


def told_from_memory(
    answer: Answer[Facts], known_at: datetime | None, words: Words, now: datetime
) -> Answer[Facts]:
    """`known_at` is as of when we know what is told, where it was to be fresher than that."""
    if answer.outcome != "ok" or known_at is None:
        return answer
    age = said_age(int((now - known_at).total_seconds()), words)
    return answer.model_copy(update={"message": f"{answer.message}\n{age}"})


def said_age(seconds: int, words: Words) -> str:
    """A span of time and not a time of day: where the shopper is we do not know."""
    if seconds < MOST_MINUTES:
        return words.say_many(
            "We cannot check this in our shop system at the moment; "
            "this is what we knew {count} minute ago.",
            "We cannot check this in our shop system at the moment; "
            "this is what we knew {count} minutes ago.",
            max(1, round(seconds / 60)),
        )
    if seconds < MOST_HOURS:
        return words.say_many(
            "We cannot check this in our shop system at the moment; "
            "this is what we knew {count} hour ago.",
            "We cannot check this in our shop system at the moment; "
            "this is what we knew {count} hours ago.",
            round(seconds / HOUR),
        )
    return words.say_many(
        "We cannot check this in our shop system at the moment; "
        "this is what we knew {count} day ago.",
        "We cannot check this in our shop system at the moment; "
        "this is what we knew {count} days ago.",
        round(seconds / DAY),
    )


def cannot_be_looked_up(answer: Answer[Facts], words: Words) -> Answer[Facts]:
    """The same whatever was asked: our copy may be too old to know of it, so that it is not there
    would be a guess."""
    return answer.model_copy(
        update={
            "outcome": "unreachable",
            "message": words.say(NOT_NOW),
            "next_actions": [NextAction.WAIT],
        }
    )
