"""Languages by their BCP 47 tags: what a stranger asked for, and which of them we speak."""

from __future__ import annotations

import re

from connector.errors import BadRequest

ENGLISH = "en"
SPOKEN = {
    ENGLISH: "en",
    "fa": "fa",
    "tr": "tr",
    "zh": "zh_Hans",
    "ar": "ar",
    "de": "de",
    "es": "es",
    "fr": "fr",
}
"""Language to catalog. Traditional Chinese readers get Simplified rather than English."""
_TAG = re.compile(
    "[a-z]{2,3}(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?"
    "(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3})){0,2}",
)
"""Of a language, its script, region and two variants; there is no language of more letters."""


def catalog_name(tag: str | None) -> str | None:
    language = re.split(r"[-_.]", (tag or "").strip().lower())[0]
    return SPOKEN.get(language)


def tag_of(catalog: str) -> str:
    """`zh-Hans` for `zh_Hans`."""
    return catalog.replace("_", "-")


def catalog_of(tag: str) -> str:
    """The other way round."""
    return tag.replace("-", "_")


def well_formed(asked: str | None) -> str | None:
    """`fa_ir.UTF-8` as it should be written, `fa-IR`; None for what is no tag, so that nothing else
    a stranger sent is ever repeated. Extensions (`-u-nu-latn`) are left out."""
    plain = re.split(r"[.@]", (asked or "").strip().lower().replace("_", "-"))[0]
    tag = re.split(r"-[a-z0-9](?:-|$)", plain)[0]
    if not tag.isascii() or not _TAG.fullmatch(tag):
        return None
    language, *others = tag.split("-")
    return "-".join([language, *map(_cased, others)])


def _cased(subtag: str) -> str:
    if len(subtag) == 4 and subtag.isalpha():
        return subtag.title()
    return subtag.upper() if len(subtag) == 2 else subtag


def spoken_language(asked: str) -> str:
    """The tag of the nearest language we speak. Raises BadRequest, which names all of them."""
    name = catalog_name(asked) if well_formed(asked) else None
    if name is None:
        spoken = ", ".join(map(tag_of, SPOKEN.values()))
        raise BadRequest(f"{asked[:40]!r} is none of the languages we speak: {spoken}.", "locale")
    return tag_of(name)
