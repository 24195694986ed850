"""What the house did not keep: promises that ran out while nobody was on duty for them. It is staffing, and on nobody's sheet."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from gensui.core.standing import is_of_house
from gensui.ledger.models import Obligation
from gensui.oversight.promises import held_at
from gensui.people.models import Site


@dataclass(frozen=True, slots=True)
class Gap:
    """A post on which nobody stood, and how often a promise of a clause ran out there."""

    post: str
    clause: str
    count: int


def gaps(site: Site, since: datetime, until: datetime) -> list[Gap]:
    """The lapses of a stretch on unstaffed posts of a community, the most frequent first. One query."""
    lapsed = Obligation.objects.filter(lapsed_at__gte=since, lapsed_at__lt=until, segments__icontains="house:")
    counted: Counter[tuple[str, str]] = Counter()
    for clause, segments, lapsed_at in lapsed.values_list("clause", "segments", "lapsed_at"):
        assert lapsed_at is not None  # asked for above
        post = held_at(segments, lapsed_at)
        if is_of_house(post) and post.startswith(f"house:{site.key}."):
            counted[post, clause] += 1
    return [
        Gap(post, clause, count) for (post, clause), count in sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    ]
