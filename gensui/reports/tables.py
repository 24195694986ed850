"""A month's figures as tables: made once here, shown alike on the page, on paper and in the spreadsheet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from gensui.cases.models import Category, RequestType
from gensui.cases.thread import STEPS
from gensui.core import scoring
from gensui.core.policy import Policy
from gensui.core.policy.keeping import never_lapsing
from gensui.people import queries as people
from gensui.people.models import Department
from gensui.reports import words
from gensui.reports.clauses import Kept
from gensui.reports.facts import clauses_key
from gensui.reports.figures import FEW, Figures, Late
from gensui.ui.indicators import COUNTED, NAMES
from gensui.ui.thread import span

Sort = Literal["text", "count", "share", "span", "time"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and how it is read. ``figure`` names the facts behind it; ``late`` marks what was not kept; ``reach`` says of a share
    of few where the true one may lie.
    """

    value: Any
    sort: Sort = "text"
    figure: str = ""
    late: bool = False
    reach: str = ""

    @property
    def shown(self) -> str:
        """As a reader reads it."""
        if self.value is None or self.value == "":
            return "–" if self.sort != "text" else ""
        if self.sort == "count":
            return f"{self.value:,}"
        if self.sort == "share":
            return words.percent(self.value) + (f" ({self.reach})" if self.reach else "")
        if self.sort == "span":
            return span(timedelta(seconds=self.value))
        return f"{self.value:%m-%d %H:%M}" if self.sort == "time" else str(self.value)

    @property
    def is_number(self) -> bool:
        return self.sort in ("count", "share", "span")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a report; ``note`` stands under it, ``nothing`` in place of rows where there are none."""

    key: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    nothing: str = ""

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """The heads, each with whether numbers stand below it."""
        numbers = [cell.is_number for cell in self.rows[0]] if self.rows else [False] * len(self.head)
        return list(zip(self.head, numbers, strict=True))


def count(value: int, figure: str = "", late: bool = False) -> Cell:
    """A number, with the facts behind it."""
    return Cell(value, "count", figure, late and bool(value))


def tables(figures: Figures, policy: Policy) -> tuple[Table, ...]:
    """All tables of a month's report, in the language in force. Three queries, for names."""
    zone = ZoneInfo(policy.zone.key)
    return (
        _counts(figures), *_rates(figures), _services(figures, policy), _types(figures), _categories(figures), _steps(figures),
        _clauses(figures, policy), _excuses(figures), _pauses(figures, policy), _patterns(figures, zone), _measures(figures),
        _late(figures, policy, zone),
    )  # fmt: skip


def _counts(figures: Figures) -> Table:
    rows = [
        (Cell(str(label) if key == keys[0] else ""), Cell(words.name_of(key)), count(figures.counts[key], key))
        for _key, label, keys in words.GROUPS
        for key in keys
        if key in figures.counts  # a report of an earlier release counted less
    ]
    return Table("figures", _("In figures"), (_("Field of work"), _("Figure"), _("How many")), tuple(rows))


def _rates(figures: Figures) -> tuple[Table, ...]:
    """What is never to be read for the share of promises kept. An older report does not tell."""
    if figures.rates is None:
        return ()
    rows = [
        (
            Cell(str(NAMES[one.key])), Cell(one.share if one.whole >= FEW else None, "share"), Cell(one.whole, "count"),
            Cell(str(COUNTED[one.key])),
        )
        for one in figures.rates
    ]  # fmt: skip
    kept = (Cell(_("Promises kept in time")), Cell(figures.all.share, "share"), Cell(figures.all.decided, "count"))
    rows.insert(0, (*kept, Cell(str(words.PROMISES))))
    if figures.unstaffed is not None:
        nobody = (Cell(_("Lapses of unstaffed posts")), Cell(None, "share"), Cell(figures.unstaffed, "count"))
        rows.append((*nobody, Cell(str(words.UNSTAFFED))))
    head = (_("Indicator"), _("Rate"), _("Of how many"), _("What it counts"))
    return (Table("rates", _("Indicators of the month"), head, tuple(rows)),)


def _services(figures: Figures, policy: Policy) -> Table:
    rows = []
    for label, indicators in words.SERVICES:
        silent = figures.untimed or ()
        clauses = [
            one.id for one in policy.clauses.values() if set(one.indicators) & set(indicators) and one.id not in silent
        ]
        kept = figures.of(clauses)
        if kept.due:
            rows.append((Cell(str(label)), *_verdicts(kept, [one for one in clauses if figures.of([one]).due])))
    note = f"{words.FELL_DUE} {_of_few(rows)}".strip()
    head = (_("Service"), *_verdict_heads())
    return Table("services", _("Promises by service"), head, tuple(rows), note, _("No promise fell due."))


def _verdict_heads() -> tuple[str, ...]:
    names = ("due", "kept", "late", "overdue", "running")
    return (*(str(words.VERDICTS[name]) for name in names), _("Share in time"))


def _verdicts(kept: Kept, clauses: Sequence[str]) -> tuple[Cell, ...]:
    def key(verdict: str) -> str:
        return clauses_key(clauses, verdict)

    return (
        count(kept.due, key("due")), count(kept.kept, key("kept")), count(kept.late, key("late"), late=True),
        count(kept.overdue, key("overdue"), late=True), count(kept.running, key("running")),
        Cell(kept.share, "share", reach=_reach(kept)),
    )  # fmt: skip


def _reach(kept: Kept) -> str:
    """Where the true share of few promises may lie; nothing of enough."""
    if not 0 < kept.decided < scoring.FEW:
        return ""
    low, high = scoring.interval(scoring.Tally(Fraction(kept.kept), kept.decided))
    return f"{scoring.half_up(100 * low)}–{scoring.half_up(100 * high)} %"


def _of_few(rows: Iterable[Sequence[Cell]]) -> str:
    """What the brackets mean, where there are any."""
    if not any(cell.reach for row in rows for cell in row):
        return ""
    return _("In brackets, of few promises: where the true share lies, 19 times of 20.")


def _types(figures: Figures) -> Table:
    names: dict[str, object] = dict(RequestType.choices)
    rows = [
        (
            Cell(str(names.get(one.key, _("not classified")))), count(one.came, f"type:{one.key}:in"),
            count(one.closed, f"type:{one.key}:out"),
        )
        for one in figures.types
    ]  # fmt: skip
    head = (_("Type"), _("Taken in"), _("Closed"))
    return Table(
        "types", _("Requests by type"), head, tuple(rows), nothing=_("No request came in, and none was closed.")
    )


def _categories(figures: Figures, most: int = 10) -> Table:
    names = categories(one.key for one in figures.categories)
    rows = [
        (Cell(names.get(one.key, one.key)), count(one.came, f"category:{one.key}:in"), count(one.closed, f"category:{one.key}:out"))
        for one in figures.categories
        if one.key and one.came
    ]  # fmt: skip
    head = (_("Category"), _("Taken in"), _("Closed"))
    return Table("categories", _("What recurs"), head, tuple(rows[:most]), nothing=_("No request came in."))


def categories(keys: Iterable[str]) -> Mapping[str, str]:
    """What these categories are called. One query."""
    return {one.key: str(one) for one in Category.objects.filter(key__in=list(keys))}


def _steps(figures: Figures) -> Table:
    labels, clauses = {step.key: str(step.label) for step in STEPS}, {step.key: step.clauses for step in STEPS}
    rows = [
        (
            Cell(labels.get(one.step, one.step)), count(one.count, f"step:{'+'.join(clauses.get(one.step, ()))}"),
            Cell(one.median, "span"), Cell(one.p90, "span"),
        )
        for one in figures.steps
        if one.count
    ]  # fmt: skip
    note = _("From the moment the promise began to the moment it was kept, waiting included.")
    head = (_("Step"), _("Times"), _("Half took at most"), _("Nine of ten took at most"))
    return Table("steps", _("How long each step took"), head, tuple(rows), note, _("No step was done."))


def _clauses(figures: Figures, policy: Policy) -> Table:
    language, refused, silent, rows = get_language() or "", never_lapsing(policy), [], []
    for kept in figures.clauses:
        known = policy.clauses.get(kept.clause)
        if not kept.due:
            silent += [] if kept.clause in refused else [kept.clause]
            continue
        title = known.title[language] if known else ""
        more = (
            count(kept.excused, clauses_key([kept.clause], "excused")),
            count(kept.waited, clauses_key([kept.clause], "waited")),
        )
        rows.append((Cell(kept.clause), Cell(title), *_verdicts(kept, [kept.clause]), *more))
    head = (
        _("Clause"),
        _("Promise"),
        *_verdict_heads(),
        *(str(words.VERDICTS[name]) for name in ("excused", "waited")),
    )
    notes = (
        (_("Nothing fell due under: {clauses}."), silent),
        (_("Not counted, because it is refused until it is right: {clauses}."), sorted(refused)),
    )
    note = " ".join(
        [*(text.format(clauses=", ".join(clauses)) for text, clauses in notes if clauses), _of_few(rows)]
    ).strip()
    return Table("clauses", _("How each clause was kept"), head, tuple(rows), note, _("No promise fell due."))


def _excuses(figures: Figures) -> Table:
    rows = [(Cell(words.excuse(one.reason)), count(one.count, f"excuse:{one.reason}")) for one in figures.excuses]
    note = _("An excuse stands beside the lapse, which stays and counts.")
    head = (_("Reason"), _("Times"))
    return Table("excuses", _("Excused"), head, tuple(rows), note if rows else "", _("No lapse was excused."))


def _pauses(figures: Figures, policy: Policy) -> Table:
    language = get_language() or ""
    rows = []
    for one in figures.pauses:
        pause = policy.pauses.get(one.reason)
        name = pause.name[language] if pause else one.reason
        rows.append((Cell(name), count(one.count, f"pause:{one.reason}"), Cell(one.seconds, "span")))
    head = (_("Reason"), _("Times"), _("In all"))
    return Table("pauses", _("Why clocks stood still"), head, tuple(rows), nothing=_("No clock stood still."))


def _patterns(figures: Figures, zone: ZoneInfo) -> Table:
    kinds: dict[str, object] = dict(Department.Kind.choices)
    rows = [
        (
            Cell(one.pattern), Cell(str(kinds.get(one.department, one.department))), _time(one.at, zone),
            _time(one.reported_at, zone) if one.reported_at else Cell(_("not yet"), late=True),
        )
        for one in figures.patterns
    ]  # fmt: skip
    head = (_("Trouble"), _("Department"), pgettext("finding", "Found"), _("Reported to superiors"))
    return Table(
        "patterns", _("General troubles"), head, tuple(rows), nothing=_("No general trouble was found this month.")
    )


def _measures(figures: Figures) -> Table:
    rows = [
        (Cell(words.name_of(key)), count(figures.counts[key], key)) for key in words.MEASURES if figures.counts[key]
    ]
    head = (_("Measure"), _("Times"))
    nothing = _("No inspection, correction, sanction or award is on record this month.")
    return Table("measures", _("Measures"), head, tuple(rows), nothing=nothing)


def _late(figures: Figures, policy: Policy, zone: ZoneInfo) -> Table:
    names = people.names_of(one.accountable for one in figures.late)
    called = categories({one.category for one in figures.late})
    rows = [_late_row(one, policy, names, called, zone) for one in figures.late]
    head = (
        _("Case or place"),
        _("Clause"),
        _("Promise"),
        _("Due"),
        _("Done"),
        _("Late by"),
        _("Who"),
        _("Matter"),
        _("Excuse"),
    )
    note = _("Promises within complaints are counted above and not listed, so that nobody learns here who complained.")
    if figures.late_more:
        note += " " + _("{count} are not listed for that reason, or because the list is too long.").format(
            count=figures.late_more
        )
    return Table("late", _("All that was late"), head, tuple(rows), note, _("Everything was in time."))


def _late_row(
    one: Late, policy: Policy, names: Mapping[str, str], called: Mapping[str, str], zone: ZoneInfo
) -> tuple[Cell, ...]:
    known = policy.clauses.get(one.clause)
    late = datetime.fromisoformat(one.met_at) - datetime.fromisoformat(one.due_at) if one.met_at else None
    return (
        Cell(one.stream.removeprefix("case:"), figure=f"stream:{one.stream}"), Cell(one.clause),
        Cell(known.title[get_language() or ""] if known else ""), _time(one.due_at, zone),
        _time(one.met_at, zone) if one.met_at else Cell(_("not done"), late=True),
        Cell(max(round(late.total_seconds()), 0) if late is not None else None, "span"),
        Cell(names.get(one.accountable, one.accountable)), Cell(called.get(one.category, one.category)),
        Cell(words.excuse(one.excuse) if one.excuse else ""),
    )  # fmt: skip


def _time(at: str, zone: ZoneInfo) -> Cell:
    return Cell(datetime.fromisoformat(at).astimezone(zone), "time")
