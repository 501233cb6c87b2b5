"""JSON as our columns hold it."""

from typing import Any

import orjson


def dump_json(value: Any) -> str:
    """JSON text of a value, for columns and for the wire."""
    return orjson.dumps(value).decode()
