"""Tags and filters of the look."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from gensui.cases.thread import Standing
from gensui.core.policy.values import Texts
from gensui.ledger.models import Obligation
from gensui.people import phones
from gensui.ui import clock as clocks
from gensui.ui import thread as threads
from gensui.ui.thread import Size

register = template.Library()
TAGS = {"zh-hant": "zh-Hant", "zh-hans": "zh-Hans"}


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


@register.inclusion_tag("ui/clock.html")
def clock(duty: Obligation, at: datetime) -> dict[str, Any]:
    """A clock: shape, word and time."""
    found = clocks.clock(duty, at)
    return {"clock": found, "left": clock_left(found.left), "state": found.state}


def clock_left(left: timedelta) -> str:
    """What is left, or how late it is, as the script will go on counting."""
    seconds = abs(int(left.total_seconds()))
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, seconds = divmod(rest, 60)
    if days:
        return f"{days * 24 + hours}:{minutes:02d}:{seconds:02d}"
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


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
