"""What strangers wrote is told in plain words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.answers.strangers import harmless


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<b>Lale</b> vazo", "Lale vazo"),
        ("Do you repair <b>bicycles</b>?", "Do you repair bicycles?"),
        ("Lale<br><br>vazo", "Lale vazo"),
        ("<<b>script>alert</script>", "scriptalert"),
        ("{{ticket.id}} `x`", "ticket.id x"),
        ("[vazo](https://b.example)", "[vazo] (https://b.example)"),
        ("5 < 6", "5 6"),
        ("<>", ""),
    ],
)
def test_what_strangers_wrote_is_told_in_plain_words(written: str, shown: str) -> None:
    assert harmless(written) == shown


@given(st.text(alphabet="a <>{}`[](/"))
def test_nothing_is_left_that_a_page_or_a_chat_would_read(written: str) -> None:
    shown = harmless(written)
    assert not set(shown) & set("<>{}`")
    assert "](" not in shown
