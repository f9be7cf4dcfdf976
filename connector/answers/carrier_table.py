"""Carriers as data: the name people know them by, what else shops call them, and their own page for
a parcel.

A page stands here only where its address is sure: it is the carrier's own, over https, and the
tracking number alone opens it. Carriers whose page needs a postcode or a puzzle solved, or whose
address was told in several ways, have none: a wrong link is worse than a number.
"""

from __future__ import annotations

from dataclasses import dataclass

NUMBER = "{number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    name: str
    aliases: tuple[str, ...] = ()
    """In any case, with or without accents, spaces and hyphens."""
    brand: str = ""
    """What people say, where it is not the name that tells two carriers apart."""
    page: str = ""
    """With `{number}` where the number belongs; empty where no page is sure."""


DHL_PAGE = "https://www.dhl.com/global-en/home/tracking.html?tracking-id={number}"
LA_POSTE_PAGE = "https://www.laposte.fr/outils/suivre-vos-envois?code={number}"

CARRIERS = (
    # Everywhere
    Carrier(
        name="DHL",
        aliases=("DHL Express", "DHL eCommerce", "DHL Worldwide Express"),
        page=DHL_PAGE,
    ),
    Carrier(
        name="UPS",
        aliases=("United Parcel Service", "UPS Kargo"),
        page="https://www.ups.com/track?tracknum={number}",
    ),
    Carrier(
        name="FedEx",
        aliases=("Federal Express", "FedEx Ground", "FedEx Express"),
        page="https://www.fedex.com/fedextrack/?trknbr={number}",
    ),
    Carrier(
        name="TNT",
        aliases=("TNT Express",),
    ),
    Carrier(
        name="DPD",
        aliases=("Dynamic Parcel Distribution",),
        page="https://www.dpdgroup.com/nl/mydpd/my-parcels/track?lang=en&parcelNumber={number}",
    ),
    Carrier(
        name="GLS",
        aliases=("GLS Paket", "General Logistics Systems"),
        page="https://gls-group.eu/EU/en/parcel-tracking?match={number}",
    ),
    Carrier(
        name="Aramex",
        page="https://www.aramex.com/track/results?ShipmentNumber={number}",
    ),
    # Turkey
    Carrier(
        name="Yurtiçi Kargo",
        aliases=("Yurtiçi",),
        page="https://www.yurticikargo.com/tr/online-servisler/gonderi-sorgula?code={number}",
    ),
    Carrier(name="Aras Kargo", aliases=("Aras",)),
    Carrier(name="MNG Kargo", aliases=("MNG",)),
    Carrier(
        name="PTT Kargo",
        aliases=("PTT", "PTT Turkish Post"),
        page="https://gonderitakip.ptt.gov.tr/Track/Verify?q={number}",
    ),
    Carrier(
        name="Sürat Kargo",
        aliases=("Sürat",),
        page="https://www.suratkargo.com.tr/KargoTakip/?kargotakipno={number}",
    ),
    Carrier(
        name="HepsiJET",
        page="https://www.hepsijet.com/gonderi-takibi/{number}",
    ),
    Carrier(name="Trendyol Express"),
    # Iran
    Carrier(
        name="Iran Post",
        aliases=("پست", "پست ایران", "پست پیشتاز", "شرکت ملی پست", "Post Iran"),
        page="https://tracking.post.ir/?id={number}",
    ),
    Carrier(name="Tipax", aliases=("تیپاکس",)),
    Carrier(name="Chapar", aliases=("چاپار",)),
    Carrier(name="Mahex", aliases=("ماهکس",)),
    # China
    Carrier(
        name="SF Express",
        aliases=("SF", "Shunfeng", "顺丰", "顺丰速运", "順豐速運"),
        page="https://www.sf-express.com/cn/sc/dynamic_function/waybill/#search/bill-number/{number}",
    ),
    Carrier(
        name="ZTO Express",
        aliases=("ZTO", "中通", "中通快递"),
        page="https://www.zto.com/express/expressCheck.html?txtBill={number}",
    ),
    Carrier(name="YTO Express", aliases=("YTO", "圆通", "圆通速递")),
    Carrier(name="STO Express", aliases=("STO", "申通", "申通快递")),
    Carrier(name="Yunda Express", aliases=("Yunda", "韵达", "韵达快递")),
    Carrier(name="JD Logistics", aliases=("JD", "京东物流", "京东快递")),
    Carrier(name="China Post", aliases=("中国邮政", "邮政快递包裹")),
    Carrier(name="EMS", aliases=("China EMS", "EMS China", "邮政EMS", "中国邮政速递物流")),
    Carrier(
        name="Cainiao",
        aliases=("菜鸟", "菜鸟裹裹"),
        page="https://global.cainiao.com/newDetail.htm?mailNoList={number}",
    ),
    Carrier(
        name="YunExpress",
        aliases=("云途物流",),
        page="https://www.yuntrack.com/parcelTracking?id={number}",
    ),
    # Germany, Austria, Switzerland
    Carrier(
        name="DHL Paket",
        brand="DHL",
        aliases=("DHL Germany", "DHL Deutschland", "dhl-de", "Deutsche Post DHL"),
        page="https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode={number}",
    ),
    Carrier(name="Deutsche Post", aliases=("Deutsche Post Brief",)),
    Carrier(
        name="DPD Germany",
        brand="DPD",
        aliases=("DPD Deutschland", "DPD DE"),
        page="https://tracking.dpd.de/status/de_DE/parcel/{number}",
    ),
    Carrier(name="Hermes", aliases=("Hermes Germany", "myHermes")),
    Carrier(
        name="Österreichische Post",
        aliases=("Austrian Post", "Post AT", "post.at"),
        page="https://www.post.at/sv/sendungsdetails?snr={number}",
    ),
    Carrier(
        name="Swiss Post",
        aliases=("Die Schweizerische Post", "Schweizerische Post", "Post CH"),
        page="https://service.post.ch/ekp-web/ui/entry/search/{number}",
    ),
    # Great Britain and Ireland
    Carrier(
        name="Royal Mail",
        page="https://www.royalmail.com/track-your-item#/tracking-results/{number}",
    ),
    Carrier(
        name="Evri",
        aliases=("Hermes UK",),
        page="https://www.evri.com/track/parcel/{number}",
    ),
    Carrier(
        name="Yodel",
        page="https://www.yodel.co.uk/tracking/{number}",
    ),
    Carrier(name="Parcelforce", aliases=("Parcelforce Worldwide",)),
    Carrier(
        name="An Post",
        page="https://www.anpost.com/Post-Parcels/Track/History?item={number}",
    ),
    # France, Spain, Italy, the Low Countries
    Carrier(name="La Poste", page=LA_POSTE_PAGE),
    Carrier(name="Colissimo", aliases=("La Poste Colissimo",), page=LA_POSTE_PAGE),
    Carrier(
        name="Chronopost",
        page="https://www.chronopost.fr/tracking-no-cms/suivi-page?listeNumerosLT={number}",
    ),
    Carrier(name="Mondial Relay"),
    Carrier(
        name="Correos",
        aliases=("Correos España", "Correos Spain"),
        page="https://www.correos.es/es/es/herramientas/localizador/envios/detalle?tracking-number={number}",
    ),
    Carrier(name="SEUR"),
    Carrier(name="MRW"),
    Carrier(
        name="Poste Italiane",
        aliases=("Posteitaliane",),
        page="https://www.poste.it/cerca/index.html#/risultati-spedizioni/{number}",
    ),
    Carrier(name="PostNL"),
    Carrier(
        name="bpost",
        aliases=("Belgian Post",),
        page="https://track.bpost.cloud/btr/web/#/search?itemCode={number}&lang=en",
    ),
    # The north and the east of Europe
    Carrier(
        name="PostNord",
        aliases=("Post Nord",),
        page="https://tracking.postnord.com/en/?id={number}",
    ),
    Carrier(
        name="InPost",
        aliases=("Paczkomaty",),
        page="https://inpost.pl/sledzenie-przesylek?number={number}",
    ),
    Carrier(
        name="Poczta Polska",
        aliases=("Polish Post",),
        page="https://emonitoring.poczta-polska.pl/?numer={number}",
    ),
    Carrier(
        name="Packeta",
        aliases=("Zásilkovna",),
        page="https://tracking.packeta.com/en/?id={number}",
    ),
    Carrier(
        name="Nova Poshta",
        aliases=("Nova Post", "Нова Пошта"),
        page="https://novaposhta.ua/tracking/?cargo_number={number}",
    ),
    Carrier(
        name="Pochta Rossii",
        aliases=("Russian Post", "Почта России"),
        page="https://www.pochta.ru/tracking#{number}",
    ),
    Carrier(
        name="CDEK",
        aliases=("СДЭК", "SDEK"),
        page="https://www.cdek.ru/ru/tracking?order_id={number}",
    ),
    # America
    Carrier(
        name="USPS",
        aliases=("United States Postal Service", "US Postal Service"),
        page="https://tools.usps.com/go/TrackConfirmAction?tLabels={number}",
    ),
    Carrier(
        name="Canada Post",
        aliases=("Postes Canada",),
        page="https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={number}",
    ),
    Carrier(
        name="Purolator",
        page="https://www.purolator.com/en/shipping/tracker?searchValue={number}",
    ),
    Carrier(
        name="OnTrac",
        page="https://www.ontrac.com/tracking/?number={number}",
    ),
    Carrier(name="Amazon Logistics", aliases=("Amazon", "AMZL")),
    # Asia and the Pacific
    Carrier(
        name="Australia Post",
        aliases=("AusPost",),
        page="https://auspost.com.au/mypost/track/#/details/{number}",
    ),
    Carrier(
        name="Japan Post",
        aliases=("日本郵便",),
        page="https://trackings.post.japanpost.jp/services/srv/search/direct?reqCodeNo1={number}&locale=en",
    ),
)
NAMELESS = ("custom", "other", "diğer", "自定义", "سایر")
"""What shops choose where their carrier is not on the list."""
