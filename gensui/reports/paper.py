"""A month on paper, and what the page of it draws besides the tables."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gensui.cases.thread import STEPS
from gensui.core.policy import Policy
from gensui.ledger import policies
from gensui.people.models import Site
from gensui.reports import charts, figures, tables, words
from gensui.reports.figures import Figures, Past
from gensui.reports.models import Report
from gensui.reports.tables import Cell, Table
from gensui.ui.pdf import pdf

TEMPLATES = {"month": "reports/month_pdf.html", "brief": "reports/brief_pdf.html"}

SIZES = tuple(f".brief {{ font-size: {points}pt }}" for points in (11, 10, 9, 8, 7.5, 7))
"""How large the letters of the one page are: as large as lets it be one page."""


def of_month(report: Report, counted: Figures) -> bytes:
    """The report as PDF, in its language. Refuses where none can be set (``NoPdf``)."""
    with translation.override(report.language):
        context = shown(counted, report.site) if report.kind == "month" else brief(counted, report.site)
        return pdf(TEMPLATES[report.kind], context, report.language, SIZES if report.kind == "brief" else ("",))


def policy_of(counted: Figures) -> Policy:
    """The version of the policy whose clauses the figures name."""
    newest = policies.in_force(policies.newest(), datetime.fromisoformat(counted.counted_at))
    return newest.under(counted.policy)


def shown(counted: Figures, site: Site) -> dict[str, Any]:
    """Everything that page and paper show of a month, in the language in force."""
    made = tables.tables(counted, policy_of(counted))
    return {
        "figures": counted, "site": site, "tables": made, "charts": drawn(counted, made), "headline": headline(counted),
        "parts": parts(counted),
        "zone": words.clock_of(datetime.fromisoformat(counted.counted_at), site.zone),
        "counted_at": datetime.fromisoformat(counted.counted_at).astimezone(ZoneInfo(site.zone)),
    }  # fmt: skip


def parts(counted: Figures) -> list[str]:
    """Which of the months shown were not whole, in words."""
    return [words.part_of(month, days) for month, days in (counted.partial or {}).items()]


def headline(counted: Figures) -> str:
    """The month in one sentence."""
    if counted.all.share is None:
        return _("In {month} no promise fell due.").format(month=counted.month)
    return _("In {month}, {kept} of {decided} promises were kept in time: {share}. {came} requests came in.").format(
        month=counted.month, kept=f"{counted.all.kept:,}", decided=f"{counted.all.decided:,}",
        share=words.percent(counted.all.share), came=f"{counted.counts['cases_in']:,}",
    )  # fmt: skip


def drawn(counted: Figures, made: tuple[Table, ...]) -> Mapping[str, SafeString]:
    """The charts, each beside the table that says the same."""
    line = [one for one in counted.line if one.came or one.closed or one.decided] or [counted.this]
    services = next(one for one in made if one.key == "services")
    labels = {step.key: str(step.label) for step in STEPS}
    called = {one.month: words.starred(one.month, counted.partial or ()) for one in line}
    steps = [one for one in counted.steps if one.count]
    return {
        "figures": charts.bars([(called[one.month], one.came, one.closed) for one in line], _("Taken in"), _("Closed")),
        "services": charts.levels([_level(row) for row in services.rows], _("Promises by service")),
        "clauses": charts.shares([(called[one.month], one.share) for one in line], _("Share of promises kept in time")),
        "steps": charts.spans(
            [(labels[one.step], one.median, one.p90, f"{_span(one.median)} · {_span(one.p90)}") for one in steps],
            _("How long each step took"),
        ),
    }  # fmt: skip


def _level(row: tuple[Cell, ...]) -> tuple[str, float | None, str]:
    decided = row[2].value + row[3].value + row[4].value
    said = f"{row[6].shown} · " + _("{kept} of {decided}").format(kept=f"{row[2].value:,}", decided=f"{decided:,}")
    return row[0].shown, row[6].value, said if decided else _("running")


def _span(seconds: int) -> str:
    return Cell(seconds, "span").shown


def brief(counted: Figures, site: Site) -> dict[str, Any]:
    """The one page: this month against the last, the line of twelve, the five worst promises, what waits for a decision."""
    policy, zone = policy_of(counted), ZoneInfo(site.zone)
    language = get_language() or ""
    worst = [
        (kept, policy.clauses[kept.clause].title[language], _why(figures.why(counted, kept.clause, zone)))
        for kept in counted.worst()
        if kept.clause in policy.clauses
    ]
    return {
        "figures": counted, "site": site, "headline": headline(counted), "rows": _compared(counted), "worst": worst,
        "parts": parts(counted), "rates": next((one for one in tables.tables(counted, policy) if one.key == "rates"), None),
        "now": words.starred(counted.month, counted.partial or ()),
        "before": words.starred(counted.before.month, counted.partial or ()),
        "decisions": _decisions(counted), "zone": words.clock_of(datetime.fromisoformat(counted.counted_at), site.zone),
        "counted_at": datetime.fromisoformat(counted.counted_at).astimezone(zone),
    }  # fmt: skip


def _compared(counted: Figures) -> list[dict[str, Any]]:
    """Each figure of the one page: now, before, the change, and the line."""
    now, before, line = counted.this, counted.before, counted.line
    was_there = before.month >= (counted.began or "")[:7]

    def row(label: str, figure: str, value: Any, shown: Any, points: bool = False) -> dict[str, Any]:
        whole = [one for one in line if one.month not in (counted.partial or ())]
        values = [value(one) if one in whole and (one.came or one.closed or one.decided) else None for one in line]
        grown = counted.is_comparable and value(now) is not None and value(before) is not None
        return {
            "label": label, "figure": figure, "now": shown(value(now)), "before": shown(value(before)) if was_there else "–",
            "change": words.change(value(now), value(before), points) if grown else "–", "line": charts.spark(values, label),
        }  # fmt: skip

    def number(value: int) -> str:
        return f"{value:,}"

    def points(value: float | None) -> str:
        return "–" if value is None else f"{value:.1f}"

    def share(one: Past) -> float | None:
        return None if one.share is None else 100 * one.share

    return [
        row(_("Requests taken in"), "cases_in", lambda one: one.came, number),
        row(_("Requests closed"), "cases_out", lambda one: one.closed, number),
        row(_("Promises kept in time, %"), "all:kept", share, points, points=True),
        row(_("Stars, mean"), "stars", lambda one: one.mean if one.stars else None, points, points=True),
        row(_("Complaints"), "complaints", lambda one: one.complaints, number),
        row(_("Works done again"), "reworks", lambda one: one.reworks, number),
        row(_("Emergencies"), "incidents", lambda one: one.incidents, number),
    ]


def _why(said: Mapping[str, Any]) -> str:
    """What stands out among the late promises of a clause, in a sentence."""
    parts = []
    if said["category"]:
        name, times = said["category"]
        called = tables.categories([name]).get(name, name)
        parts.append(_("{times} about {category}").format(times=times, category=called))
    if said["night"] * 3 >= said["late"] > 0:
        parts.append(_("{count} between ten at night and eight").format(count=said["night"]))
    if said["undone"]:
        parts.append(_("{count} not done at all").format(count=said["undone"]))
    if said["nobody"]:
        parts.append(_("{count} with nobody in charge").format(count=said["nobody"]))
    return "; ".join(parts) if parts else _("nothing stands out")


def _decisions(counted: Figures) -> list[tuple[str, str]]:
    """What somebody at the top has to decide, each with the figure behind it."""
    found = []
    waiting = [one for one in counted.patterns if not one.reported_at]
    if waiting:
        found.append(
            (_("{count} general troubles are not reported to superiors yet.").format(count=len(waiting)), "patterns")
        )
    if counted.all.overdue:
        text = _("{count} promises are past their time and not done.").format(count=f"{counted.all.overdue:,}")
        found.append((text, "all:overdue"))
    if counted.counts["complaints_major"]:
        text = _("{count} major complaints came in: see that each has an answer.").format(
            count=counted.counts["complaints_major"]
        )
        found.append((text, "complaints_major"))
    ordered, done = counted.counts["rectifications"], counted.counts["rectified"]
    if ordered > done:
        text = _("{count} corrections are ordered and not verified.").format(count=ordered - done)
        found.append((text, "rectifications"))
    share, before = counted.this.share, counted.before.share
    if counted.is_comparable and share is not None and before is not None and share < before - 0.02:
        found.append((_("Fewer promises were kept than the month before: decide where hands are missing."), "all:late"))
    return found
