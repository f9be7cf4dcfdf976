"""What is said of opening hours, and of when a person will be there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import groupby

from babel import Locale
from babel.core import get_global
from babel.dates import format_time, get_day_names, get_timezone_location

from connector.answers.opening import (
    Hours,
    Status,
    coming_days,
    is_special,
    reply_by,
    rules_on,
    spans,
    status,
    usual_rules,
)
from connector.answers.text import link
from connector.answers.words import Words, msg
from connector.answers.working_days import DAY, holiday

SOON = 14
"""Days within which it is told that the hours are others than usual."""
ALL_DAY = [(time(0), time(0))]
CLOSED = msg("We are closed at the moment.")
ANSWERED = (
    msg("A person will answer you by {time} today ({city} time)."),
    msg("A person will answer you by {time} tomorrow ({city} time)."),
    msg("A person will answer you by {time} on {day} ({city} time)."),
)
THERE = (
    msg("A person will be here from {time} today ({city} time)."),
    msg("A person will be here from {time} tomorrow ({city} time)."),
    msg("A person will be here from {time} on {day} ({city} time)."),
)
OPENS = (
    msg("We open at {time} today ({city} time)."),
    msg("We open at {time} tomorrow ({city} time)."),
    msg("We open at {time} on {day} ({city} time)."),
)
OPEN_UNTIL = (
    msg("We are open now, until {time} today ({city} time)."),
    msg("We are open now, until {time} tomorrow ({city} time)."),
    msg("We are open now, until {time} on {day} ({city} time)."),
)
"""Of each, today, tomorrow and any other day."""


def reply_promise(hours: Hours | None, now: datetime, words: Words) -> str | None:
    """When a person will answer, or where that is not promised will be there; None where nothing
    is known, and where somebody is there now and nothing is promised."""
    if hours is None:
        return None
    state = status(hours, now)
    said = person_sentence(hours, state, now, words)
    if said is None or state.open_now:
        return said
    return words.paragraph([words.say(CLOSED), said])


def person_sentence(hours: Hours, state: Status, now: datetime, words: Words) -> str | None:
    if answered := reply_by(hours, now):
        return moment_sentence(ANSWERED, answered, hours, now, words)
    if state.opens_at:
        return moment_sentence(THERE, state.opens_at, hours, now, words)
    return None


def promised(
    hours: Hours | None, now: datetime, words: Words, *, person_wanted: bool = False
) -> Iterator[str]:
    """The promise as the last line of an answer: outside hours always, within them only where the
    asker is sent to a person."""
    if hours is not None and (person_wanted or not status(hours, now).open_now):
        said = reply_promise(hours, now, words)
        yield from [said] if said else []


def moment_sentence(
    sentences: tuple[str, str, str], at: datetime, hours: Hours, now: datetime, words: Words
) -> str:
    """A day that ends at midnight ends with it."""
    local, today = at.astimezone(hours.zone), now.astimezone(hours.zone).date()
    ahead = min(max((local.date() - today).days, 0), 2)
    shown = {"time": clock(local.time(), words), "city": city(hours, words)}
    if ahead == 2:
        shown["day"] = named_day(local.date(), words)
    return words.say(sentences[ahead], **shown)


def clock(at: time, words: Words) -> str:
    """As the CLDR writes it: `9:30 AM`, `۹:۳۰`."""
    return words.digits(format_time(at, "short", locale=words.locale))


def city(hours: Hours, words: Words) -> str:
    if "/" not in hours.zone.key or hours.zone.key.startswith("Etc/"):
        return hours.zone.key.rpartition("/")[2]
    return str(get_timezone_location(hours.zone.key, locale=words.locale, return_city=True))


def weekday(nth: int, words: Words) -> str:
    return str(get_day_names("wide", "stand-alone", words.locale)[nth])


def named_day(day: date, words: Words) -> str:
    """With its weekday, in Persian by the Jalali calendar."""
    if words.persian:
        return f"{weekday(day.weekday(), words)} {words.date(day)}"
    return words.digits(words.gregorian(day, "full"))


def hours_message(hours: Hours, state: Status, words: Words, now: datetime) -> str:
    said = [*state_sentences(hours, state, words, now)]
    if answered := reply_by(hours, now):
        said.append(moment_sentence(ANSWERED, answered, hours, now, words))
    lines = [
        words.paragraph(said),
        *([] if is_endless(state) else week_lines(hours, now, words)),
        *special_lines(hours, now, words),
    ]
    if url := link(hours.url):
        lines.append(words.say("You can see our opening hours here:\n{link}", link=url))
    return "\n".join(lines)


def state_sentences(hours: Hours, state: Status, words: Words, now: datetime) -> Iterator[str]:
    if is_endless(state):
        yield words.say("We are open around the clock.")
    elif state.open_now and state.closes_at:
        yield moment_sentence(OPEN_UNTIL, state.closes_at, hours, now, words)
    else:
        today = now.astimezone(hours.zone).date()
        yield words.say(CLOSED)
        if holiday(today, hours.place) and not spans(rules_on(hours, today)):
            yield words.say("Today is a public holiday.")
        if state.opens_at:
            yield moment_sentence(OPENS, state.opens_at, hours, now, words)
        else:
            yield words.say("We do not know when we open again.")


def is_endless(state: Status) -> bool:
    return state.open_now and state.closes_at is None


def week_lines(hours: Hours, now: datetime, words: Words) -> Iterator[str]:
    """The week as it usually is at this time of the year, days that are alike together."""
    today = now.astimezone(hours.zone).date()
    first = first_weekday(hours)
    days = [today + DAY * ((first + nth - today.weekday()) % 7) for nth in range(7)]
    for times, alike in groupby(days, key=lambda day: spans(usual_rules(hours, day))):
        named = week_days([day.weekday() for day in alike], words)
        if times == ALL_DAY:
            said = words.say("{days}: open around the clock.", days=named)
        elif times:
            shown = shown_spans(times, words)
            said = words.say("{days}: open {times}.", days=named, times=shown)
        else:
            said = words.say("{days}: closed.", days=named)
        # Spanish and French write weekdays small, also where a line begins with one.
        yield said[:1].upper() + said[1:]


def first_weekday(hours: Hours) -> int:
    """Of the week where the shop is; 0 is Monday."""
    territory = get_global("zone_territories").get(hours.zone.key, "001")
    return int(Locale.parse(f"und_{territory}").first_week_day)


def week_days(nths: Sequence[int], words: Words) -> str:
    first, last = weekday(nths[0], words), weekday(nths[-1], words)
    return words.say("{first} to {last}", first=first, last=last) if len(nths) > 1 else first


def shown_spans(times: Sequence[tuple[time, time]], words: Words) -> tuple[str, ...]:
    return tuple(
        words.say("{opens} to {closes}", opens=clock(opens, words), closes=clock(closes, words))
        for opens, closes in times
    )


def special_lines(hours: Hours, now: datetime, words: Words) -> Iterator[str]:
    for day in coming_days(hours, now, SOON):
        if not is_special(hours, day):
            continue
        times, named = spans(rules_on(hours, day)), named_day(day, words)
        if times == ALL_DAY:
            yield words.say("On {day} we are open around the clock.", day=named)
        elif times:
            shown = shown_spans(times, words)
            yield words.say("On {day} we are open {times}.", day=named, times=shown)
        else:
            yield words.say("On {day} we are closed.", day=named)
