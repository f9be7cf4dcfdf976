"""Rules on a `Storefront`: that nothing it passes on can be altered, and a stranger is nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from connector.contract import Adapter, Params, Storefront
from connector.errors import Unauthorized
from connector.testing.recordings import OTHER_SECRET, SECRET, Recording
from connector.testing.rules import described, for_all_recordings

ASKED: Params = {
    "order": ("1001",),
    "extra": ("2", "1"),
    "name": ("شیرین & Çiçek=1",),
    "none": ("",),
}


@for_all_recordings
def storefronts_sign_all_they_pass_on(
    adapter: Adapter, recordings: Sequence[Recording]
) -> Iterator[str]:
    """Whatever is altered has another signature, and what is not has the same."""
    front = adapter.storefront
    if front is None:
        return
    if front.signed_in not in front.adds:
        yield f"adds lacks {front.signed_in!r}, which has the signature"
    sample: Params = {**ASKED, **dict.fromkeys(front.adds, ("1",))}
    right = front.signature(sample, SECRET)
    if not right or right != front.signature(sample, SECRET):
        yield "the signature is not the same the second time"
    if right != front.signature({**sample, front.signed_in: ("other",)}, SECRET):
        yield "the signature depends on the one that came"
    if right == front.signature(sample, OTHER_SECRET):
        yield "the signature is the same with another secret"
    for said, altered in alterations(front, sample):
        if front.signature(altered, SECRET) == right:
            yield f"the signature is the same {said}"


def alterations(front: Storefront, sample: Params) -> Iterator[tuple[str, Params]]:
    for name in sample:
        if name == front.signed_in:
            continue
        yield f"with another {name!r}", {**sample, name: ("altered",)}
        yield f"without {name!r}", {key: sample[key] for key in sample if key != name}
    yield "with one more parameter", {**sample, "more": ("1",)}
    yield "with the values of 'extra' turned round", {**sample, "extra": ("1", "2")}


@for_all_recordings
def storefronts_vouch_for_no_stranger(
    adapter: Adapter, recordings: Sequence[Recording]
) -> Iterator[str]:
    """What the platform would not send is Unauthorized, and nothing else is raised."""
    if adapter.storefront is None:
        return
    for said, added in strangers(adapter.storefront):
        try:
            adapter.storefront.visitor(added)
        except Unauthorized:
            continue
        except Exception as error:  # noqa: BLE001 - recorded as the problem it is
            yield f"visitor with {said} raises {described(error)}"
        else:
            yield f"visitor takes {said} for somebody"


def strangers(front: Storefront) -> Iterator[tuple[str, Mapping[str, str]]]:
    yield "nothing", {}
    for said, value in (("empty values", ""), ("é", "é"), ("-1", "-1"), ("nines", "9" * 40)):
        yield said, dict.fromkeys(front.adds, value)
