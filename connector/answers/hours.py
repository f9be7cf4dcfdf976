"""When is somebody there: open now, the next opening, the week, and the promise of a reply."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import AwareDatetime, Field

from connector.answers.answer import Answer, NextAction, Part, stale_seconds
from connector.answers.hours_words import hours_message
from connector.answers.opening import (
    Hours,
    coming_days,
    is_special,
    openings_on,
    reply_by,
    status,
)
from connector.answers.owner_document import DAYS
from connector.answers.text import link
from connector.answers.words import Words
from connector.answers.working_days import holiday

WEEK = 7


class OpenFrom(Part):
    opens_at: AwareDatetime = Field(description="When it opens.")
    closes_at: AwareDatetime = Field(description="When it closes; perhaps on the next day.")


class DayOpen(Part):
    day: date = Field(description="By the store's own clock.")
    day_of_week: str = Field(description="A word of schema.org/DayOfWeek.", examples=["Friday"])
    special: bool = Field(description="True if the hours are not those of the usual week.")
    public_holiday: str | None = Field(
        description="Its name in the language of the country; null for none."
    )
    openings: list[OpenFrom] = Field(description="In order; empty if it is closed all day.")


class HoursFacts(Part):
    open_now: bool = Field(description="Whether somebody is there now.")
    closes_at: AwareDatetime | None = Field(
        description="Null while it is closed, and if it is open around the clock."
    )
    opens_at: AwareDatetime | None = Field(
        description="The next opening; null while it is open, and if none is known within a year."
    )
    reply_by: AwareDatetime | None = Field(
        description="When a person will have answered what is asked now; null if the store "
        "promises nothing."
    )
    time_zone: str = Field(description="IANA name of the store's.", examples=["Asia/Tehran"])
    days: list[DayOpen] = Field(description="Today and the six days after it, there.")


def opening_hours(
    hours: Hours | None, *, words: Words, now: datetime, seen_at: datetime | None = None
) -> Answer[HoursFacts]:
    """`seen_at` is when the store last told its hours."""
    if hours is None:
        return no_hours(words)
    state, url = status(hours, now), link(hours.url)
    return Answer[HoursFacts](
        outcome="ok",
        message=hours_message(hours, state, words, now),
        locale=words.tag,
        facts=HoursFacts(
            open_now=state.open_now,
            closes_at=state.closes_at,
            opens_at=state.opens_at,
            reply_by=reply_by(hours, now),
            time_zone=hours.zone.key,
            days=[day_facts(hours, day) for day in coming_days(hours, now, WEEK)],
        ),
        as_of=seen_at,
        stale_seconds=stale_seconds(seen_at, now),
        next_actions=[NextAction.CONTACT_STORE] if state.open_now else [NextAction.WAIT],
        citations=[str(url)] if url else [],
    )


def no_hours(words: Words) -> Answer[HoursFacts]:
    return Answer[HoursFacts](
        outcome="no_match",
        message=words.say("We do not have our opening hours at hand. Please contact us."),
        locale=words.tag,
        facts=None,
        as_of=None,
        stale_seconds=None,
        next_actions=[NextAction.CONTACT_STORE],
    )


def day_facts(hours: Hours, day: date) -> DayOpen:
    return DayOpen(
        day=day,
        day_of_week=DAYS[day.weekday()],
        special=is_special(hours, day),
        public_holiday=holiday(day, hours.place),
        openings=[
            OpenFrom(opens_at=each.start, closes_at=each.end) for each in openings_on(hours, day)
        ],
    )
