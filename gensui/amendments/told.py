"""What the log tells of versions of the policy and of drafts: from when each holds, who approved it, and what was given up."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from django.db.models import Q

from gensui.amendments.models import Draft
from gensui.amendments.models.draft import stream_of
from gensui.core.policy import read_policy
from gensui.ledger.models import PolicyVersion
from gensui.ledger.told import Columns, Line, Row, Told
from gensui.ledger.verify import Unread, each_as


def _instant(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat() if at else ""


def _versions(lines: Iterable[Line]) -> Mapping[str, Columns]:
    """Older events do not name the digest of the text."""
    versions: dict[str, dict[str, str | frozenset[str]]] = {}
    for line in lines:
        told = versions.setdefault(line.data.get("version", ""), {})
        if line.kind == "policy.approved":
            told |= {"adopted_by": line.actor, "adopted_at": _instant(line.occurred_at)}
        else:
            told["starts_at"] = _instant(line.occurred_at)
        if digest := line.data.get("digest", ""):
            told["digest"] = digest
    return versions


def _adopted() -> Iterator[Row | Unread]:
    def read(row: PolicyVersion) -> Row:
        columns = {
            "adopted_by": row.adopted_by,
            "adopted_at": _instant(row.adopted_at),
            "starts_at": _instant(row.starts_at),
            "digest": row.digest,
        }
        return stream_of(read_policy(row.files).key), row.version, columns

    return each_as(read, PolicyVersion.objects.order_by("pk"))


def _approved(lines: Iterable[Line]) -> Mapping[str, Columns]:
    return {
        line.data.get("version", ""): {"approved_by": line.actor, "approved_at": _instant(line.occurred_at)}
        for line in lines
    }


def _drafts() -> Iterator[Row | Unread]:
    """Those that are approved, and those that bear an approval without being so: of these no event tells."""

    def read(row: Draft) -> Row:
        by = row.approved_by.key if row.approved_by is not None else ""
        columns = {"approved_by": by, "approved_at": _instant(row.approved_at)}
        name = row.version if row.state == Draft.State.APPROVED else f"{row.version} in row {row.pk}"
        return stream_of(read_policy(row.files).key), name, columns

    bears = Q(state=Draft.State.APPROVED) | Q(approved_by__isnull=False) | Q(approved_at__isnull=False)
    return each_as(read, Draft.objects.filter(bears).select_related("approved_by").order_by("pk"))


def _given_up(lines: Iterable[Line]) -> Mapping[str, Columns]:
    return {str(line.data.get("draft", 0)): {} for line in lines}


def _withdrawn() -> Iterator[Row | Unread]:
    def read(row: Draft) -> Row:
        return stream_of(read_policy(row.files).key), str(row.pk), {}

    return each_as(read, Draft.objects.filter(state=Draft.State.WITHDRAWN).order_by("pk"))


TOLD = (
    Told("version", "policy:", frozenset({"policy.approved", "policy.effective"}), _versions, _adopted, all_told=False),
    Told("draft", "policy:", frozenset({"policy.approved"}), _approved, _drafts),
    Told("withdrawn draft", "policy:", frozenset({"draft.withdrawn"}), _given_up, _withdrawn),
)
