"""API keys and the people they belong to."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

ADMIN, MANAGER, CUSTOMER = 1, 2, 3
"""User ids; 0 is nobody."""
MANAGING = ("administrator", "shop_manager")


@dataclass(slots=True, kw_only=True)
class Key:
    id: int
    consumer_key: str
    consumer_secret: str
    permissions: str
    """read, write or read_write."""
    user_id: int

    def allows(self, method: str) -> bool:
        if method == "OPTIONS":
            return True
        need = "read" if method in ("GET", "HEAD") else "write"
        return self.permissions in (need, "read_write")


class Keyring:
    def __init__(self) -> None:
        self._keys: dict[str, Key] = {}
        self._made = 0

    def cut(self, permissions: str = "read_write", user_id: int = ADMIN) -> Key:
        self._made += 1
        key = Key(
            id=self._made,
            consumer_key=f"ck_{secrets.token_hex(20)}",
            consumer_secret=f"cs_{secrets.token_hex(20)}",
            permissions=permissions,
            user_id=user_id,
        )
        self._keys[key.consumer_key] = key
        return key

    def find(self, consumer_key: str) -> Key | None:
        return self._keys.get(consumer_key)

    def revoke(self, key: Key) -> None:
        self._keys.pop(key.consumer_key, None)

    def all(self) -> list[Key]:
        return list(self._keys.values())
