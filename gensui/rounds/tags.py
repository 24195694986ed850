"""What a tag says: which point, and which key of it, signed so that nobody makes one up; and the code under it, to be typed."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core import signing

from gensui.ledger.models import Event
from gensui.people.models import Site
from gensui.people.secret import digests, signer
from gensui.rounds.models import Point
from gensui.rounds.refusals import ForeignTag, OldTag, UnknownTag

SALT = "gensui.point"
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""What a code is written in: no letter that looks like a figure. Their number is a prime, which the check letter needs."""
LENGTH = 9


def token(point: Point) -> str:
    """What the point's good tag says."""
    return signer(SALT).sign(f"{point.pk}.{point.tag}")


def code(point: Point) -> str:
    """What stands under the point's good tag, for whoever cannot scan it."""
    return _codes(point.pk, point.tag)[0]


def is_code(point: Point, typed: str, at: datetime) -> bool:
    """Whether this is what stood then under a good tag of the point, however it was typed."""
    return any(_is_of(point, key, typed) for key in sorted(_good_keys(point, at)))


def _good_keys(point: Point, at: datetime) -> set[int]:
    """The numbers of the keys that were good then: a walk without signal is judged by them. A query if it is newer."""
    if at >= point.keyed_at:
        return {point.tag}
    keyed = Event.objects.filter(stream=point.stream, kind="tag.keyed", occurred_at__gt=at)
    return {point.tag, *(int(one.data["key"]) - 1 for one in keyed)} - {0}


def is_broken(point: Point, at: datetime) -> bool:
    """Whether the point's tag was known to be out of order then. One query, where its key is newer."""
    if at >= point.keyed_at:
        return point.faulty_at is not None and point.faulty_at <= at
    said = Event.objects.filter(stream=point.stream, kind__in=["tag.keyed", "tag.reported"], occurred_at__lte=at)
    return said.order_by("-occurred_at", "-number").values_list("kind", flat=True).first() == "tag.reported"


def _is_of(point: Point, key: int, typed: str) -> bool:
    given = "".join(letter for letter in typed.upper() if letter.isascii() and letter.isalnum())
    return any(hmac.compare_digest(one.replace("-", ""), given) for one in _codes(point.pk, key))


def _codes(pk: int, key: int) -> list[str]:
    """By the newest key of the house, then by those before it. Nobody without that key makes one code from another."""
    return [_written(int(one, 16)) for one in digests(f"{SALT}.typed {pk}.{key}")]


def _written(number: int) -> str:
    """In letters; the last one checks the others, so that the telephone tells a slip without signal."""
    figures = [number // len(LETTERS) ** place % len(LETTERS) for place in range(LENGTH)]
    check = sum(figure * place for place, figure in enumerate(figures, 1)) % len(LETTERS)
    said = "".join(LETTERS[figure] for figure in [*figures, check])
    return f"{said[:5]}-{said[5:]}"


def mark(said: str) -> str:
    """By what a telephone without signal knows a tag it was told of: a digest, so that what it carries makes no tag."""
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def points_of(said: Iterable[str]) -> dict[int, Point]:
    """The points that these tags speak of, by row; what we did not sign is left out. One query, or none."""
    rows = {pk for one in said if (pk := _parts(one)[0])}
    return Point.objects.select_related("site").in_bulk(rows) if rows else {}


def read(said: str, site: Site, points: Mapping[int, Point], at: datetime) -> Point:
    """The point of a tag, among these. Refuses what we did not sign (``UnknownTag``), another community's, a key void by then."""
    pk, key = _parts(said)
    point = points.get(pk)
    if point is None or point.retired_at is not None:
        raise UnknownTag
    if point.site_id != site.pk:
        raise ForeignTag(point.site.name)
    if key != point.tag and key not in _good_keys(point, at):
        raise OldTag(point.name, f"{point.keyed_at.astimezone(ZoneInfo(site.zone)):%m-%d}")
    return point


def _parts(said: str) -> tuple[int, int]:
    """The row of the point and the number of the key; nothing and nothing, where we did not sign it."""
    try:
        pk, _dot, key = signer(SALT).unsign(said.strip().rstrip("/").rpartition("/")[2]).partition(".")
    except signing.BadSignature:
        return 0, 0
    return int(pk), int(key)
