"""The same request sent twice at the very same moment is carried out once, and both senders get the same answer."""

from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError

from gensui.core.refusal import Refusal
from gensui.ledger import queries
from gensui.ledger.requests import RequestKey

T = TypeVar("T")


def answered_alike(key: RequestKey | None, carry_out: Callable[[], T], again: Callable[[], T] | None = None) -> T:
    """What carrying out the request of this key gives. If it fails, and another had carried it out meanwhile, it is done again.

    The second time it finds what the other did, and ends there. ``carry_out`` is a transaction of its own: what failed is
    undone before the log is asked. ``again`` is for a request that had asked the log beforehand, and asks anew.
    """
    try:
        return carry_out()
    except (Refusal, IntegrityError):
        if key is None or not queries.was_recorded(key):
            raise
    return (again or carry_out)()
