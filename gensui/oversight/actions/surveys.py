"""The yearly survey of owners (5.2.7): opened for some weeks, answered once each and without a name, closed."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gensui.core.events import company as events
from gensui.ledger import outbox
from gensui.oversight import access
from gensui.oversight.access import Actor
from gensui.oversight.actions.turn import happen
from gensui.oversight.models import Survey, SurveyAnswer
from gensui.oversight.refusals import BadSurveyTime, NobodyAnswered, SurveyAnsweredAlready, SurveyOpen, SurveyOver
from gensui.oversight.surveys import ASKED_OF, token_of
from gensui.people import acting
from gensui.people.acting import NOW, Entry, System, repeatable, was_done
from gensui.people.languages import in_language
from gensui.people.models import Employee, Resident, Site

SHORTEST, LONGEST = timedelta(days=7), timedelta(days=60)


@repeatable
def open_survey(*, site: Site, until: datetime, actor: Employee, at: datetime, entry: Entry = NOW) -> Survey:
    """Ask the owners of a community until a day; each reads it as a notice.

    Refuses who is not of the office (``NotYours``), less than a week or more than two months (``BadSurveyTime``), and while
    another survey is open (``SurveyOpen``).
    """
    access.require(actor, "survey", site.pk, "")
    Site.objects.select_for_update().get(pk=site.pk)
    if was_done(entry):
        return Survey.objects.filter(site=site).latest("pk")
    if not SHORTEST <= until - at <= LONGEST:
        raise BadSurveyTime(SHORTEST.days, LONGEST.days)
    if Survey.objects.filter(site=site, closed_at=None).exists():
        raise SurveyOpen
    asked = list(_asked(site))
    survey = Survey.objects.create(site=site, opened_by=actor, opened_at=at, until=until, asked=len(asked))
    _tell(survey, asked, at)

    event = events.SurveyOpened(period=f"{at.year}", asked=len(asked))
    happen(survey.stream, event, actor=actor, site=site, department="administration", at=at, entry=entry)
    return survey


def _asked(site: Site) -> list[Resident]:
    there = Resident.objects.present().filter(household__unit__building__site=site)
    return list(there.order_by("pk"))


def _tell(survey: Survey, asked: list[Resident], at: datetime) -> None:
    by_language: dict[str, list[str]] = {}
    for resident in asked:
        by_language.setdefault(resident.language, []).append(resident.key)
    for language, keys in by_language.items():
        with in_language(language):
            body = _(
                "How do you find our service? Five marks and a few words, without your name, on your page until {day}."
            )
        outbox.queue_all(
            stream=survey.stream, to=keys, what="survey", body=body.format(day=f"{survey.until:%Y-%m-%d}"), at=at
        )


@transaction.atomic
def answer_survey(
    *, survey: Survey, marks: Mapping[str, int], text: str, actor: Resident, at: datetime
) -> SurveyAnswer:
    """A resident says what he thinks, once. Who it was is not kept: the log and the answer hold no key of his.

    Refuses who does not live there now (``NotYours``), a survey that is over (``SurveyOver``), and a second answer
    (``SurveyAnsweredAlready``).
    """
    found = Survey.objects.select_for_update().select_related("site").get(pk=survey.pk)
    access.require_resident(actor, found.site)
    if found.closed_at is not None or at >= found.until:
        raise SurveyOver
    kept = {kind: marks[kind] for kind in ASKED_OF if kind in marks}
    try:
        with transaction.atomic():
            answer = SurveyAnswer.objects.create(
                survey=found, token=token_of(found, actor), marks=kept, text=text.strip()
            )
    except IntegrityError:
        raise SurveyAnsweredAlready from None

    event = events.SurveyAnswered(period=f"{found.opened_at.year}")
    happen(found.stream, event, actor=acting.SYSTEM, site=found.site, department="administration", at=at)
    return answer


@transaction.atomic
def close_survey(*, survey: Survey, actor: Actor, at: datetime) -> Survey:
    """The survey is over, and held: the year's promise is kept by it. Closed before, it changes nothing.

    Refuses who is not of the office (``NotYours``), and a survey that nobody has answered (``NobodyAnswered``).
    """
    found = Survey.objects.select_for_update().select_related("site").get(pk=survey.pk)
    access.require(actor, "survey", found.site_id, "")
    if found.closed_at is not None:
        return found
    answered = found.answers.count()
    if not answered and isinstance(actor, Employee):
        raise NobodyAnswered
    found.closed_at = at
    found.save(update_fields=["closed_at"])

    if answered:
        event = events.SurveyHeld(period=f"{found.opened_at.year}", asked=found.asked, answered=answered)
        happen(f"month:{found.site.key}", event, actor=actor, site=found.site, department="administration", at=at)
    return found


def close_ended(*, actor: System, at: datetime) -> int:
    """Close each survey whose day has come; how many. One query where there is none. What nobody answered was not held."""
    ended = Survey.objects.filter(closed_at=None, until__lte=at)
    return sum(close_survey(survey=one, actor=actor, at=at).closed_at == at for one in list(ended))
