"""What becomes of the queue on the way: the rules of one run."""

from __future__ import annotations

from dataclasses import dataclass

from tests.fakes.woocommerce.webhook import Action
from tests.fakes.woocommerce.words import dice


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Shares are of 1. The same seed does the same to the same queue."""

    drop: float = 0
    """Never sent: the site lost its queue. WooCommerce itself never tries twice."""
    double: float = 0
    """Sent twice, as by two runners at once."""
    delay: float = 0
    """Left in the queue for a later run."""
    shuffle: bool = False
    at_once: int = 1
    """Requests on the wire together; WooCommerce has one."""
    seed: int = 1

    def arranged(self, actions: list[Action]) -> tuple[list[Action], list[Action]]:
        """What is sent now, and what stays."""
        chance = dice(self.seed, len(actions))
        now: list[Action] = []
        later: list[Action] = []
        for action in actions:
            if chance.random() < self.drop:
                continue
            if chance.random() < self.delay:
                later.append(action)
                continue
            now += [action] * (2 if chance.random() < self.double else 1)
        if self.shuffle:
            chance.shuffle(now)
        return now, later


AS_IT_COMES = Policy()
