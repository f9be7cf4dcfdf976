"""What the site tells of itself, with and without a key."""

from __future__ import annotations

from tests.fakes.woocommerce import site
from tests.fakes.woocommerce.call import Answer, Call
from tests.fakes.woocommerce.errors import RestError
from tests.fakes.woocommerce.lists import page_of
from tests.fakes.woocommerce.order_json import link

CURRENCY = {"code": "EUR", "name": "Euro", "symbol": "&euro;"}


def index(call: Call) -> Answer:
    """Needs no key."""
    return Answer(body=site.index_json(call.shop, call.base))


def system_status(call: Call) -> Answer:
    call.demand("list")
    return Answer(body=site.system_status_json(call.shop, call.secure))


def settings(call: Call) -> Answer:
    call.demand("list")
    if call.args[0] not in site.GROUPS:
        raise RestError("rest_setting_setting_group_invalid", "Invalid setting group.", 404)
    return Answer(body=site.settings_json(call.args[0], call.base))


def setting(call: Call) -> Answer:
    for found in settings(call).body:
        if found["id"] == call.args[1]:
            return Answer(body=found)
    raise RestError("rest_setting_setting_invalid", "Invalid setting.", 404)


def currency(call: Call) -> Answer:
    call.demand("list")
    data = f"{call.base}/wp-json/wc/v3/data/currencies"
    links = {"self": link(f"{data}/EUR", ["GET"]), "collection": link(data)}
    return Answer(body={**CURRENCY, "_links": links})


def pages(call: Call) -> Answer:
    """Published ones need no key, and drafts are for no WooCommerce key."""
    if call.text("status", "publish") != "publish":
        raise forbidden_status()
    slugs = call.several("slug")
    search = call.text("search").lower()
    found = [
        page
        for page in call.shop.pages
        if page.status == "publish"
        and (not slugs or page.slug in slugs)
        and search in f"{page.title} {page.content}".lower()
    ]
    return page_of(call, found[::-1], lambda page: site.page_json(page, call.base))


def page(call: Call) -> Answer:
    for found in call.shop.pages:
        if found.id == call.id:
            if found.status == "publish":
                return Answer(body=site.page_json(found, call.base))
            raise RestError("rest_forbidden", "Sorry, you are not allowed to do that.", 401)
    raise RestError("rest_post_invalid_id", "Invalid post ID.", 404)


def private(call: Call) -> Answer:
    raise RestError("rest_forbidden", "Sorry, you are not allowed to do that.", 401)


def forbidden_status() -> RestError:
    message = "Status is forbidden."
    detail = {"code": "rest_forbidden_status", "message": message, "data": {"status": 401}}
    return RestError(
        "rest_invalid_param",
        "Invalid parameter(s): status",
        400,
        {"status": 400, "params": {"status": message}, "details": {"status": detail}},
    )
