"""A decision made outside the house is entered by one, and counts once somebody without a part in the matter has confirmed it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from gensui.oversight import reviewers
from gensui.oversight.models import Appeal, SheetAppeal
from gensui.oversight.reviewers import Matter
from gensui.oversight.sanction_refusals import EnteredBefore, NothingEntered, SecondPerson
from gensui.people.access import NotYours
from gensui.people.models import Employee

WAITS: Any = _(
    "{by} entered what {outside} decided on an appeal of {name}. Compare it with the paper, on your own page; it counts "
    "once you or another has confirmed it."
)
SENT_BACK: Any = _("{by} did not confirm what you entered as decided outside on the appeal of {name}: {words}")

Either = Appeal | SheetAppeal


def enter(appeal: Either, decision: str, terms: Mapping[str, Any], actor: Employee, at: datetime) -> None:
    """Keep what was decided outside. It is nothing yet. Refuses while another entry waits (``EnteredBefore``)."""
    if appeal.entered:
        raise EnteredBefore
    appeal.entered, appeal.entered_terms = decision, dict(terms)
    appeal.entered_by, appeal.entered_at = actor, at
    appeal.save()


def require_second(appeal: Either, matter: Matter, actor: Employee) -> Employee:
    """Who entered it, for whoever may confirm it or send it back.

    Refuses where nothing waits (``NothingEntered``), whoever entered it or had a part (``SecondPerson``), and whoever else is not
    of those who may (``NotYours``).
    """
    by = appeal.entered_by
    if not appeal.entered or by is None:
        raise NothingEntered
    if actor in (by, *matter.parts):
        raise SecondPerson
    if actor not in seconds(appeal, matter):
        raise NotYours(str(actor.get_role_display()))
    return by


def seconds(appeal: Either, matter: Matter) -> list[Employee]:
    """Who may confirm what was entered; nobody where nothing waits. One query."""
    if not appeal.entered or appeal.entered_by is None:
        return []
    return reviewers.seconds(matter, appeal.entered_by)


def clear(appeal: Either) -> None:
    """Nothing waits any more. The caller saves."""
    appeal.entered, appeal.entered_terms, appeal.entered_by, appeal.entered_at = "", {}, None, None


def told(appeal: Either, matter: Matter) -> Iterable[tuple[Employee, dict[str, str]]]:
    """Whom to tell that something waits for them, and with which words."""
    by = appeal.entered_by.name if appeal.entered_by else ""
    words = {"by": by, "outside": appeal.outside, "name": matter.about.name}
    return [(one, words) for one in seconds(appeal, matter)]
