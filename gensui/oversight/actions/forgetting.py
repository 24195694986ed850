"""Files on sanctions that ended, and wages that no longer hold: their words and figures go when their time is over (7.5)."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from gensui.ledger.models import Salt
from gensui.oversight.models import Appeal, Breach, Enclosure, PayTerms, Picture, Sanction
from gensui.oversight.written import KEPT
from gensui.people import queries as people
from gensui.people.acting import System
from gensui.people.actions import retention
from gensui.people.models import Site

GONE = "—"


def forget_old_files(*, actor: System, at: datetime) -> int:
    """Take away what was written in files that ended more than 36 months ago, and the wages that somebody no longer had then,
    month by month; each month is on the ledger as a record with its term. How many files, wages and records. Ten queries for
    each community where there is nothing to do.

    That there was a file, on which clause, what was decided and what was deducted stays: later files and accounts rest on it.
    """
    return sum(_of_site(site, actor, at) for site in Site.objects.all())


@transaction.atomic
def _of_site(site: Site, actor: System, at: datetime) -> int:
    files = Sanction.objects.filter(site=site)
    before = people.month_of(site, at) - KEPT
    done = _forget(files.filter(ended_at__lt=before).exclude(facts=GONE))
    done += _ended(site, before=before).delete()[0]
    done += retention.keep_months(
        site=site, kind="sanction", name="sanctions", kept=KEPT, actor=actor.key, at=at,
        holds=lambda since, until: files.filter(ended_at__gte=since, ended_at__lt=until).exists(),
    )  # fmt: skip
    return done + retention.keep_months(
        site=site, kind="wage", name="wages", kept=KEPT, actor=actor.key, at=at,
        holds=lambda since, until: _ended(site, since=since, before=until).exists(),
    )  # fmt: skip


def _ended(site: Site, *, before: datetime, since: datetime | None = None) -> QuerySet[PayTerms]:
    """The terms that another took the place of, or under which somebody left, before this day (and since that)."""
    later = PayTerms.objects.filter(employee=OuterRef("employee"), since_on__gt=OuterRef("since_on")).order_by(
        "since_on"
    )
    over = Coalesce(Subquery(later.values("since_on")[:1]), F("employee__left_on"))
    found = (
        PayTerms.objects.filter(employee__department__site=site).alias(over_on=over).filter(over_on__lt=before.date())
    )
    return found if since is None else found.filter(over_on__gte=since.date())


def _forget(files: QuerySet[Sanction]) -> int:
    """How many files it was."""
    gone = list(files)
    if not gone:
        return 0
    rows = [one.pk for one in gone]
    Salt.objects.filter(stream__in=[one.stream for one in gone]).delete()
    papers = list(Picture.objects.filter(of_files__sanction__in=rows))
    Appeal.objects.filter(sanction__in=rows).update(statement=GONE, hearing="", reasons="", outside="", paper=None)
    for paper in papers:
        paper.file.delete(save=False)
        paper.delete()
    Breach.objects.filter(sanction__in=rows).update(words="")
    for enclosed in Enclosure.objects.filter(sanction__in=rows):
        enclosed.file.delete(save=False)
        enclosed.delete()
    return Sanction.objects.filter(pk__in=rows).update(
        facts=GONE,
        evidence="",
        defence="",
        reasons="",
        basis="",
        check_note="",
        self_criticism="",
        put_right="",
        checked="",
    )
