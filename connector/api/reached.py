"""What came of asking the shop for one question, and what the answer says of that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from connector.answers.answer import Answer, Facts
from connector.answers.liveness import cannot_be_looked_up, told_from_memory, told_live
from connector.answers.words import Words
from connector.live import Look, Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    look: Look
    found: bool
    """Whether there is anything that may be told."""
    known_at: datetime | None = None
    """As of when we know it, the least fresh of it."""

    def told(self, answer: Answer[Facts], words: Words, now: datetime) -> Answer[Facts]:
        match self.look.reach:
            case Reach.LIVE:
                return told_live(answer)
            case Reach.AWAY if self.found:
                return told_from_memory(answer, self.known_at, words, now)
            case Reach.AWAY:
                return cannot_be_looked_up(answer, words)
        return answer
