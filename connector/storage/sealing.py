"""Encryption at rest. The owner's secret key wraps two data keys kept in the database: one seals
documents and bodies (AES-256-GCM), one makes blind indexes (HMAC-SHA256, first 16 bytes), so that a
person can be looked up by e-mail though no e-mail stands in any file."""

from __future__ import annotations

import hashlib
import secrets
import threading
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from connector.errors import Misconfigured

NONCE = 12
DATA_KEY = 32
DIGEST = 16


def wrapping(secret_keys: Sequence[str]) -> MultiFernet:
    """Wraps with the first key, unwraps with any: how the secret key is changed."""
    return MultiFernet([Fernet(_derived(key)) for key in secret_keys])


def _derived(secret_key: str) -> bytes:
    derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"storewire wrapping key")
    return urlsafe_b64encode(derive.derive(secret_key.encode()))


@dataclass(frozen=True, slots=True)
class Keyring:
    """`context` binds a sealed value to its place: moved elsewhere it does not open."""

    sealing: AESGCM
    indexing: HMAC
    """With the key set: a copy of it takes a third of the time of a new one."""

    @classmethod
    def new_keys(cls) -> bytes:
        return secrets.token_bytes(2 * DATA_KEY)

    @classmethod
    def opened(cls, wrapped: bytes, secret_keys: Sequence[str]) -> Keyring:
        """Raises Misconfigured where the database was made with another secret key."""
        try:
            keys = wrapping(secret_keys).decrypt(wrapped)
        except InvalidToken:
            raise Misconfigured("STOREWIRE_SECRET_KEY is not the one of this database.") from None
        return cls(AESGCM(keys[:DATA_KEY]), HMAC(keys[DATA_KEY:], hashes.SHA256()))

    def seal(self, plain: bytes, context: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE)
        return nonce + self.sealing.encrypt(nonce, plain, context)

    def unseal(self, sealed: bytes, context: bytes) -> bytes:
        try:
            return self.sealing.decrypt(sealed[:NONCE], sealed[NONCE:], context)
        except (InvalidTag, ValueError):  # ValueError: shorter than any sealed value
            raise Misconfigured(
                "A sealed value does not open: moved, altered or damaged."
            ) from None

    def blind(self, field: str, value: str) -> bytes:
        blinding = self.indexing.copy()
        blinding.update(f"{field}\0{value}".encode())
        return blinding.finalize()[:DIGEST]


def digest(*parts: object) -> bytes:
    """A short name for what is not secret: 16 bytes, equal only for equal parts."""
    text = "\0".join(map(str, parts))
    return hashlib.blake2b(text.encode(), digest_size=DIGEST).digest()


_compressors = threading.local()  # zstandard's objects must not be shared between threads


def compressed(raw: bytes) -> bytes:
    if not hasattr(_compressors, "one"):
        _compressors.one = zstandard.ZstdCompressor(level=1)
    packed: bytes = _compressors.one.compress(raw)
    return packed


def decompressed(packed: bytes) -> bytes:
    raw: bytes = zstandard.ZstdDecompressor().decompress(packed)
    return raw
