"""What a tag says: which point, and which key of it, signed so that nobody makes one up."""

import hashlib

from django.core import signing

from gensui.people.models import Site
from gensui.rounds.models import Point
from gensui.rounds.refusals import ForeignTag, OldTag, UnknownTag

SIGNER = signing.Signer(salt="gensui.point")


def token(point: Point) -> str:
    """What the point's good tag says."""
    return SIGNER.sign(f"{point.pk}.{point.tag}")


def mark(said: str) -> str:
    """By what a telephone without signal knows a tag it was told of: a digest, so that what it carries makes no tag."""
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def read(said: str, site: Site) -> Point:
    """The point of a tag. Refuses what we did not sign (``UnknownTag``), another community's, and a key that is no longer good."""
    try:
        pk, _dot, key = SIGNER.unsign(said.strip().rstrip("/").rpartition("/")[2]).partition(".")
    except signing.BadSignature:
        raise UnknownTag from None
    point = Point.objects.select_related("site").filter(pk=int(pk)).first()
    if point is None or point.retired_at is not None:
        raise UnknownTag
    if point.site_id != site.pk:
        raise ForeignTag(point.site.name)
    if point.tag != int(key):
        raise OldTag(point.name, point.keyed_at.strftime("%m-%d"))
    return point
