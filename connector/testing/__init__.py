"""The conformance kit: an adapter that keeps every rule can be trusted with a store's deliveries.

    class TestMyPlatform(AdapterContract):
        adapter = adapter
        recordings = recordings(Path(__file__).parent / "fixtures")
        api = Api(...)  # once there is a Client

The class runs under pytest, one test a rule; `problems` gives the same without pytest, and so does
`storewire check-adapter NAME` for the rules on deliveries.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar
from unittest import SkipTest

from connector.contract import Adapter
from connector.testing import clients, envelopes, installs, meaning, storefronts, trust
from connector.testing.api import Answer, Api, StandIn, as_json, recorded
from connector.testing.clients import ApiRule
from connector.testing.recordings import OTHER_SECRET, SECRET, Recording, recordings
from connector.testing.rules import Rule

__all__ = [
    "API_RULES",
    "OTHER_SECRET",
    "RULES",
    "SECRET",
    "AdapterContract",
    "Answer",
    "Api",
    "ApiRule",
    "Recording",
    "Rule",
    "StandIn",
    "as_json",
    "problems",
    "recorded",
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
        storefronts.storefronts_sign_all_they_pass_on,
        storefronts.storefronts_vouch_for_no_stranger,
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
        meaning.missing_keys_make_no_claims,
    )
}
"""Every rule on deliveries by its name."""

API_RULES: dict[str, ApiRule] = {
    rule.__name__: rule
    for rule in (
        clients.paging_ends,
        clients.cursors_resume,
        clients.what_is_there_is_fetched,
        clients.what_is_gone_becomes_deleted,
        clients.pages_hold_normal_values,
        clients.orders_are_found_by_number,
        clients.told_waits_are_passed_on,
        clients.revoked_access_is_told,
        clients.a_platform_that_is_away_is_told,
        clients.nothing_else_escapes,
        clients.refusals_tell_no_secret,
        clients.every_request_has_a_timeout,
        clients.subscribing_twice_leaves_one_set,
        installs.owners_are_sent_with_state_and_callback,
        installs.grants_are_settings,
        installs.strangers_are_granted_nothing,
    )
}
"""Every rule on a `Client` and an `Install` by its name."""


def problems(
    adapter: Adapter, recordings: Sequence[Recording], api: Api | None = None
) -> dict[str, list[str]]:
    """The rules that the adapter breaks, each with what was found. Without `api` nothing is asked
    of its client."""
    found = {name: rule(adapter, recordings) for name, rule in RULES.items()}
    if api is not None:
        found |= {name: rule(adapter, api) for name, rule in API_RULES.items()}
    return {name: sentences for name, sentences in found.items() if sentences}


class AdapterContract:
    """One pytest test for each rule, `test_<rule>`; a subclass names the adapter."""

    adapter: ClassVar[Adapter]
    recordings: ClassVar[Sequence[Recording]]
    api: ClassVar[Api | None] = None
    """With it the adapter's client and install are tried too."""


Test = Callable[[AdapterContract], None]


def as_test(rule: Rule) -> Test:
    def test(self: AdapterContract) -> None:
        refuse(rule(self.adapter, self.recordings))

    test.__doc__ = rule.__doc__
    return test


def as_api_test(rule: ApiRule) -> Test:
    def test(self: AdapterContract) -> None:
        if self.api is None:
            raise SkipTest("needs an `api`, a stand-in for the platform's own")
        refuse(rule(self.adapter, self.api))

    test.__doc__ = rule.__doc__
    return test


def refuse(found: list[str]) -> None:
    if found:
        raise AssertionError("\n".join(found))


for name, rule in RULES.items():
    setattr(AdapterContract, f"test_{name}", as_test(rule))
for name, api_rule in API_RULES.items():
    setattr(AdapterContract, f"test_{name}", as_api_test(api_rule))
