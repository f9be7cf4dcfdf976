"""All orders of a shop: three columns for lists, and the few orders that were touched."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy

from tests.fakes.woocommerce.model import Order
from tests.fakes.woocommerce.world import World

KEPT_LISTS = 4
GONE = ""


class Shelf:
    """Not thread-safe: the floor's lock is held around every use."""

    def __init__(self) -> None:
        self.ids = array("I")
        self.created = array("I")
        self.modified = array("I")
        self._status = array("B")
        self._words: list[str] = [GONE]
        self._world: World | None = None
        self._touched: dict[int, Order] = {}
        self._version = 0
        self._sorted: OrderedDict[tuple[str, int], array[int]] = OrderedDict()
        self._lists: OrderedDict[tuple[object, int], array[int]] = OrderedDict()

    def fill(self, world: World) -> None:
        """Only once, and before any other order."""
        self._world = world
        for place in range(world.count):
            self.ids.append(world.id_of(place))
            self.created.append(world.created(place))
            self.modified.append(world.modified(place))
            self._status.append(self._code(world.status(place)))
        self._version += 1

    def _code(self, status: str) -> int:
        if status not in self._words:
            self._words.append(status)
        return self._words.index(status)

    def place(self, order_id: int) -> int | None:
        at = bisect_left(self.ids, order_id)
        there = at < len(self.ids) and self.ids[at] == order_id and self._status[at]
        return at if there else None

    def status(self, place: int) -> str:
        return self._words[self._status[place]]

    def words(self) -> list[str]:
        """Every status that was ever used; an empty one is that of orders that are gone."""
        return list(self._words)

    def get(self, order_id: int) -> Order | None:
        """A copy: what is done to it counts once it is `put` back."""
        place = self.place(order_id)
        return None if place is None else deepcopy(self.read(place))

    def read(self, place: int) -> Order:
        """Only to look at."""
        found = self._touched.get(self.ids[place])
        if found is None:
            assert self._world is not None
            found = self._world.order(place)
        return found

    def put(self, order: Order) -> None:
        """New orders have higher ids than all others, as in the database."""
        at = bisect_left(self.ids, order.id)
        if at == len(self.ids):
            for column, value in ((self.ids, order.id), (self.created, 0), (self.modified, 0)):
                column.append(value)
            self._status.append(0)
        assert self.ids[at] == order.id
        self.created[at], self.modified[at] = order.created, order.modified
        self._status[at] = self._code(order.status)
        self._touched[order.id] = order
        self._version += 1

    def remove(self, order_id: int) -> None:
        place = self.place(order_id)
        assert place is not None
        self._status[place] = 0
        self._touched.pop(order_id, None)
        self._version += 1

    def living(self) -> Iterator[int]:
        """The places of all orders there are, trash included."""
        return (place for place, code in enumerate(self._status) if code)

    def select(self, key: object, column: str, chosen: Callable[[int], bool]) -> Sequence[int]:
        """Places in ascending order of a column, then of id. `key` names the choice: pages of one
        list are made from one search until something changes."""
        wanted = (key, self._version)
        if wanted not in self._lists:
            self._lists[wanted] = array("I", filter(chosen, self._by(column)))
            _forget(self._lists)
        return self._lists[wanted]

    def _by(self, column: str) -> array[int]:
        wanted = (column, self._version)
        if wanted not in self._sorted:
            values = {"id": self.ids, "created": self.created, "modified": self.modified}[column]
            self._sorted[wanted] = array("I", sorted(self.living(), key=values.__getitem__))
            _forget(self._sorted)
        return self._sorted[wanted]


def _forget(
    cache: OrderedDict[tuple[object, int], array[int]] | OrderedDict[tuple[str, int], array[int]],
) -> None:
    while len(cache) > KEPT_LISTS:
        cache.popitem(last=False)
