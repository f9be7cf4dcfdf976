"""A store's own wording: what an owner may say, and what is refused in words that help."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from gettext import c2py
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.pofile import read_po as babels_read_po
from hypothesis import given
from hypothesis import strategies as st

from connector.answers.catalogs import catalog, sentences
from connector.answers.languages import SPOKEN, spoken_language, tag_of
from connector.answers.placeholders import MEANINGS
from connector.answers.po import escaped, read_po
from connector.answers.wording import checked, own_catalog, states, unfit
from connector.answers.wording_file import as_json, as_po, read_wording
from connector.answers.wording_rules import LONGEST, allowed, complaints
from connector.answers.words import words_in
from connector.errors import BadRequest

TAGS = [tag_of(name) for name in SPOKEN.values()]
SENT = "Your order {number} has been sent."
TRACK = "You can track the parcel here:\n{link}"
MORE = "And {count} more parcel."
WITHIN = "You can return items within {count} day of delivery."


def entry(msgid: str, *forms: str) -> str:
    if len(forms) == 1:
        return f'msgid "{escaped(msgid)}"\nmsgstr "{escaped(forms[0])}"\n'
    plural = "".join(f'msgstr[{nth}] "{escaped(each)}"\n' for nth, each in enumerate(forms))
    return f'msgid "{escaped(msgid)}"\nmsgid_plural "{escaped(msgid)}"\n{plural}'


def refused(text: str, tag: str = "tr") -> list[str]:
    with pytest.raises(BadRequest) as error:
        checked(tag, read_wording(text))
    assert "nothing was saved" in error.value.detail
    return error.value.detail.splitlines()[1:] or [error.value.detail]


def taken(text: str, tag: str = "tr") -> dict[str, tuple[str, ...] | None]:
    return checked(tag, read_wording(text))


@pytest.mark.parametrize("tag", TAGS)
def test_an_exported_file_set_as_it_is_changes_nothing(tag: str) -> None:
    for text in (as_po(tag, {}), json.dumps(as_json(tag, {}))):
        found = taken(text, tag)
        assert set(found) == set(sentences(tag.replace("-", "_")))
        assert set(found.values()) == {None}


@pytest.mark.parametrize("tag", TAGS)
def test_what_was_set_comes_out_filled_in_and_goes_in_again(tag: str) -> None:
    ours = sentences(tag.replace("-", "_"))
    own = {msgid: tuple(f"★ “\\” {text}" for text in each.ours) for msgid, each in ours.items()}
    assert taken(as_po(tag, own), tag) == own
    assert taken(json.dumps(as_json(tag, own)), tag) == own


@pytest.mark.parametrize("name", sorted({*SPOKEN.values()} - {"en"}))
def test_our_own_catalogs_keep_to_the_rules(name: str) -> None:
    for sentence in sentences(name).values():
        assert list(complaints(sentence, sentence.ours, name)) == []
    source = files("connector") / "locales" / name / "LC_MESSAGES" / "storewire.po"
    text = source.read_text(encoding="utf-8")
    read = {e.texts["msgid"]: tuple(e.texts[w] for w in e.translated) for e in read_po(text)}
    assert {k: v for k, v in read.items() if k} == {m: s.ours for m, s in sentences(name).items()}


def test_a_translation_tool_reads_the_exported_file() -> None:
    found = babels_read_po(as_po("ar", {}).splitlines(), locale="ar", abort_invalid=True)
    assert (found.num_plurals, found.plural_expr) == (6, catalog("ar").plural_expr)
    assert len(found) == len(sentences("ar"))


def test_every_placeholder_is_explained() -> None:
    places = {place for each in sentences("en").values() for place in allowed(each)}
    assert places == set(MEANINGS)
    assert "#. {number}: the number of an order" in as_po("tr", {})


def test_a_form_that_is_for_one_count_alone_may_say_it_in_words() -> None:
    arabic = ("ولا طرد", "وطرد", "وطردان", *["و{count} طرود"] * 3)
    assert taken(entry(MORE, *arabic), "ar") == {MORE: arabic}
    assert taken(entry(MORE, "Plus one.", "Plus {count}."), "en") == {
        MORE: ("Plus one.", "Plus {count}.")
    }
    (line,) = refused(entry(MORE, "Et un colis.", "Et {count} colis."), "fr")
    assert "form 1 of 2 lacks {count}" in line, "in French it is said of none, too"
    assert refused(entry(MORE, "und eins", "und mehr"), "de")[0].endswith("would not be told")


@pytest.mark.parametrize(
    ("own", "why"),
    [
        ("Siparişiniz yolda.", "lacks {number}"),
        ("{number} {numbr}", "{numbr}, which is not filled in here (did you mean {number}?)"),
        ("{number} {0}", "{0}, which is not filled in here"),
        ("{number} {}", "{} (there is {number})"),
        ("{number.__class__}", "{number.__class__} (there is {number})"),
        ("{number[0]}", "{number[0]}"),
        ("{number!r}", "{number!r}"),
        ("{number:>9}", "{number:>9}"),
        ("{{number}}", "braces"),
        ("{{ticket}} {number}", "braces"),
        ("{number", "braces"),
        ("number} {number}", "braces"),
        ("<b>{number}</b>", "cannot have <"),
        ("`{number}`", "cannot have `"),
        ("[{number}](https://x.example)", "cannot have ]("),
        ("{number}(x)", "between } and ("),
        ("{number}{number}", "between } and {"),
        ("[x]{number}", "between ] and {"),
        ("{number}\nGüle güle", "has a line break"),
        ("{number}\tgitti", "U+0009"),
        ("{number} \u202egitti", "U+202E, RIGHT-TO-LEFT OVERRIDE"),
        ("\u2068{number}", "U+2068"),
        ("{number}\u2028gitti", "U+2028"),
        ("{number} \u200fgitti", "U+200F"),
        ("{number} " + "a" * 992, "1001 characters; 1000 are the most"),
    ],
)
def test_what_would_harm_a_sentence_is_refused_with_its_line(own: str, why: str) -> None:
    (line,) = refused("\n" + entry(SENT, own))
    assert line.startswith(f"  line 3: “{SENT}” ")
    assert why in line


@pytest.mark.parametrize(
    "own",
    [
        "Yaşasın, {number} yolda! 🎉👩\u200d👧",
        "{number} می\u200cرود",
        "{number}: sorularınız için https://lale.example ya da +90 212 000 00 00",
        "%s {number} %(x)s \\ \"'",
        "{number}, evet {number}",
    ],
)
def test_plain_text_with_its_placeholders_is_taken(own: str) -> None:
    assert taken(entry(SENT, own)) == {SENT: (own,)}
    catalog = own_catalog("tr", {SENT: (own,)})
    assert catalog is not None
    assert catalog.gettext(SENT) == own


def test_a_link_stays_alone_on_the_last_line() -> None:
    assert taken(entry(TRACK, "Buradan bakın:\n{link}")) == {TRACK: ("Buradan bakın:\n{link}",)}
    for own in ("Bakın: {link}", "{link}\nbakın", "Bakın:\n{link}.", "{link} ya da\n{link}"):
        assert r"has to end with {link} on a line of its own" in refused(entry(TRACK, own))[0]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    text = entry("Your order {number} was sent.", "x") + entry(SENT, "x") + entry(MORE, "x")
    text += "#, fuzzy\n" + entry(TRACK, "Burada:\n{link}") + entry(SENT, "{number}")
    was, lacks, forms, fuzzy, twice = refused(text)
    assert was == (
        "  line 2: “Your order {number} was sent.” is no sentence of ours; "
        "the nearest is “Your order {number} has been sent.”"
    )
    assert lacks == f"  line 4: “{SENT}” lacks {{number}}, which the shopper would not be told"
    assert forms == f"  line 6: “{MORE}” has one form and needs 2"
    assert fuzzy.startswith(
        "  line 9: “You can track the parcel here:\\n{link}” is marked as fuzzy"
    )
    assert twice == f"  line 11: “{SENT}” was said before, at line 4"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('msgid "a"\nmsgstr "b', "line 2 is no line of a PO file"),
        ('msgid "a"\nmsgstr "\\x"', "line 2 has \\x, which stands for nothing"),
        ('msgid "a"\n\nmsgid "b"\nmsgstr "c"', "line 3 has a second msgid"),
        ('"a"', "line 1 has a text that belongs to nothing"),
        ('msgid "a"', "line 1 has no msgstr after it"),
        ("Siparişiniz yolda", "line 1 is no line of a PO file"),
    ],
)
def test_what_is_no_po_file_is_refused_with_its_line(text: str, line: str) -> None:
    (complaint,) = refused(text)
    assert complaint.startswith(line)


def test_no_context_no_stray_form_and_no_lone_translation() -> None:
    assert "no msgctxt" in refused('msgctxt "x"\n' + entry(SENT, "{number}"))[0]
    assert "no msgid before" in refused('msgstr "x"\n')[0]
    odd = f'msgid "{MORE}"\nmsgstr[1] "{{count}}"\nmsgstr[0] "{{count}}"\n'
    assert "have to be msgstr[0], msgstr[1], in this order" in refused(odd)[0]


@pytest.mark.parametrize(
    "text", ['{"a": 1}', '{"a": {}}', '{"a": "x", "a": "y"}', "{", '{"a": ["x", 2]}']
)
def test_what_is_no_json_of_texts_is_refused(text: str) -> None:
    with pytest.raises(BadRequest):
        read_wording(text)


@given(st.text(alphabet='msgidtr[0]_plural "\\\n#,~{}x\u202e', max_size=120))
def test_no_file_does_more_than_be_refused(text: str) -> None:
    with suppress(BadRequest):
        checked("ar", read_wording(text))


def test_what_says_the_same_as_ours_is_ours() -> None:
    """So that the next version's better translation is not held back by it."""
    (ours,) = sentences("tr")[SENT].ours
    assert taken(entry(SENT, ours)) == taken(entry(SENT, " ")) == {SENT: None}


def test_a_sentence_of_an_older_version_is_unused_and_said_to_be() -> None:
    own = {"We said this once.": ("Bir zamanlar.",), SENT: ("{nummer} yolda",), TRACK: ("x",)}
    assert states("tr", own) == {
        "We said this once.": "not used: we do not say this any more",
        SENT: "not used: it has the placeholder {nummer}, which is not filled in here "
        "(did you mean {number}?)",
        TRACK: "not used: it lacks {link}, which the shopper would not be told",
    }
    assert set(unfit("tr", own)) == {SENT, TRACK}
    assert own_catalog("tr", own) is None


@pytest.mark.parametrize("name", SPOKEN.values())
@pytest.mark.parametrize("count", [0, 1, 2, 3, 11, 100, 1_000_000])
def test_own_plurals_count_as_ours_do_and_the_rest_stays_ours(name: str, count: int) -> None:
    forms = tuple(f"{nth}: {{count}}" for nth in range(catalog(name).num_plurals))
    own = own_catalog(tag_of(name), {MORE: forms})
    assert own is not None
    many = "And {count} more parcels."
    assert own.ngettext(MORE, many, count) == forms[c2py(catalog(name).plural_expr)(count)]
    within = (WITHIN, WITHIN.replace("day", "days"))
    assert own.ngettext(*within, count) == words_in(name).catalog.ngettext(*within, count)
    assert own.gettext(SENT) == words_in(name).catalog.gettext(SENT)


def test_a_language_we_do_not_speak_is_refused_and_ours_are_named() -> None:
    assert [spoken_language(each) for each in ("tr_TR", "zh-TW", "FA")] == ["tr", "zh-Hans", "fa"]
    for asked in ("ku", "", "tr-<b>", "../../tr"):
        with pytest.raises(BadRequest, match="en, fa, tr, zh-Hans, ar, de, es, fr"):
            spoken_language(asked)


def test_the_page_for_owners_shows_a_sentence_as_it_is_exported() -> None:
    page = (Path(__file__).parents[2] / "docs" / "wording.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```po\n(.*?)```", page, re.DOTALL)
    (given,) = read_wording(shown)
    assert given.forms[0]
    assert shown in as_po("tr", {given.msgid: given.forms}) + "\n"
    assert f"{LONGEST:,} characters" in page
