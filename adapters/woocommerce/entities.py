"""The few HTML entities that WordPress writes into settings and addresses, and decodes again."""

from __future__ import annotations

import re

ENTITIES = {
    "lt": "<",
    "gt": ">",
    "amp": "&",
    "quot": '"',
    "#39": "'",
    "#x27": "'",
    "#34": '"',
    "#x22": '"',
    "#60": "<",
    "#62": ">",
    "#38": "&",
    "#x26": "&",
}
ENTITY = re.compile(r"&(lt|gt|amp|quot|#0*(?:39|34|60|62|38)|#[xX]0*(?:27|22|26));")


def unescaped(text: str) -> str:
    """As WordPress's wp_specialchars_decode(ENT_QUOTES): these entities, once, and no others.

    https://developer.wordpress.org/reference/functions/wp_specialchars_decode/"""
    return ENTITY.sub(lambda m: ENTITIES[re.sub("(?<=[#x])0+", "", m[1].lower())], text)
