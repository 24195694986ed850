"""Rewards and penalties of the simulated community, by the real actions: one is warned, appeals and wins; one is a star."""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.utils import translation

from gensui.core.refusal import Refusal
from gensui.ledger import policies
from gensui.oversight import candidates, shortlist
from gensui.oversight.actions import appeals, awards, hearing, pay, sanctions, serving
from gensui.oversight.actions.pay import Minimum, Terms
from gensui.oversight.actions.sanctions import Facts
from gensui.oversight.ladder import bounds
from gensui.oversight.measures import Measure
from gensui.oversight.models import Award, Sanction
from gensui.oversight.streams import local
from gensui.people.acting import SYSTEM, Entry
from gensui.people.models import Employee, Site

log = logging.getLogger(__name__)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CITY, MINIMUM, SOURCE = "上海", 269_000, "模擬數據，正式使用前請按當地公布登記"
WAGES = {"technician": 620_000, "agent": 560_000, "guard": 520_000, "cleaner": 420_000, "gardener": 450_000}


def warn(site: Site, at: datetime) -> None:
    """Somebody was warned two weeks ago and wins the appeal, an idea waits for its answer; the others with lapses wait to be
    asked. It counts in the month, and is played before that is closed. Done before, it does nothing.
    """
    if Sanction.objects.filter(site=site).exists():
        return
    _played(site, at, _wages, _appeal, _idea)
    sanctions.settle(actor=SYSTEM, at=at)


def honour(site: Site, at: datetime) -> None:
    """A star of last month, which is closed, has the certificate. Done before, it does nothing."""
    if not Award.objects.filter(site=site, kind=Award.Kind.STAR).exists():
        _played(site, at, _star)


def _played(site: Site, at: datetime, *plays: Callable[[Site, dict[str, Employee], datetime], None]) -> None:
    here = Employee.objects.select_related("user", "department__site").filter(department__site=site)
    staff = {one.number: one for one in here}
    with translation.override("zh-hant"):
        for play in plays:
            try:
                play(site, staff, at)
            except Refusal as refusal:
                log.info("%s: %s", play.__name__, refusal.sentence)


def _wages(site: Site, staff: dict[str, Employee], at: datetime) -> None:
    hr, since = staff["A03"], date(at.year - 1, 7, 1)
    one = Minimum(city=CITY, since_on=since, amount_fen=MINIMUM, source=SOURCE)
    pay.note_minimum_wages(site=site, minimums=[one], actor=hr, at=at - 30 * DAY)
    for employee in [one for one in staff.values() if one.role in WAGES][:12]:
        terms = Terms(
            since_on=since, contract="own", compensation_clause=True, city=CITY, wage_fen=WAGES[employee.role]
        )
        pay.note_pay_terms(employee=employee, terms=terms, actor=hr, at=at - 30 * DAY)


def _appeal(site: Site, staff: dict[str, Employee], at: datetime) -> None:
    then = at - 14 * DAY
    repairmen = [one for one in staff.values() if one.role == "technician"]
    waiting = candidates.candidates(repairmen, then)
    warned = waiting[0] if waiting else None
    employee = warned.employee if warned is not None else repairmen[0]
    lapses = warned.groups[0].lapses if warned is not None else ()
    duties = [one.duty for one in lapses if one.answerable_from <= then][:2]
    facts = Facts(
        clause=duties[0].clause if duties else policies.meant("contacted")[0], severity="minor",
        breaches=[duty.pk for duty in duties],
        facts="兩單均未在時限內完成，也未向班長報告原因。", evidence="系統記錄、工單時間線",
    )  # fmt: skip
    head, manager, general = staff["M01"], staff["A02"], staff["A01"]
    found = sanctions.open_file(employee=employee, facts=facts, actor=head, at=then, entry=Entry(once="demo:file:1"))
    statement = "當晚六號樓爆管，我先去關總閥，路上已打電話給班長。"
    hearing.give_statement(sanction=found, text=statement, all_said=True, actor=employee, at=then + 5 * HOUR)
    measure = Measure(kind="warning", reasons="初次，情節較輕；未及時報告。")
    sanctions.decide_sanction(sanction=found, measure=measure, actor=head, at=then + DAY)
    sanctions.countersign(sanction=found, actor=manager, at=then + DAY + HOUR)
    serving.acknowledge_sanction(sanction=found, actor=employee, at=then + DAY + 3 * HOUR)
    sanctions.submit_self_criticism(
        sanction=found, text="以後先在系統裡報告，再離開現場。", actor=employee, at=then + 2 * DAY
    )
    put_right = "已向班長說明當晚經過，之後兩單都先報告再離開。"
    sanctions.report_put_right(sanction=found, text=put_right, actor=employee, at=then + 2 * DAY + 2 * HOUR)
    looked_at = "看了之後兩單的時間線，都先有報告。"
    sanctions.verify_rectification(sanction=found, words=looked_at, actor=head, at=then + 3 * DAY)
    appeals.file_appeal(
        sanction=found,
        grounds="fact",
        statement="已電話報告班長，有通話記錄。",
        actor=employee,
        at=then + 2 * DAY + HOUR,
    )
    appeals.decide_appeal(
        sanction=found, decision="allowed", reasons="通話記錄屬實，爆管優先，撤銷警告。", hearing="與本人面談二十分鐘。",
        actor=general, at=then + 6 * DAY,
    )  # fmt: skip


def _star(site: Site, staff: dict[str, Employee], at: datetime) -> None:
    month = (local(site, at).date().replace(day=1) - DAY).replace(day=1)
    best = next((one for one in shortlist.standings(site, month) if one.qualifies), None)
    if best is None:
        return
    hr, general = staff["A03"], staff["A01"]
    given_at, at = at, max(at - 8 * DAY, bounds(site, month)[1] + HOUR)
    award = awards.nominate_star(
        employee=best.employee, month=month, reason="辦單又快又細，業主評價一直很好。", bonus_fen=40_000, actor=hr, at=at,
        entry=Entry(once=f"demo:star:{month:%Y-%m}"),
    )  # fmt: skip
    award = awards.decide_award(award=award, actor=general, at=at)
    if award.public_until is not None and award.public_until <= given_at:
        awards.give_award(award=award, actor=hr, at=given_at)


def _idea(site: Site, staff: dict[str, Employee], at: datetime) -> None:
    awards.submit_idea(
        title="訪客單上印二維碼", proposal="訪客離開時掃一下單上的碼，不必再到崗亭登記，高峰期少排隊。", effect="efficiency",
        actor=staff["S10"], at=at - 3 * DAY, entry=Entry(once="demo:idea:1"),
    )  # fmt: skip
