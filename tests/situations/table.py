"""All situations."""

from __future__ import annotations

from tests.situations.handbook import HANDBOOK
from tests.situations.hours import OPENING
from tests.situations.numbers import NUMBERS
from tests.situations.oddities import ODDITIES
from tests.situations.orders import ORDERS
from tests.situations.parcels import PARCELS
from tests.situations.refunds import REFUNDS
from tests.situations.return_rules import RETURN_RULES
from tests.situations.returns import RETURNS
from tests.situations.scans import SCANS
from tests.situations.stock import STOCKS

ORDER_STATUS = (*ORDERS, *ODDITIES, *PARCELS, *SCANS, *NUMBERS)
MONEY_BACK = (*REFUNDS, *RETURNS, *RETURN_RULES)
SITUATIONS = (*ORDER_STATUS, *MONEY_BACK, *STOCKS, *HANDBOOK, *OPENING)
