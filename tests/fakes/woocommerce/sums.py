"""An order's sums, in cents, the way WooCommerce rounds them: each line, half up."""

from __future__ import annotations

from tests.fakes.woocommerce.model import Line, Order


def amount(cents: int, decimals: int = 2) -> str:
    """`-14.88`; more decimals for `dp=4`."""
    sign, cents = ("-", -cents) if cents < 0 else ("", cents)
    return f"{sign}{cents // 100}.{cents % 100:02}{'0' * (decimals - 2)}"


def cents(text: object) -> int:
    """From `14.88`, as clients send it. Raises ValueError."""
    return round(float(str(text)) * 100)


def number(value: int) -> int | float:
    """A JSON number: `12.5`, and `34` where there is nothing behind the point."""
    return value // 100 if value % 100 == 0 else value / 100


def taxed(net: int, percent: int) -> int:
    return (net * percent + 50) // 100


def net(line: Line) -> int:
    return line.price * line.quantity


def line_tax(order: Order, line: Line) -> int:
    return taxed(net(line), order.tax_percent)


def cart_tax(order: Order) -> int:
    return sum(line_tax(order, line) for line in order.lines)


def shipping_tax(order: Order) -> int:
    return taxed(order.shipping, order.tax_percent)


def total(order: Order) -> int:
    goods = sum(net(line) for line in order.lines)
    return goods + cart_tax(order) + order.shipping + shipping_tax(order)


def refunded(order: Order) -> int:
    return sum(refund.amount for refund in order.refunds)


def left(order: Order) -> int:
    """What can still be paid back."""
    return total(order) - refunded(order)
