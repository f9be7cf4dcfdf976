"""How a store speaks: its default language, and its own wording laid over ours."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from gettext import NullTranslations

import structlog

from connector.answers.wording import own_catalog, unfit
from connector.answers.words import Words, speak
from connector.storage.engine import Database
from connector.storage.preferences import ANSWERS, AnswerPreferences, opened, sealed_preferences
from connector.storage.sealing import Keyring
from connector.storage.wording import WORDING, Wording

log = structlog.get_logger(__name__)

STORES = 512
"""Of so many stores and languages what was read is kept ready, the last used."""


def words_for(database: Database, store_id: int, locale: str) -> Words:
    """One read; what is found is opened once for each version of it, so that a change holds from
    the next question on, whichever process made it."""
    sealed = sealed_preferences(database, store_id, (ANSWERS, WORDING))
    chosen = sealed.get(ANSWERS)
    words = speak(locale, preferred(database.keyring, store_id, chosen).locale if chosen else None)
    if WORDING not in sealed:
        return words
    catalog = worded(database.keyring, store_id, sealed[WORDING], words.tag)
    return replace(words, catalog=catalog) if catalog else words


@lru_cache(STORES)
def preferred(keyring: Keyring, store_id: int, sealed: bytes) -> AnswerPreferences:
    return opened(keyring, store_id, ANSWERS, sealed, AnswerPreferences)


@lru_cache(STORES)
def worded(keyring: Keyring, store_id: int, sealed: bytes, tag: str) -> NullTranslations | None:
    """None where the store says nothing its own way in this language."""
    own = opened(keyring, store_id, WORDING, sealed, Wording).get(tag, {})
    if misfits := unfit(tag, own):
        log.warning("wording.unfit", store=store_id, locale=tag, sentences=sorted(misfits))
    return own_catalog(tag, own)
