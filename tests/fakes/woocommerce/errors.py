"""Errors as WordPress writes them: `{"code", "message", "data"}`."""

from __future__ import annotations

from tests.fakes.woocommerce.php import Json

NO_ROUTE = "No route was found matching the URL and request method."
CANNOT = {
    "list": ("woocommerce_rest_cannot_view", "Sorry, you cannot list resources."),
    "view": ("woocommerce_rest_cannot_view", "Sorry, you cannot view this resource."),
    "create": (
        "woocommerce_rest_cannot_create",
        "Sorry, you are not allowed to create resources.",
    ),
    "edit": (
        "woocommerce_rest_cannot_edit",
        "Sorry, you are not allowed to edit this resource.",
    ),
    "delete": (
        "woocommerce_rest_cannot_delete",
        "Sorry, you are not allowed to delete this resource.",
    ),
}
INVALID_ID = {
    "order": "woocommerce_rest_shop_order_invalid_id",
    "product": "woocommerce_rest_product_invalid_id",
    "coupon": "woocommerce_rest_shop_coupon_invalid_id",
    "webhook": "woocommerce_rest_shop_webhook_invalid_id",
    "refund": "woocommerce_rest_shop_order_refund_invalid_id",
    "review": "woocommerce_rest_review_invalid_id",
}


class RestError(Exception):
    """`data` is `{"status": 404}` unless it is told otherwise."""

    def __init__(self, code: str, message: str, status: int, data: object = None) -> None:
        super().__init__(code)
        self.status = status
        told: object = {"status": status} if data is None else data
        self.body: Json = {"code": code, "message": message, "data": told}


def no_route() -> RestError:
    return RestError("rest_no_route", NO_ROUTE, 404)


def invalid_id(resource: str) -> RestError:
    message = "Invalid review ID." if resource == "review" else "Invalid ID."
    return RestError(INVALID_ID[resource], message, 404)


def unauthenticated(message: str) -> RestError:
    return RestError("woocommerce_rest_authentication_error", message, 401)


def cannot(act: str, status: int) -> RestError:
    code, message = CANNOT[act]
    return RestError(code, message, status)


def invalid_params(wrong: dict[str, tuple[str, str]]) -> RestError:
    """By parameter, the finer code and what is wrong with it."""
    details = {
        name: {"code": code, "message": message, "data": None}
        for name, (code, message) in wrong.items()
    }
    params = {name: message for name, (_, message) in wrong.items()}
    return RestError(
        "rest_invalid_param",
        f"Invalid parameter(s): {', '.join(wrong)}",
        400,
        {"status": 400, "params": params, "details": details},
    )
