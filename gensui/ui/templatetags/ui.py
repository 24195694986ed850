"""Tags and filters of the look."""

from collections.abc import Container, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import template
from django.db import DatabaseError
from django.forms import BoundField
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from gensui.cases.thread import Standing
from gensui.core.policy import sentences
from gensui.core.policy.values import Texts
from gensui.core.worktime import Duration
from gensui.ledger import policies
from gensui.ledger.models import Obligation
from gensui.ledger.wording import name_of
from gensui.oversight import money
from gensui.people import phones
from gensui.people.models import Site
from gensui.policies.spoken import spoken
from gensui.ui import clock as clocks
from gensui.ui import references, spreads, wording
from gensui.ui import spark as sparks
from gensui.ui import thread as threads
from gensui.ui.readable import readable
from gensui.ui.thread import Size

register = template.Library()
TAGS = {"zh-hant": "zh-Hant", "zh-hans": "zh-Hans"}


register.filter(readable)


@register.inclusion_tag("ui/hotlines.html")
def hotlines() -> dict[str, Any]:
    """The telephone of each community, for who is not let in, or whom the system fails. One query; none, where there is no
    database.
    """
    try:
        return {"sites": list(Site.objects.exclude(hotline="").order_by("name"))}
    except DatabaseError:
        return {"sites": []}


@register.simple_tag
def html_lang() -> str:
    """The language of the page, as HTML names it."""
    language = get_language() or ""
    return TAGS.get(language, language)


@register.simple_tag
def thread(standings: Sequence[Standing], size: Size = "small") -> SafeString:
    """The thread of a case: a drawing, and a list in words behind it.

    The small one stands in every row of every list, so it is put together here; the large one is a template.
    """
    box, knots = threads.draw(standings, size)
    if size == "large":
        context = {"box": box, "knots": knots, "size": size, "end": box.width - box.margin}
        return render_to_string("ui/thread.html", context)
    words = "".join(f"<li>{escape(knot.words)}</li>" for knot in knots)
    label = escape(gettext("The thread"))
    return mark_safe(f'{threads.small(box, knots, size)}<ol class="sr" aria-label="{label}">{words}</ol>')


@register.simple_tag
def clock(duty: Obligation, at: datetime) -> SafeString:
    """A clock: shape, word and time."""
    return mark_safe(clocks.drawn(clocks.clock(duty, at)))


@register.simple_tag
def clauses(*meanings: str) -> SafeString:
    """The clauses by which the policy promises what is meant, each with its page."""
    links = ((reverse("clause", args=[clause]), clause) for clause in policies.meant(*meanings))
    return format_html_join(" ", '<a href="{}">{}</a>', links)


@register.simple_tag
def sparkline(sheets: Sequence[Any], not_whole: Container[str]) -> SafeString:
    """How the totals of somebody's sheets went; a month that was not whole bears a star."""
    names = [f"{sheet.month.period}*" if sheet.month.period in not_whole else sheet.month.period for sheet in sheets]
    totals = [sheet.total for sheet in sheets]
    said = ", ".join(f"{name} {'–' if total is None else total}" for name, total in zip(names, totals, strict=True))
    line = [(name, None if total is None else float(total) / 100) for name, total in zip(names, totals, strict=True)]
    return mark_safe(sparks.drawn(line, said))


@register.simple_tag
def spark(months: Sequence[tuple[str, float | None]]) -> SafeString:
    """The share kept, month by month, as a small line."""
    words = ", ".join(f"{month} {share:.0%}" for month, share in months if share is not None)
    said = gettext("kept in time: {months}").format(months=words) if words else gettext("nothing to count")
    return mark_safe(sparks.drawn(months, said))


@register.simple_tag
def reach(low: Decimal, rate: Decimal, high: Decimal) -> SafeString:
    """Where the true rate may lie, drawn."""
    said = gettext("{rate} %, the true rate between {low} and {high} %").format(rate=rate, low=low, high=high)
    return mark_safe(spreads.span(float(low), float(rate), float(high), said))


@register.simple_tag
def grades(labels: Sequence[str], counts: Sequence[int]) -> SafeString:
    """How the sheets of a department fall on the grades, drawn."""
    said = ", ".join(f"{label} {count}" for label, count in zip(labels, counts, strict=True))
    return mark_safe(spreads.grades(counts, said))


@register.simple_tag
def scores(totals: Sequence[Decimal]) -> SafeString:
    """How the scores of a department lie, drawn."""
    return mark_safe(spreads.scores([float(total) for total in totals], ", ".join(map(str, totals))))


@register.inclusion_tag("ui/forms/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A field with its label, its hint and its mistake."""
    return {"field": bound}


@register.filter
def span(duration: timedelta | None) -> str:
    """A length of time in words."""
    return threads.span(duration)


@register.filter
def phone(number: str) -> str:
    """A number as people read it."""
    return phones.readable(number)


@register.filter
def said(texts: Texts) -> str:
    """A text of the policy in the reader's language."""
    return texts[get_language() or ""]


@register.filter
def yuan(fen: int) -> str:
    """So many fen as yuan."""
    return money.yuan(fen)


@register.filter
def kind(key: str) -> str:
    """The kind of a clause as a word."""
    return str(wording.KINDS.get(key, key))


@register.filter
def way(key: str) -> str:
    """By what a clause is kept, in words."""
    return str(wording.WAYS[key])


@register.filter
def checks(keys: Sequence[str]) -> str:
    """How a clause is checked, in words."""
    return ", ".join(str(wording.CHECKS.get(key, key)) for key in keys)


@register.filter
def event_name(kind: str) -> str:
    """What kind of thing happened, as a word."""
    return name_of(kind)


@register.filter
def limit(duration: Duration | None) -> str:
    """A limit of the policy in words: five working days, the end of the day."""
    return spoken(sentences.in_words(duration)) if duration is not None else "–"


@register.filter
def reference(stream: str) -> str:
    """What people call a stream of the ledger."""
    return references.reference(stream)
