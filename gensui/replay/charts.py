"""The charts of a report, drawn as SVG here, so that the page needs no script and looks the same on paper."""

from collections import abc
from typing import Any

import altair as alt
import vl_convert
from django.utils.translation import gettext as _

from gensui.replay.figures import Figures, Tally
from gensui.replay.judging import VERDICTS
from gensui.replay.verdicts import verdict_names

INK, QUIET, LINE = "#1d2829", "#57625f", "#e3ddcf"
COLOURS = {"kept": "#1b6656", "late": "#c79a4b", "open": "#9db3c2", "overdue": "#a93226"}
FONT = "system-ui, 'PingFang TC', 'Noto Sans CJK TC', 'Microsoft JhengHei', sans-serif"
WIDTH = 720
MOST_BARS = 15


def shares(groups: abc.Sequence[tuple[str, Tally]]) -> str:
    """A bar for each group, divided by verdict."""
    names = verdict_names()
    rows = [
        {
            "group": _short(name),
            "place": place,
            "verdict": names[verdict],
            "order": order,
            "count": tally.counts[verdict],
        }
        for place, (name, tally) in enumerate(groups[:MOST_BARS])
        for order, verdict in enumerate(VERDICTS)
        if tally.counts[verdict]
    ]
    chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(height=14)
        .encode(
            y=alt.Y("group:N", sort=alt.SortField("place"), title=None, axis=alt.Axis(labelLimit=260)),
            x=alt.X("count:Q", title=_("promises"), axis=alt.Axis(format=",.0f", tickCount=6)),
            color=_verdict_colour(),
            order="order:Q",
        )
        .properties(width=WIDTH - 260, height=alt.Step(24))
    )
    return _svg(chart)


def months(figures: Figures) -> str:
    """Month by month, by the month in which each promise fell due."""
    names = verdict_names()
    rows = [
        {"month": month, "verdict": names[verdict], "order": order, "count": tally.counts[verdict]}
        for month, tally in figures.by_month()
        for order, verdict in enumerate(VERDICTS)
        if tally.counts[verdict]
    ]
    chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(width={"band": 0.7})
        .encode(
            x=alt.X("month:N", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y("count:Q", title=_("promises"), axis=alt.Axis(format=",.0f", tickCount=5)),
            color=_verdict_colour(),
            order="order:Q",
        )
        .properties(width=WIDTH, height=200)
    )
    return _svg(chart)


def lateness(figures: Figures) -> str:
    """How late those were that were not in time."""
    names = [
        _("up to 1 min"), _("10 min"), _("1 h"), _("4 h"), _("1 day"), _("1 week"), _("30 days"), _("longer"),
    ]  # fmt: skip
    rows = [
        {"step": name, "place": place, "count": count}
        for place, (name, count) in enumerate(zip(names, figures.all.steps(), strict=True))
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("step:N", sort=alt.SortField("place"), title=None, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("count:Q", title=_("promises"), axis=alt.Axis(format=",.0f", tickCount=5)),
    )
    bars = base.mark_bar(color=COLOURS["overdue"], width={"band": 0.6})
    numbers = base.mark_text(dy=-7, color=QUIET, font=FONT).encode(text=alt.Text("count:Q", format=",.0f"))
    return _svg((bars + numbers).properties(width=WIDTH, height=180))


def _verdict_colour() -> alt.Color:
    names = verdict_names()
    scale = alt.Scale(domain=[names[verdict] for verdict in VERDICTS], range=[COLOURS[verdict] for verdict in VERDICTS])
    return alt.Color("verdict:N", scale=scale, legend=alt.Legend(title=None, orient="top", symbolType="square"))


def _short(name: str) -> str:
    return (name if len(name) <= 40 else f"{name[:39]}…") or "–"


def _svg(chart: Any) -> str:
    styled = chart.configure(
        font=FONT, background="transparent", padding={"left": 24, "right": 12, "top": 4, "bottom": 4}
    ).configure_view(strokeWidth=0)
    styled = styled.configure_axis(
        labelColor=QUIET, titleColor=QUIET, domainColor=LINE, tickColor=LINE, gridColor=LINE, labelFontSize=12,
        titleFontSize=12, titleFontWeight="normal",
    ).configure_legend(labelColor=INK, labelFontSize=12)  # fmt: skip
    svg: str = vl_convert.vegalite_to_svg(styled.to_dict())
    return svg
