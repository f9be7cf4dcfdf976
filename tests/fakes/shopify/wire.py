"""How answers look on the wire."""

from __future__ import annotations

import json
from typing import Any

from werkzeug.wrappers import Response


def as_json(said: Any, status: int = 200) -> Response:
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return Response(body, status, content_type="application/json; charset=utf-8")
