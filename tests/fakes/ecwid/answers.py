"""How Ecwid writes what the shop has: the keys and types of its documentation's examples."""

from __future__ import annotations

from tests.fakes.ecwid.clock import Json, written
from tests.fakes.ecwid.model import Combination, Gone, Line, Order, Product, Review
from tests.fakes.ecwid.words import Person


def order_json(order: Order) -> Json:
    person = order.person
    found: Json = {
        "id": order.public_id,
        "internalId": order.internal_id,
        "refundedAmount": order.refunded,
        "subtotal": order.total,
        "total": order.total,
        "email": person.email if person else "",
        "paymentMethod": "Offline",
        "tax": 0,
        "paymentStatus": order.payment,
        "fulfillmentStatus": order.fulfillment,
        "orderNumber": order.internal_id,
        "vendorOrderNumber": order.public_id,
        "publicUid": order.public_id,
        "customerId": person.customer_id if person else 0,
        "usdTotal": order.total * 1.1067309160854485,
        "createDate": written(order.created),
        "updateDate": written(order.updated),
        "createTimestamp": order.created,
        "updateTimestamp": order.updated,
        "items": [line_json(line) for line in order.lines],
        "refunds": [
            {"date": written(each.at), "source": "CP", "reason": each.reason, "amount": each.amount}
            for each in order.refunds
        ],
        "shippingOption": {
            "shippingCarrierName": order.carrier,
            "shippingMethodName": "Standard",
            "shippingRate": 0,
            "isPickup": False,
            "fulfillmentType": "SHIPPING",
        },
        "predictedPackage": [],
        "shipments": [],
        "extraFields": {},
        "hidden": False,
        "externalFulfillment": False,
        "invoices": [],
        "withdrawalRequested": order.withdrawal,
    }
    if person:
        found |= {"billingPerson": person_json(person), "shippingPerson": person_json(person)}
    if order.tracking_number:
        found["trackingNumber"] = order.tracking_number
    return found


def person_json(person: Person) -> Json:
    return {
        "name": person.name,
        "companyName": "",
        "street": person.street,
        "city": person.city,
        "countryCode": person.country,
        "postalCode": "00100",
        "phone": person.phone,
    }


def line_json(line: Line) -> Json:
    found: Json = {
        "id": line.id,
        "productId": line.product_id,
        "price": line.price,
        "productPrice": line.price,
        "sku": line.sku,
        "quantity": line.quantity,
        "tax": 0,
        "shipping": 0,
        "quantityInStock": 0,
        "name": line.name,
        "isShippingRequired": not line.digital,
        "trackQuantity": True,
        "digital": line.digital,
        "discounts": [],
        "taxes": [],
        "attributes": [],
    }
    if line.combination_id:
        found["combinationId"] = line.combination_id
        found["selectedOptions"] = [
            {"name": name, "value": value, "valuesArray": [value], "type": "CHOICE"}
            for name, value in line.options.items()
        ]
    return found


def product_json(product: Product) -> Json:
    found: Json = {
        "id": product.id,
        "sku": product.sku,
        "unlimited": product.quantity is None,
        "inStock": product.quantity is None or product.quantity > 0,
        "name": product.name,
        "nameTranslated": {"tr": product.name},
        "price": product.price,
        "isShippingRequired": True,
        "url": f"https://kandil.example.com/products/{product.id}",
        "created": written(product.created),
        "updated": written(product.updated),
        "createTimestamp": product.created,
        "updateTimestamp": product.updated,
        "productClassId": 0,
        "enabled": product.enabled,
        "options": [],
        "description": "",
        "combinations": [combination_json(each) for each in product.combinations],
        "outOfStockVisibilityBehaviour": "ALLOW_PREORDER" if product.preorder else "SHOW",
    }
    if product.quantity is not None:
        found["quantity"] = product.quantity
    if product.warning_limit:
        found["warningLimit"] = product.warning_limit
    return found


def combination_json(combination: Combination) -> Json:
    found: Json = {
        "id": combination.id,
        "combinationNumber": combination.id % 10,
        "options": [
            {"name": name, "nameTranslated": {"tr": name}, "value": value}
            for name, value in combination.options.items()
        ],
        "inStock": combination.quantity is None or combination.quantity > 0,
        "unlimited": combination.quantity is None,
        "attributes": [],
        "outOfStockVisibilityBehaviour": "SHOW",
    }
    if combination.sku:
        found["sku"] = combination.sku
    if combination.quantity is not None:
        found["quantity"] = combination.quantity
    return found


def review_json(review: Review) -> Json:
    person = review.order.person
    return {
        "id": review.id,
        "status": review.status,
        "customerId": person.customer_id if person else 0,
        "productId": review.product_id,
        "orderId": review.order.public_id,
        "rating": review.rating,
        "review": review.text,
        "reviewerInfo": {
            "name": person.name if person else "",
            "email": person.email if person else "",
            "city": person.city if person else "",
            "orders": 1,
        },
        "createDate": written(review.created),
        "updateDate": written(review.updated),
        "createTimestamp": review.created,
        "updateTimestamp": review.updated,
    }


def gone_json(gone: Gone) -> Json:
    return {"id": gone.id, "date": written(gone.at)}
