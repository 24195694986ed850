"""The report of a replay, as JSON and as one page that can be forwarded: no script, no picture, nothing fetched."""

from collections import abc
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from gensui.core.policy import LANGUAGES, Clause, Policy
from gensui.replay.figures import Figures, Tally
from gensui.replay.judging import Judge
from gensui.replay.sentences import Sentence
from gensui.replay.verdicts import verdict_names


def told(figures: Figures, judge: Judge, policy: Policy, file: str) -> dict[str, object]:
    """Everything in plain values, for JSON."""
    return {
        "file": file,
        "policy": {"key": policy.key, "version": policy.version},
        "as_of": judge.as_of.isoformat(),
        "requests": figures.requests,
        "promises": figures.all.told(),
        "clauses": [
            {"id": key, "title": _titles(policy.clauses[key]), **tally.told()}
            for key, tally in _by_clause(figures, judge)
        ],
        "categories": [{"category": name, **tally.told()} for name, tally in figures.by_need()],
        "clauses_and_categories": [
            {"id": clause, "category": category, **tally.told()}
            for (clause, category), tally in sorted(figures.pairs.items())
        ],
        "months": [{"month": month, **tally.told()} for month, tally in figures.by_month()],
        "not_judged": [{"id": key, "reason": str(reason)} for key, reason in judge.unjudged.items()],
        "bad_rows": {
            "count": figures.bad_count,
            "told": [
                {"row": bad.row, "column": bad.column, "value": bad.value, "reason": str(bad.reason)}
                for bad in figures.bad
            ],
        },
    }


def page(figures: Figures, judge: Judge, policy: Policy, file: str) -> str:
    """The report as one HTML page, in the language in force."""
    from gensui.replay import charts  # noqa: PLC0415  loading it takes longer than most replays, and only a page has charts

    language = get_language() or ""
    tables = {
        "clauses": clause_rows(figures, judge, policy),
        "categories": [_row(name or "–", tally) for name, tally in figures.by_need()],
    }
    drawn = {
        "by_clause": charts.shares([(key, tally) for key, tally in _by_clause(figures, judge)]),
        "by_category": charts.shares(figures.by_need()),
        "by_month": charts.months(figures),
        "lateness": charts.lateness(figures),
    }
    return render_to_string(
        "replay/report.html",
        {
            "language": language,
            "file": file,
            "as_of": f"{judge.as_of.astimezone(figures.zone):%Y-%m-%d %H:%M}",
            "zone": figures.zone.key,
            "policy": policy.title[language],
            "version": policy.version,
            "headline": headline(figures),
            "all": _row("", figures.all),
            "verdicts": [(key, name, f"{figures.all.counts[key]:,}") for key, name in verdict_names().items()],
            "tables": tables,
            # drawn here from data that Vega escapes; nothing of a file reaches the page unescaped
            "charts": {name: mark_safe(svg) for name, svg in drawn.items()},
            "unjudged": [
                (key, policy.clauses[key].title[language], spoken(reason)) for key, reason in judge.unjudged.items()
            ],
            "bad": [(bad.row, bad.column, bad.value, spoken(bad.reason)) for bad in figures.bad],
            "bad_count": figures.bad_count,
            "bad_untold": figures.bad_count - len(figures.bad),
        },
    )


def clause_rows(figures: Figures, judge: Judge, policy: Policy) -> list[dict[str, Any]]:
    """A row for each judged clause, in the language in force."""
    language = get_language() or ""
    return [
        _row(f"{key} {policy.clauses[key].title[language]}", tally, policy.clauses[key].text[language])
        for key, tally in _by_clause(figures, judge)
    ]


def verdict_words() -> list[str]:
    """The verdicts in the language in force, in their order."""
    return list(verdict_names().values())


def headline(figures: Figures) -> str:
    """The one sentence to remember."""
    if figures.all.rate is None:
        return _("No promise of this history has fallen due yet.")
    sentence = ngettext(
        "Of {judged} promise whose time had come, {kept} was kept in time: {rate} %.",
        "Of {judged} promises whose time had come, {kept} were kept in time: {rate} %.",
        figures.all.judged,
    )
    return sentence.format(
        judged=f"{figures.all.judged:,}", kept=f"{figures.all.counts['kept']:,}", rate=figures.all.rate
    )


def span(seconds: int | None) -> str:
    """A length of time in two units at most: 3 d 4 h, 12 min, 40 s."""
    if seconds is None:
        return "–"
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, rest = divmod(rest, 60)
    parts = ((days, _("d")), (hours, _("h")), (minutes, _("min")), (rest, _("s")))
    filled = [f"{count:,} {unit}" for count, unit in parts if count]
    return " ".join(filled[:2]) or f"0 {_('s')}"


def spoken(sentence: Sentence) -> str:
    """A sentence of this package in the language in force."""
    parts = {name: spoken(part) if isinstance(part, Sentence) else part for name, part in sentence.parts.items()}
    return _(sentence.text).format(**parts)


def _by_clause(figures: Figures, judge: Judge) -> abc.Sequence[tuple[str, Tally]]:
    """The judged clauses in the order of the policy, those nobody ever came under left out."""
    return [(key, figures.clauses[key]) for key in judge.policy.clauses if key in figures.clauses]


def _titles(clause: Clause) -> dict[str, str]:
    return {language: clause.title[language] for language in LANGUAGES}


def _row(name: str, tally: Tally, hint: str = "") -> dict[str, Any]:
    return {
        "name": name,
        "hint": hint,
        **{verdict: f"{count:,}" for verdict, count in tally.counts.items()},
        "total": f"{tally.total:,}",
        "rate": tally.rate,
        "median": span(tally.percentile(0.5)),
        "p90": span(tally.percentile(0.9)),
    }


def stamp(at: datetime | None) -> str:
    """A time in UTC, for tables that programs read; empty where there is none."""
    return "" if at is None else at.isoformat()
