"""What PHP does to JSON and to query strings, which no Python library does by itself."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl, quote

Json = dict[str, Any]


def encoded(value: Any) -> bytes:
    r"""As `wp_json_encode`: pure ASCII, `\u` for the rest, `\/` for a slash."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return text.replace("/", "\\/").encode()


def parsed_query(query: str) -> Json:
    """As `$_GET`: `a[]=1&a[5]=2` is a list, and of two plain `a`, or two `a[5]`, the last wins."""
    found: Json = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        base, bracket, place = name.partition("[")
        if bracket and place.endswith("]"):
            listed = found.get(base)
            listed = listed if isinstance(listed, dict) else {}
            found[base] = {**listed, place[:-1] or str(len(listed)): value}
        else:
            found[name] = value
    return {
        name: list(value.values()) if isinstance(value, dict) else value
        for name, value in found.items()
    }


def built_query(values: Json) -> str:
    """As `http_build_query`: true is 1, and a list is numbered."""
    pairs: list[tuple[str, str]] = []
    for name, value in values.items():
        if isinstance(value, list):
            pairs += [(f"{name}[{place}]", str(one)) for place, one in enumerate(value)]
        else:
            pairs.append((name, str(int(value) if isinstance(value, bool) else value)))
    return "&".join(f"{quoted(name)}={quoted(value)}" for name, value in pairs)


def quoted(text: str) -> str:
    return quote(text, safe="~-._")


def slug(title: str) -> str:
    """`t-shirt` or, for other scripts, the lower-case percent form WordPress stores."""
    words = re.sub(r"[^\w]+", "-", title.lower()).strip("-")
    return quote(words).lower()
