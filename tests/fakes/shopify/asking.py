"""Asks the fake as a client would, for tests of the fake."""

from __future__ import annotations

import json
from typing import Any

import requests

from tests.fakes.shopify.shop import Shop

Said = dict[str, Any]
RUN = """mutation($q: String!) { bulkOperationRunQuery(query: $q) {
  bulkOperation { id status } userErrors { field message code } } }"""
LOOK = "query($id: ID!) { bulkOperation(id: $id) { status errorCode objectCount url } }"


class Asker:
    def __init__(self, shop: Shop) -> None:
        self.shop, self.token = shop, shop.tokens.issue()
        self.http = requests.Session()

    def post(self, text: str, /, version: str = "2026-07", **variables: Any) -> requests.Response:
        return self.http.post(
            f"{self.shop.url}/admin/api/{version}/graphql.json",
            json={"query": text, "variables": variables},
            headers={"X-Shopify-Access-Token": self.token},
            timeout=30,
        )

    def ask(self, text: str, /, **variables: Any) -> Said:
        answered = self.post(text, **variables)
        assert answered.status_code == 200, answered.text
        said: Said = answered.json()
        return said

    def data(self, text: str, /, **variables: Any) -> Said:
        said = self.ask(text, **variables)
        assert "errors" not in said, said["errors"]
        found: Said = said["data"]
        return found

    def grant(self, **asked: str) -> requests.Response:
        app = self.shop.app
        known = {"client_id": app.client_id, "client_secret": app.client_secret}
        url = f"{self.shop.url}/admin/oauth/access_token"
        return self.http.post(url, json=known | asked, timeout=30)

    def run_bulk(self, query: str) -> Said:
        answered: Said = self.data(RUN, q=query)["bulkOperationRunQuery"]
        return answered

    def look(self, operation: str) -> Said:
        found: Said = self.data(LOOK, id=operation)["bulkOperation"]
        return found

    def bulk(self, query: str) -> list[Said]:
        """Runs it to its end, and reads every line."""
        operation = self.run_bulk(query)["bulkOperation"]["id"]
        while (found := self.look(operation))["status"] in ("CREATED", "RUNNING"):
            pass
        if found["url"] is None:
            return []
        text = requests.get(found["url"], timeout=30).text
        return [json.loads(line) for line in text.splitlines()]
