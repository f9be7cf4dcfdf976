"""Bulk operations: asked for once, worked at a step for each look, fetched from an address of
their own. A result is written to a file as it is worked out, so memory stays flat at any size."""

from __future__ import annotations

import json
import random
import secrets
import shutil
import tempfile
import time
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.utils import send_file
from werkzeug.wrappers import Request, Response

from tests.fakes.shopify.bulk_query import Choice, Line, Lines, understood
from tests.fakes.shopify.page import Context
from tests.fakes.shopify.rest_parts import time as told_time

if TYPE_CHECKING:
    from tests.fakes.shopify.shop import Shop

AT_ONCE = 5
URL_LASTS = timedelta(days=7)
WINDOW = 64
"""How many lines are shuffled among each other."""
PIECE = 1 << 18
HOLD_SECONDS = 0.02
UNFINISHED = ("CREATED", "RUNNING", "CANCELING")


@dataclass(slots=True)
class Operation:
    id: int
    query: str
    created_at: datetime
    path: Path
    work: Iterator[list[Line]]
    key: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    status: str = "CREATED"
    error_code: str | None = None
    completed_at: datetime | None = None
    objects: int = 0
    roots: int = 0
    size: int = 0
    done: bool = False
    """All is written; the next look says so."""


class Bulk:
    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.step = 5_000
        """How many roots are worked out for each look at an unfinished operation."""
        self.operations: dict[int, Operation] = {}
        self.fail_next: tuple[str, int] | None = None
        """An error code, and after how many roots, for the next operation."""
        self.pause = 0.0
        """Seconds between one piece of a result and the next; 0 sends it in one."""
        self.downloads = 0
        self.downloading = 0
        """How many are just under way, of those sent in pieces."""
        self.held_after: int | None = None
        """Pieces of a download after which nothing more is sent, as long as this stands."""
        self.held = False
        """Whether one is held just now."""
        self.tokens_sent = 0
        """How often a result was fetched with an access token, which nobody there asked for."""
        self._folder = ""

    def close(self) -> None:
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def folder(self) -> Path:
        if not self._folder:
            self._folder = tempfile.mkdtemp(prefix="fake-shopify-")
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        return Path(self._folder)

    def run(self, query: str, *, group: bool = False) -> tuple[Operation | None, list[Line]]:
        """The operation, or why there is none."""
        if len(busy := self._busy()) >= AT_ONCE:
            names = ", ".join(f"gid://shopify/BulkOperation/{o.id}" for o in busy)
            words = f"A bulk query operation for this app and shop is already in progress: {names}."
            return None, [{"field": None, "message": words, "code": "OPERATION_IN_PROGRESS"}]
        choice, wrong = understood(query)
        if choice is None:
            return None, wrong
        number = self.shop.new_id()
        made = Operation(
            id=number,
            query=query,
            created_at=self.shop.now(),
            path=self.folder() / f"{number}.jsonl",
            work=self._work(choice, number, group=group),
        )
        self.operations[number] = made
        return made, []

    def _busy(self) -> list[Operation]:
        return [o for o in self.operations.values() if o.status in UNFINISHED]

    def _work(self, choice: Choice, seed: int, *, group: bool) -> Iterator[list[Line]]:
        """Of the shop as it is now: later changes do not show. One list for each root."""
        from tests.fakes.shopify.answers import answer, type_of

        context = Context(
            shop=self.shop,
            orders=self.shop.orders.snapshot(),
            goods=self.shop.goods.snapshot(),
            bulk=True,
        )
        found = Lines(context, answer, type_of).of(choice)
        return found if group else shuffled(found, seed)

    def seen(self, number: int) -> Operation | None:
        operation = self.operations.get(number)
        if operation:
            self.advance(operation)
        return operation

    def seen_all(self) -> list[Operation]:
        for operation in self.operations.values():
            self.advance(operation)
        return list(self.operations.values())

    def finish_all(self) -> None:
        with self.shop.lock:
            while self._busy():
                self.seen_all()

    def advance(self, operation: Operation) -> None:
        if operation.status == "CANCELING":
            self._end(operation, "CANCELED")
        elif operation.status in UNFINISHED and operation.done:
            self._end(operation, "COMPLETED")
        elif operation.status in UNFINISHED:
            operation.status = "RUNNING"
            self._write(operation)

    def _write(self, operation: Operation) -> None:
        roots = 0
        with operation.path.open("ab") as file:
            for lines in operation.work:
                text = "".join(
                    json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
                    for line in lines
                )
                operation.size += file.write(text.encode())
                operation.objects += len(lines)
                new = sum("__parentId" not in line for line in lines)
                operation.roots += new
                roots += new
                if self._fails(operation):
                    return
                if roots >= self.step:
                    return
        operation.done = True

    def _fails(self, operation: Operation) -> bool:
        if self.fail_next is None or operation.roots < self.fail_next[1]:
            return False
        operation.error_code, self.fail_next = self.fail_next[0], None
        self._end(operation, "FAILED")
        return True

    def _end(self, operation: Operation, status: str) -> None:
        operation.status, operation.completed_at = status, self.shop.now()
        body: dict[str, Any] = {
            "admin_graphql_api_id": f"gid://shopify/BulkOperation/{operation.id}",
            "completed_at": told_time(operation.completed_at),
            "created_at": told_time(operation.created_at),
            "error_code": operation.error_code.lower() if operation.error_code else None,
            "status": status.lower(),
            "type": "query",
        }
        self.shop.tell(("bulk_operations/finish", body))

    def cancel(self, number: int) -> tuple[Operation | None, list[Line]]:
        operation = self.operations.get(number)
        if operation is None:
            return None, [{"field": ["id"], "message": "Bulk operation does not exist"}]
        if operation.status not in UNFINISHED:
            words = f"A bulk operation cannot be canceled when it is {operation.status.lower()}"
            return operation, [{"field": None, "message": words}]
        operation.status = "CANCELING"
        return operation, []

    def url(self, operation: Operation) -> str | None:
        """None where there is nothing to fetch."""
        ready = operation.status == "COMPLETED" and operation.objects
        return self._address(operation) if ready else None

    def partial_url(self, operation: Operation) -> str | None:
        ready = operation.status in ("FAILED", "CANCELED") and operation.objects
        return self._address(operation) if ready else None

    def _address(self, operation: Operation) -> str:
        ends = int(((operation.completed_at or self.shop.now()) + URL_LASTS).timestamp())
        path = f"bulk-results/{operation.id}.jsonl"
        return f"{self.shop.url}/{path}?Expires={ends}&Signature={operation.key}"

    def download(self, request: Request, number: int) -> Response:
        """Of whoever has the address, as a storage bucket does it: ranges too, no token."""
        operation = self.operations.get(number)
        signature, ends = request.args.get("Signature", ""), request.args.get("Expires", "0")
        if operation is None or not secrets.compare_digest(signature, operation.key):
            return storage_error("SignatureDoesNotMatch")
        if int(ends) <= self.shop.now().timestamp():
            return storage_error("ExpiredToken", 400)
        self.tokens_sent += "X-Shopify-Access-Token" in request.headers
        self.downloads += 1
        if self.pause:
            return Response(self._in_pieces(operation.path), content_type="application/jsonl")
        return send_file(
            operation.path, request.environ, mimetype="application/jsonl", conditional=True
        )

    def _in_pieces(self, path: Path) -> Iterator[bytes]:
        self.downloading += 1
        try:
            with path.open("rb") as file:
                for nth, piece in enumerate(iter(partial(file.read, PIECE), b"")):
                    time.sleep(self.pause)
                    self._hold(nth)
                    yield piece
        finally:
            self.downloading -= 1

    def _hold(self, nth: int) -> None:
        while self.held_after is not None and nth >= self.held_after:
            self.held = True
            time.sleep(HOLD_SECONDS)
        self.held = False


def storage_error(code: str, status: int = 403) -> Response:
    page = f"<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code></Error>"
    return Response(page, status, content_type="application/xml; charset=UTF-8")


def shuffled(found: Iterator[list[Line]], seed: int) -> Iterator[list[Line]]:
    """In windows, children before their parents too: only `__parentId` joins them."""
    drawn = random.Random(seed)  # noqa: S311 - repeatable
    window: list[Line] = []
    for lines in found:
        window.extend(lines)
        while len(window) > WINDOW:
            yield [window.pop(drawn.randrange(len(window)))]
    drawn.shuffle(window)
    yield window
