"""Text without control characters: no key types them, but a paste from a document can carry them along."""

import re
from typing import Any

CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters but newline, carriage return and tab; half a surrogate pair; and what XML cannot hold."""
DEEPEST = 40


def plain(text: str) -> str:
    """The text without control characters. Newlines and tabs stay."""
    return CONTROLS.sub("", text)


def plain_values(value: Any, depth: int = 0) -> Any:
    """The same for every text in a value read from JSON, names of fields included. Refuses deep nesting (``ValueError``)."""
    if depth > DEEPEST:
        raise ValueError("nested too deep")
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return [plain_values(one, depth + 1) for one in value]
    if isinstance(value, dict):
        return {plain(name): plain_values(one, depth + 1) for name, one in value.items()}
    return value
