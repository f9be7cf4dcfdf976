"""Who buys, where they live, and what they buy. All invented."""

from __future__ import annotations

NAMES = (
    ("Leyla", "Yılmaz", "tr"),
    ("نیلوفر", "رضایی", "fa"),
    ("Wei", "Zhang", "zh-CN"),
    ("Grace", "Miller", "en"),
    ("Çağrı", "Işık", "tr"),
    ("امیر", "کاظمی", "fa"),
    ("芳", "李", "zh-CN"),
    ("Owen", "O'Neill", "en"),
)
MAIL = ("example.com", "example.org", "example.net")
PLACES = (
    ("Bağdat Caddesi", "İstanbul", "34710", "Turkey", "TR"),
    ("خیابان انقلاب", "تهران", "1417614411", "Iran", "IR"),
    ("南京西路", "上海", "200041", "China", "CN"),
    ("High Street", "Leeds", "LS1 4AP", "United Kingdom", "GB"),
)
THINGS = (
    ("Lale Fincan", "Mugs"),
    ("Nar Kase", "Bowls"),
    ("青花茶壶", "Teapots"),
    ("سفره ترمه", "Cloth"),
    ("Walnut Tray", "Trays"),
    ("Çini Tabak", "Plates"),
)
SIZES = ("Small", "Medium", "Large")

REFUND_POLICY = (
    "<p>You may send things back within 30 days of delivery.</p>"
    "<p>Cut cloth cannot be returned.</p>"
)
SHIPPING_POLICY = "<p>We send within two working days.</p>"
