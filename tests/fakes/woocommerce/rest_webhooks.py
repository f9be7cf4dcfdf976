"""Webhooks over REST."""

from __future__ import annotations

from tests.fakes.woocommerce.call import Answer, Call
from tests.fakes.woocommerce.dispatch import STATUSES
from tests.fakes.woocommerce.errors import RestError
from tests.fakes.woocommerce.lists import page_of

SET = ("name", "topic", "delivery_url", "secret", "status")


def webhooks(call: Call) -> Answer:
    """The youngest first."""
    call.demand("list")
    wanted = call.choice("status", ("all", *STATUSES), "all")
    found = [one for one in call.shop.webhooks.values() if wanted in ("all", one.status)]
    if call.choice("order", ("asc", "desc"), "desc") == "desc":
        found.reverse()
    return page_of(call, found, lambda one: one.json(call.base))


def webhook(call: Call) -> Answer:
    found = call.shop.webhook(call.id)
    call.demand("view")
    return Answer(body=found.json(call.base))


def create(call: Call) -> Answer:
    """201 and active whatever the ping was answered; no secret given is a random one."""
    call.demand("create")
    made = call.shop.add_webhook(
        call.text("topic"),
        call.text("delivery_url"),
        call.text("secret") or "a random secret that nobody is told",
        call.text("name"),
        call.user_id,
    )
    where = f"{call.base}/wp-json/wc/v3/webhooks/{made.id}"
    return Answer(body=made.json(call.base), status=201, location=where)


def update(call: Call) -> Answer:
    """Making it active again leaves its failures as they were."""
    call.shop.webhook(call.id)
    call.demand("edit")
    if call.value("status") is not None:
        call.choice("status", STATUSES, "active")
    given = {name: str(call.value(name)) for name in SET if call.value(name) is not None}
    return Answer(body=call.shop.change_webhook(call.id, **given).json(call.base))


def delete(call: Call) -> Answer:
    found = call.shop.webhook(call.id)
    call.demand("delete")
    if not call.flag("force"):
        raise RestError(
            "woocommerce_rest_trash_not_supported", "Webhooks do not support trashing.", 501
        )
    call.shop.delete_webhook(call.id)
    return Answer(body=found.json(call.base))
