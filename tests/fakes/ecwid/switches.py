"""What goes wrong, and when."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field


@dataclass(slots=True)
class Switches:
    per_minute: int = 600
    """Requests with one token; over it there is a 429. More than Ecwid allows is told with each
    answer, so that who asks may be as fast."""
    failing: deque[int] = field(default_factory=deque)
    """Statuses of the next answers, one each."""
    retry_after: int | None = 2
    """Seconds beside a 429; None leaves the header out."""
    page_instead: bool = False
    """HTML where JSON should be, as by a wall in between."""
    plan_without_api: bool = False
    token_by_get_only: bool = False
    """oauth/token as the old documentation shows it."""
