"""Supervision in the demonstration: a week's inspections with findings, one put right in time, one overdue, and what keeps
coming up. By the real actions, on what the simulated community did.
"""

import logging
from datetime import datetime, timedelta

from django.utils import translation

from gensui.cli import demo
from gensui.core.refusal import Refusal
from gensui.oversight.actions import inspecting, rectifying, watching
from gensui.oversight.actions.inspecting import Mark
from gensui.oversight.checklists import lines_of
from gensui.oversight.models import Inspection, Item, Rectification
from gensui.people.acting import SYSTEM
from gensui.people.models import Employee, Site

log = logging.getLogger(__name__)
LOOKS = {"maintenance": "S01", "customer_service": "M01", "security": "M01", "cleaning": "S01"}
"""Who looks at whom: never at the own department."""
SEEN = ("現場沒有清理乾淨，照片裡有積水", "minor"), ("記錄沒有寫明用料", "general"), ("沒有向業主複述", "major")


EARLIER = timedelta(days=8)
"""So long ago the inspections were held, so that what was not put right is overdue."""


def supervise(site: Site, now: datetime) -> None:
    """Let a week's inspections be held, up to what is still under way. Done before, it changes nothing."""
    at = now - EARLIER
    if Inspection.objects.filter(site=site).exists():
        return
    staff = {one.number: one for one in Employee.objects.select_related("department__site", "user")}
    with translation.override("zh-hant"):
        try:
            inspecting.call_due(actor=SYSTEM, at=at)
            for place, found in enumerate(Inspection.objects.filter(site=site, kind="weekly").order_by("department")):
                looks = staff.get(LOOKS.get(found.department, ""))
                if looks is not None:
                    _hold(found, looks, staff["A02"], place, at)
            _put_right(site, staff, at)
            demo.catch_up(now)
            watching.find_patterns(actor=SYSTEM, at=now)
        except Refusal as refusal:
            log.info("Supervision of the demonstration: %s", refusal.sentence)


def _hold(found: Inspection, looks: Employee, leader: Employee, place: int, at: datetime) -> None:
    """Drawn and judged; that of the security guards is still under way."""
    inspecting.draw_sample(inspection=found, actor=looks, at=at)
    if found.department == "security":
        return
    for number, item in enumerate(found.items.select_related("inspection").order_by("place")):
        fails = number in (1, 4)
        inspecting.judge_item(item=item, marks=_marks(found, item, place + number, fails), actor=looks, at=at)
    inspecting.sign_inspection(inspection=found, summary="整體合格，個別記錄不全。", actor=leader, at=at)


def _marks(found: Inspection, item: Item, turn: int, fails: bool) -> list[Mark]:
    lines = lines_of(found, item)
    words, severity = SEEN[turn % len(SEEN)]
    return [
        Mark(line=line.key, verdict="fail", severity=severity, note=words)
        if fails and place == turn % len(lines)
        else Mark(line=line.key, verdict="pass")
        for place, line in enumerate(lines)
    ]


def _put_right(site: Site, staff: dict[str, Employee], at: datetime) -> None:
    """All notices are out; the first is answered and checked, the second answered, the rest with the departments."""
    heads = {"maintenance": "M01", "customer_service": "K01", "cleaning": "C01", "security": "S01"}
    rows = Rectification.objects.filter(site=site, state="found", department__in=heads).order_by("pk")
    for place, one in enumerate(rows.select_related("site")):
        rectifying.issue_notice(rectification=one, actor=staff["A02"], at=at)
        if place < 2:
            rectifying.reply_to_notice(
                rectification=one,
                cause="趕下一單，漏了這一步",
                measures="已補做，班前會上講過",
                actor=staff[heads[one.department]],
                at=at,
            )
        if place == 0:
            rectifying.verify_rectification(rectification=one, passed=True, remark="", actor=staff["A02"], at=at)
