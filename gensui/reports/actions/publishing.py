"""The figures of a month are laid open to the owners."""

from datetime import datetime

from django.db import transaction

from gensui.core.events.company import FiguresPublished
from gensui.ledger import policies
from gensui.ledger.record import record
from gensui.people import queries as people
from gensui.people.access import NotYours
from gensui.people.models import Employee
from gensui.reports import access
from gensui.reports.figures import Figures
from gensui.reports.models import Published, Report
from gensui.reports.public import digest_of, public
from gensui.reports.refusals import AlreadyPublished, MonthNotOver, NotReady


@transaction.atomic
def publish(*, report: Report, actor: Employee, at: datetime) -> Published:
    """Lay a month open, as this report counted it; figures that were open before give way to these.

    Refuses who may not (``NotYours``), a report that is no month's or not ready (``NotReady``), a month that was not over when
    it was counted (``MonthNotOver``), and the same figures again (``AlreadyPublished``).
    """
    access.require(actor, "publish")
    found = (
        access.visible_reports(actor)
        .select_related("site")
        .select_for_update(of=("self",))
        .filter(pk=report.pk)
        .first()
    )
    if found is None:
        raise NotYours(str(actor.get_role_display()))
    if found.kind != Report.Kind.MONTH or found.state != Report.State.DONE or found.month is None:
        raise NotReady
    figures = Figures.read(found.figures or {})
    if datetime.fromisoformat(figures.counted_at) < datetime.fromisoformat(figures.until):
        raise MonthNotOver(figures.month)
    if Published.objects.filter(site=found.site, month=found.month, digest=found.digest).exists():
        raise AlreadyPublished(figures.month)

    shown = public(figures, policies.number_at("few_shown", at))
    told = {"figures": shown, "digest": found.digest, "published_at": at, "published_by": actor}
    opened, _new = Published.objects.update_or_create(site=found.site, month=found.month, defaults=told)
    event = FiguresPublished(period=figures.month, digest=found.digest, shown=digest_of(shown))
    roles = people.roles_at(found.site, "administration", at)
    record(stream=f"figures:{found.site.key}", event=event, actor=actor.key, roles=roles, at=at)
    return opened
