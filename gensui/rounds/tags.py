"""What a tag says: which point, and which key of it, signed so that nobody makes one up."""

import hashlib
from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from django.core import signing

from gensui.people.models import Site
from gensui.people.secret import signer
from gensui.rounds.models import Point
from gensui.rounds.refusals import ForeignTag, OldTag, UnknownTag

SALT = "gensui.point"


def token(point: Point) -> str:
    """What the point's good tag says."""
    return signer(SALT).sign(f"{point.pk}.{point.tag}")


def mark(said: str) -> str:
    """By what a telephone without signal knows a tag it was told of: a digest, so that what it carries makes no tag."""
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def points_of(said: Iterable[str]) -> dict[int, Point]:
    """The points that these tags speak of, by row; what we did not sign is left out. One query, or none."""
    rows = {pk for one in said if (pk := _parts(one)[0])}
    return Point.objects.select_related("site").in_bulk(rows) if rows else {}


def read(said: str, site: Site, points: Mapping[int, Point]) -> Point:
    """The point of a tag, among these. Refuses what we did not sign (``UnknownTag``), another community's, and an old key."""
    pk, key = _parts(said)
    point = points.get(pk)
    if point is None or point.retired_at is not None:
        raise UnknownTag
    if point.site_id != site.pk:
        raise ForeignTag(point.site.name)
    if point.tag != key:
        raise OldTag(point.name, f"{point.keyed_at.astimezone(ZoneInfo(site.zone)):%m-%d}")
    return point


def _parts(said: str) -> tuple[int, int]:
    """The row of the point and the number of the key; nothing and nothing, where we did not sign it."""
    try:
        pk, _dot, key = signer(SALT).unsign(said.strip().rstrip("/").rpartition("/")[2]).partition(".")
    except signing.BadSignature:
        return 0, 0
    return int(pk), int(key)
