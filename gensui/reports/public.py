"""What owners may read of a month: no names, no cases, and no number so small that somebody could be recognised in it."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from gensui.reports.figures import Came, Figures, Took

MOST = 8
SHOWN = ("dispatched", "contacted", "arrived", "repaired", "told")
"""The steps that owners live through."""


def public(figures: Figures, small: int) -> dict[str, Any]:
    """The figures of a month for owners, in plain values; ``None`` where a number is below ``small``, nor is anything shown from
    which it could be reckoned.
    """
    counts = figures.counts
    decided, stars = figures.all.decided, counts["stars"]
    visits = counts["visits"] - counts.get("visits_said", 0)  # the word of staff is no owner's answer
    return {
        "month": figures.month,
        "requests": shown(counts["cases_in"], small),
        "closed": shown(counts["cases_out"], small),
        "types": folded(figures.types, small),
        "recurring": [[one.key, one.came] for one in figures.categories if one.key and one.came >= small][:MOST],
        "promises": shown(decided, small),
        "in_time": _share(figures.all.kept, decided, small),
        "steps": [_step(one) for one in figures.steps if one.step in SHOWN and one.count >= small],
        "stars": shown(stars, small),
        "stars_mean": round(figures.this.mean, 1) if stars >= small else None,
        "content": _share(counts["visits_content"], visits, small),
        "visits": shown(visits, small),
        "rates": [
            [one.key, _share(round(one.part), one.whole, small), shown(one.whole, small)] for one in figures.rates or ()
        ],
        "part": list((figures.partial or {}).get(figures.month, ())),
        "complaints": shown(counts["complaints"], small),
        "reworks": shown(counts["reworks"], small),
        "before": {
            "requests": shown(figures.before.came, small),
            "in_time": _share(figures.before.kept, figures.before.decided, small) if figures.is_comparable else None,
        },
    }


def digest_of(shown: dict[str, Any]) -> str:
    """What the figures that owners may read are known by."""
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


def shown(count: int, small: int) -> int | None:
    """The number, or nothing where it is small; none at all is no secret."""
    return count if count == 0 or count >= small else None


def _share(part: int, whole: int, small: int) -> int | None:
    """In whole percent; nothing of a small number."""
    return round(100 * part / whole) if whole >= small else None


def _step(one: Took) -> list[Any]:
    return [one.step, one.median, one.p90]


def folded(types: Iterable[Came], small: int) -> list[list[Any]]:
    """Requests by type; the small numbers together as *other*, with the next larger one, if they are small even then."""
    ordered = sorted((one for one in types if one.came), key=lambda one: -one.came)
    large = [one for one in ordered if one.came >= small and one.key]
    other = sum(one.came for one in ordered if one not in large)
    while 0 < other < small and large:
        other += large.pop().came
    found: list[list[Any]] = [[one.key, one.came] for one in large]
    return found + ([["", other]] if other >= small else [])
