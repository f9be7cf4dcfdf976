"""A store's own wording: whole sentences of its owner's in place of ours, in one language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from gettext import NullTranslations

from connector.answers.catalogs import Sentence, sentences, translations_over
from connector.answers.languages import catalog_of
from connector.answers.text import visible
from connector.answers.wording_rules import complaints
from connector.errors import BadRequest

SHOWN = 60
"""Characters of a sentence that name it in a complaint."""
NOT_SAID = "we do not say this any more"
UNUSED = "not used"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One sentence as it was handed in."""

    msgid: str
    forms: tuple[str, ...]
    places: tuple[str, ...]
    """Of each form where it stands, `line 12`."""
    trouble: str = ""
    """What the reader saw that makes it useless."""


def checked(tag: str, given: Sequence[Given]) -> dict[str, tuple[str, ...] | None]:
    """By msgid what is to be kept; None for those that are ours again: empty ones, and those that
    say what we say. Raises BadRequest with everything that is wrong."""
    name = catalog_of(tag)
    first: dict[str, Given] = {}
    said = ((each, first.setdefault(each.msgid, each)) for each in given)
    wrong = [line for each, before in said for line in wrongs(each, before, name)]
    if wrong:
        count = "1 thing has" if len(wrong) == 1 else f"{len(wrong)} things have"
        raise BadRequest("\n  ".join([f"{count} to be mended; nothing was saved.", *wrong]), "file")
    ours = sentences(name)
    return {
        each.msgid: None if is_ours(each.forms, ours[each.msgid]) else each.forms for each in given
    }


def is_ours(forms: Sequence[str], sentence: Sentence) -> bool:
    return not any(forms) or tuple(forms) == sentence.ours


def wrongs(each: Given, first: Given, name: str) -> Iterator[str]:
    """`first` is the first that was given of the same sentence."""
    sentence = sentences(name).get(each.msgid)
    if each.trouble:
        yield f"{each.places[0]}: {each.trouble}"
    elif first is not each:
        yield f"{each.places[0]}: {named(each.msgid)} was said before, at {first.places[0]}"
    elif sentence is None:
        yield f"{each.places[0]}: {named(each.msgid)} is no sentence of ours{nearest(each, name)}"
    elif any(each.forms):
        for nth, complaint in complaints(sentence, each.forms, name):
            yield f"{each.places[nth]}: {named(each.msgid)} {complaint}"


def nearest(each: Given, name: str) -> str:
    near = get_close_matches(each.msgid[:1000], sentences(name), 1)
    return f"; the nearest is {named(near[0], whole=True)}" if near else ""


def named(msgid: str, *, whole: bool = False) -> str:
    line = "".join(map(visible, msgid.replace("\n", "\\n")))
    return f"“{line if whole or len(line) <= SHOWN else line[: SHOWN - 1] + '…'}”"


def unfit(tag: str, own: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """What cannot be used although it could when it was kept, and why. A sentence that we do not
    say any more does no harm, and is not among them."""
    name = catalog_of(tag)
    ours = sentences(name)
    wrong = ((msgid, complaints(ours[msgid], own[msgid], name)) for msgid in own if msgid in ours)
    first = ((msgid, next(found, None)) for msgid, found in wrong)
    return {msgid: found[1] for msgid, found in first if found}


def states(tag: str, own: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Of each sentence that was set whether it is used."""
    ours, misfits = sentences(catalog_of(tag)), unfit(tag, own)
    return {msgid: state(msgid, ours, misfits) for msgid in own}


def state(msgid: str, ours: Mapping[str, Sentence], misfits: Mapping[str, str]) -> str:
    if msgid not in ours:
        return f"{UNUSED}: {NOT_SAID}"
    return f"{UNUSED}: it {misfits[msgid]}" if msgid in misfits else "used"


def own_catalog(tag: str, own: Mapping[str, tuple[str, ...]]) -> NullTranslations | None:
    """The store's sentences with ours behind them; None where none of them can be used."""
    name = catalog_of(tag)
    misfits = unfit(tag, own)
    fitting = {k: v for k, v in own.items() if k in sentences(name) and k not in misfits}
    return translations_over(name, fitting) if fitting else None
