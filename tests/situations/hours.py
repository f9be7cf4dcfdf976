"""When is somebody there."""

from __future__ import annotations

from typing import Any

from connector.answers.hours_document import OPENING_HOURS
from tests.situations.situation import Situation, ask, at

HOURS = "/v1/hours"
TUESDAY_NOON = at("2026-10-06T10:00")
WORKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
BERLIN: dict[str, Any] = {
    "@type": "Store",
    "scheduleTimezone": "Europe/Berlin",
    "address": {"addressCountry": "DE", "addressRegion": "BE"},
    "openingHoursSpecification": [
        {"dayOfWeek": WORKDAYS, "opens": "09:00", "closes": "17:00"},
        {"dayOfWeek": "PublicHolidays"},
    ],
    "firstReplyMinutes": 120,
}
TEHRAN: dict[str, Any] = {
    "@type": "Store",
    "scheduleTimezone": "Asia/Tehran",
    "address": {"addressCountry": "IR"},
    "openingHoursSpecification": [
        {
            "dayOfWeek": ["Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"],
            "opens": "09:30",
            "closes": "18:00",
        },
        {"dayOfWeek": "Thursday", "opens": "09:30", "closes": "13:00"},
    ],
}

OPENING = (
    Situation(
        name="Is anybody there on a Tuesday morning",
        asks=ask(HOURS),
        owner={OPENING_HOURS: BERLIN},
        now=TUESDAY_NOON,
        next_actions=("contact_store",),
        facts={"open_now": True, "closes_at": "2026-10-06T15:00:00Z"},
        says=("We are open now",),
    ),
    Situation(
        name="Is anybody there at night",
        asks=ask(HOURS),
        owner={OPENING_HOURS: BERLIN},
        now=at("2026-10-06T20:00"),
        next_actions=("wait",),
        facts={"open_now": False, "opens_at": "2026-10-07T07:00:00Z"},
        says=("We are closed at the moment.",),
    ),
    Situation(
        name="Is anybody there on the Day of German Unity",
        asks=ask(HOURS),
        owner={
            OPENING_HOURS: {
                **BERLIN,
                "openingHoursSpecification": [
                    {"dayOfWeek": [*WORKDAYS, "Saturday"], "opens": "09:00", "closes": "17:00"},
                    {"dayOfWeek": "PublicHolidays"},
                ],
            }
        },
        now=at("2026-10-03T09:00"),
        next_actions=("wait",),
        facts={"open_now": False, "opens_at": "2026-10-05T07:00:00Z"},
        says=("Today is a public holiday.",),
    ),
    Situation(
        name="Is anybody there on a Friday in Iran",
        asks=ask(HOURS),
        owner={OPENING_HOURS: TEHRAN},
        now=at("2026-10-09T08:00"),
        next_actions=("wait",),
        facts={"open_now": False, "opens_at": "2026-10-10T06:00:00Z"},
        says=("We are closed at the moment.",),
        tells=(),
    ),
    Situation(
        name="The shop is shut on Christmas Eve and long on a Sunday",
        asks=ask(HOURS),
        owner={
            OPENING_HOURS: {
                **BERLIN,
                "specialOpeningHoursSpecification": [
                    {"validFrom": "2026-12-24", "validThrough": "2026-12-24"},
                    {
                        "opens": "12:00",
                        "closes": "20:00",
                        "validFrom": "2026-12-20",
                        "validThrough": "2026-12-20",
                    },
                ],
            }
        },
        now=at("2026-12-14T10:00"),
        next_actions=("contact_store",),
        facts={"open_now": True},
        says=("we are closed.", "we are open"),
        tells=(),
    ),
    Situation(
        name="Is anybody there in a shop that never closes",
        asks=ask(HOURS),
        owner={
            OPENING_HOURS: {
                "@type": "Store",
                "scheduleTimezone": "Asia/Shanghai",
                "openingHoursSpecification": {"opens": "00:00", "closes": "24:00"},
            }
        },
        now=TUESDAY_NOON,
        next_actions=("contact_store",),
        facts={"open_now": True, "closes_at": None},
        says=("We are open around the clock.",),
    ),
    Situation(
        name="Is anybody there at the weekend, and on New Year's Day",
        asks=ask(HOURS),
        owner={
            OPENING_HOURS: {
                **BERLIN,
                "openingHoursSpecification": [
                    {"dayOfWeek": WORKDAYS, "opens": "09:00", "closes": "17:00"},
                    {"dayOfWeek": "Sunday", "opens": "00:00", "closes": "24:00"},
                ],
                "specialOpeningHoursSpecification": {
                    "opens": "00:00",
                    "closes": "24:00",
                    "validFrom": "2027-01-01",
                    "validThrough": "2027-01-01",
                },
            }
        },
        now=at("2026-12-28T10:00"),
        facts={"open_now": True},
        next_actions=("contact_store",),
        says=(
            "Sunday: open around the clock.",
            "On Friday, January 1, 2027 we are open around the clock.",
        ),
    ),
    Situation(
        name="The shop never said when it is open",
        asks=ask(HOURS),
        now=TUESDAY_NOON,
        outcome="no_match",
        next_actions=("contact_store",),
    ),
)
