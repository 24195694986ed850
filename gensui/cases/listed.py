"""What free text names of the price list: a part that stands there has a price, and is entered with it."""

import re
from collections.abc import Iterable

from gensui.cases.models import PriceItem
from gensui.people import spelling

COUNTS = "一二两三四五六七八九十半个条只件套副付米片台支根把块"
BESIDE = "换了用装新旧的和及与加"
"""What stands before or after a part where somebody says that it was put in, in the letters of ``spelling.folded``."""


def part_in(text: str, more: Iterable[str] = ()) -> str:
    """The part of the price list, or of these others, that the words name; the empty text, where they name none. One query.

    A name that goes on as another word is not that part: the wire's tape is no wire.
    """
    said = spelling.folded(text)
    if not said:
        return ""
    items = PriceItem.objects.filter(retired_at=None, kind=PriceItem.Kind.MATERIAL).order_by("key")
    names = [(str(item), name) for item in items for name in (*item.name.values(), f"{item} {item.specification}")]
    names += [(name, name) for name in more]
    return next((shown for shown, name in names if _names(said, spelling.folded(name))), "")


def _names(said: str, name: str) -> bool:
    edge = rf"[\W\d_{COUNTS}{BESIDE}]"
    return bool(name) and re.search(rf"(?:^|{edge}){re.escape(name)}s?(?:$|{edge})", said) is not None
