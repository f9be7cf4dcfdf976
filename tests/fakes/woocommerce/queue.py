"""Action Scheduler, as far as webhooks use it."""

from __future__ import annotations

from typing import Any

from tests.fakes.woocommerce.webhook import Action


class Queue:
    def __init__(self) -> None:
        self._actions: list[Action] = []
        self._waiting: set[tuple[int, str]] = set()

    def __len__(self) -> int:
        return len(self._actions)

    def add(self, webhook_id: int, arg: Any, moment: int) -> None:
        """Not where one that tells the same is still waiting to be run."""
        same = (webhook_id, repr(arg))
        if same not in self._waiting:
            self._waiting.add(same)
            self._actions.append(Action(webhook_id=webhook_id, arg=arg, queued=moment))

    def begin(self) -> list[Action]:
        """Those that nobody has begun with; from now on their like is queued anew."""
        self._waiting.clear()
        return [action for action in self._actions if action.body is None]

    def take(self) -> list[Action]:
        taken, self._actions = self._actions, []
        self._waiting.clear()
        return taken

    def put_back(self, actions: list[Action]) -> None:
        self._actions = actions + self._actions
        self._waiting |= {(one.webhook_id, repr(one.arg)) for one in actions if one.body is None}
