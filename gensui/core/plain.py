"""Text without control characters: no key types them, but a paste from a document can carry them along. And what are words."""

import re
import unicodedata
from typing import Any

CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters but newline, carriage return and tab; half a surrogate pair; and what XML cannot hold."""
BLANKS = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and signs that nobody sees: fillers of Hangul and Khmer, and braille without a point."""
DEEPEST = 40


def plain(text: str) -> str:
    """The text without control characters. Newlines and tabs stay. Where nothing of it can be seen, there is none."""
    text = CONTROLS.sub("", text)
    return text if any(map(_is_seen, text)) else ""


def one_line(text: str) -> str:
    """A stranger's text as one line of a page: nothing in it turns its direction, breaks it or hides."""
    seen = (sign for sign in plain(text) if unicodedata.category(sign) != "Cf")
    return " ".join("".join(seen).split())


def _is_seen(sign: str) -> bool:
    """Zero-width signs, marks of direction and spaces are not."""
    return not sign.isspace() and sign not in BLANKS and unicodedata.category(sign) != "Cf"


def says_something(text: str) -> bool:
    """Whether these are words: a letter, digit or ideograph at least. Dots, dashes and little pictures alone give no reason."""
    return any(sign.isalnum() and sign not in BLANKS for sign in text)


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
