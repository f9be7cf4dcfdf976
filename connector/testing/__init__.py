"""The conformance kit: an adapter that keeps every rule can be trusted with a store's deliveries.

    class TestMyPlatform(AdapterContract):
        adapter = adapter
        recordings = recordings(Path(__file__).parent / "fixtures")

The class runs under pytest, one test a rule; `problems` gives the same without pytest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from connector.contract import Adapter
from connector.testing import envelopes, meaning, trust
from connector.testing.recordings import OTHER_SECRET, SECRET, Recording, recordings
from connector.testing.rules import Rule

__all__ = [
    "OTHER_SECRET",
    "RULES",
    "SECRET",
    "AdapterContract",
    "Recording",
    "Rule",
    "problems",
    "recordings",
]

RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        trust.signed_delivery_is_accepted,
        trust.accepted_while_a_secret_rotates,
        trust.other_secrets_are_refused,
        trust.empty_secret_is_refused,
        trust.unsigned_delivery_is_refused,
        trust.forged_signature_is_refused,
        trust.altered_body_is_refused,
        trust.unsigned_body_only_asks_to_fetch,
        trust.every_stranger_is_answered,
        envelopes.envelope_is_complete,
        envelopes.store_is_named_as_identify_names_it,
        envelopes.envelope_is_repeatable,
        envelopes.keys_tell_deliveries_apart,
        envelopes.headers_are_looked_up_in_lower_case,
        envelopes.declaration_holds_together,
        envelopes.every_topic_has_a_recording,
        envelopes.pings_and_errors_mean_nothing,
        meaning.records_are_as_expected,
        meaning.parsing_twice_gives_the_same,
        meaning.values_are_normal,
        meaning.ids_are_text,
        meaning.changes_have_the_types_of_records,
        meaning.nonsense_is_malformed,
        meaning.text_that_is_not_utf8_is_malformed,
        meaning.drift_is_malformed_or_harmless,
    )
}
"""Every rule by its name."""


def problems(adapter: Adapter, recordings: Sequence[Recording]) -> dict[str, list[str]]:
    """The rules that the adapter breaks, each with what was found."""
    found = {name: rule(adapter, recordings) for name, rule in RULES.items()}
    return {name: sentences for name, sentences in found.items() if sentences}


class AdapterContract:
    """One pytest test for each rule, `test_<rule>`; a subclass names the adapter."""

    adapter: ClassVar[Adapter]
    recordings: ClassVar[Sequence[Recording]]


def as_test(rule: Rule) -> Callable[[AdapterContract], None]:
    def test(self: AdapterContract) -> None:
        found = rule(self.adapter, self.recordings)
        if found:
            raise AssertionError("\n".join(found))

    test.__doc__ = rule.__doc__
    return test


for name, rule in RULES.items():
    setattr(AdapterContract, f"test_{name}", as_test(rule))
