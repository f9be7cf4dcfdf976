"""How far somebody is believed, and who they were shown to be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from connector.answers.trust import Trust as Trust
from connector.storage.terms import Field, Term, email_terms, phone_terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Shopper:
    """A person somebody we trust vouches for. What is empty was not vouched for."""

    email: str = ""
    phone: str = ""
    customer_id: str = ""
    """As the store's own platform has it."""

    def terms(self) -> list[Term]:
        """What their orders are found by."""
        return [term for term in self._terms() if term[1]]

    def _terms(self) -> Iterator[Term]:
        yield from email_terms([self.email])
        # The whole number alone: short of its country code it may be somebody else's elsewhere.
        yield from islice(phone_terms([self.phone]), 1)
        yield Field.CUSTOMER, self.customer_id
