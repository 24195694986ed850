"""Whether what lies beside the database is what was kept: pictures and papers by their digest, laid-open figures by the log."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Model

from gensui.cases.models import Attachment
from gensui.core.events.company import FiguresPublished
from gensui.core.events.security import IncidentPhotoAdded
from gensui.ledger.told import Columns, Line, Row, Told
from gensui.ledger.verify import Fault, Unread, each, each_as, going_on, unread
from gensui.oversight.models import Enclosure, Picture
from gensui.reports.models import Published, Report
from gensui.reports.public import digest_of
from gensui.security.models import IncidentPhoto

PICTURES: tuple[type[Model], ...] = (Attachment, Enclosure, IncidentPhoto, Picture)
"""Rows with a file and its digest."""


def check_files() -> Iterator[Fault]:
    """Yield each file that is gone or another than was kept. A query for each kind of row; each file is read once."""
    for model in PICTURES:
        yield from going_on("files", model._meta.db_table, _check_pictures(model))
    yield from going_on("files", Report._meta.db_table, _check_reports())


def _check_pictures(model: type[Model]) -> Iterator[Fault]:
    rows = model._default_manager.order_by("pk").values_list("pk", "file", "digest")
    for found in each(rows):
        if isinstance(found, Unread):
            yield unread(found)
            continue
        row, name, digest = found
        yield from _check_file(name, f"{model._meta.db_table} {row}", digest)


def _check_file(name: str, row: str, digest: str) -> Iterator[Fault]:
    """A file without a digest only has to be there."""
    try:
        with default_storage.open(name) as opened:
            stands = hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as gone:
        yield Fault("files", row, f"{name} cannot be read: {gone.strerror or gone}")
        return
    if digest and stands != digest:
        yield Fault("files", row, f"{name} is another file than was kept")


def _check_reports() -> Iterator[Fault]:
    """An evidence pack is known by its file; the paper of a month by its figures."""
    for report in each(Report.objects.filter(state=Report.State.DONE).order_by("pk")):
        if isinstance(report, Unread):
            yield unread(report)
            continue
        row = f"{Report._meta.db_table} {report.pk}"
        yield from _check_file(report.file.name or "", row, report.digest if report.figures is None else "")
        if report.figures is not None and _digest(report.figures) != report.digest:
            yield Fault("files", row, "its figures were changed after they were counted")


def _digest(figures: Any) -> str:
    """As ``Figures.digest``, also of figures that an earlier release counted."""
    return hashlib.sha256(json.dumps(figures, sort_keys=True).encode()).hexdigest()


def _shown(lines: Iterable[Line]) -> Mapping[str, Columns]:
    """What was laid open last of each month. Older events do not name what owners read."""
    last = {line.data.get("period", ""): line for line in lines}
    return {period: _laid_open(line) for period, line in last.items()}


def _laid_open(line: Line) -> Columns:
    shown = line.data.get("shown", "")
    told = {"digest": line.data.get("digest", ""), "published_by": line.actor}
    return told | ({"figures": shown} if shown else {})


def _published() -> Iterator[Row | Unread]:
    def read(row: Published) -> Row:
        told = {"digest": row.digest, "published_by": row.published_by.key, "figures": digest_of(row.figures)}
        return f"figures:{row.site.key}", f"{row.month:%Y-%m}", told

    return each_as(read, Published.objects.select_related("site", "published_by").order_by("pk"))


def _photos(lines: Iterable[Line]) -> Mapping[str, Columns]:
    return {line.data["photo"]: {} for line in lines}


def _scenes() -> Iterator[Row | Unread]:
    def read(row: IncidentPhoto) -> Row:
        return row.incident.stream, row.digest[:12], {}

    return each_as(read, IncidentPhoto.objects.select_related("incident").order_by("pk"))


TOLD = (
    Told("figures", "figures:", frozenset({FiguresPublished.kind}), _shown, _published),
    Told("photo", "incident:", frozenset({IncidentPhotoAdded.kind}), _photos, _scenes),
)
