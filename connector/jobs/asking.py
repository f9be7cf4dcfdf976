"""Asking for a job from a process that may do no jobs itself."""

from __future__ import annotations

import secrets

from config.settings import Settings
from connector.storage.engine import now


def ask_for(settings: Settings, store_id: int, job: str) -> str:
    """The name of the run: of this one, or of the one under way."""
    from connector.jobs.engine import enqueue_from_outside  # takes a second to import

    run = f"{job} {store_id} {now().isoformat()} {secrets.token_hex(4)}"
    return enqueue_from_outside(settings, store_id, job, run)
