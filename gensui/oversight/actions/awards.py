"""Ideas and awards: put forward by figures or by people, decided by people, shown to everybody, then given."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction

from gensui.cases.models import Case
from gensui.core.events import company
from gensui.core.events import people as events
from gensui.ledger import policies
from gensui.ledger import queries as ledger
from gensui.ledger.record import record
from gensui.ledger.requests import house_key
from gensui.oversight import sanction_access as access
from gensui.oversight import shortlist
from gensui.oversight.models import Award, Idea, Share, Vote
from gensui.oversight.sanction_refusals import (
    BadBonus,
    BadPilot,
    FutureMonth,
    NoMajority,
    NotQualified,
    NotTogether,
    OnNotice,
    StarTaken,
    WrongStage,
)
from gensui.oversight.streams import filled, happen, local, shown, term
from gensui.people import queries as people
from gensui.people.access import NotYours
from gensui.people.acting import NOW, Entry, System, done_in, repeatable, was_done
from gensui.people.models import Employee, Site
from gensui.people.refusals import need_words

LEAST, MOST = 30_000, 50_000
"""The bonus of a star, in fen."""


def open_months(*, actor: System, at: datetime) -> int:
    """At the beginning of a month: the stars of the one before are to be chosen. Once for each community; how many."""
    opened = 0
    for site in Site.objects.order_by("pk"):
        today = local(site, at).date()
        period = f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"
        key = house_key(f"award.due:{site.key}:{period}")
        if today.day > 5 or ledger.was_recorded(key):
            continue
        with transaction.atomic():
            Site.objects.select_for_update().get(pk=site.pk)  # of two workers, one writes
            if ledger.was_recorded(key):
                continue
            roles = people.roles_at(site, "administration", at)
            record(
                stream=f"stars:{site.key}:{period}", event=company.AwardDue(period=period), actor=actor.key, roles=roles, at=at,
                client_key=key,
            )  # fmt: skip
        opened += 1
    return opened


@repeatable
def nominate_star(
    *, employee: Employee, month: date, reason: str, bonus_fen: int, actor: Employee, at: datetime, entry: Entry = NOW
) -> Award:
    """Put somebody forward as a star of a month that has ended.

    Refuses who the figures speak against (``NotQualified``), a second time in one month (``StarTaken``), a bonus beyond the
    bounds (``BadBonus``), and who does not choose (``NotYours``).
    """
    employee = Employee.objects.select_related("user", "department__site").get(pk=employee.pk)
    site, month = employee.department.site, month.replace(day=1)
    access.require_here(actor, "nominate_star", site)
    if stream := done_in(entry):
        return _of_stream(stream)
    if month + relativedelta(months=1) > local(site, at).date():
        raise FutureMonth(f"{month:%Y-%m}")
    need_words(reason)
    if not LEAST <= bonus_fen <= MOST:
        raise BadBonus(f"{LEAST // 100}", f"{MOST // 100}")
    standing = shortlist.standing_of(site, month, employee)
    if standing is None or not standing.qualifies:
        raise NotQualified(employee.name)
    if standing.starred:
        raise StarTaken(employee.name)

    figures = [[one.key, one.shown] for one in shortlist.judged(standing)]
    award = Award.objects.create(
        site=site,
        kind=Award.Kind.STAR,
        month=month,
        reason=reason.strip(),
        figures=figures,
        nominated_by=actor,
        nominated_at=at,
    )
    Share.objects.create(award=award, employee=employee, amount_fen=bonus_fen)
    nominated = events.AwardNominated(period=award.period, filled=tuple(key for key, _shown in figures))
    happen(award.stream, employee, nominated, actor=actor, at=at, entry=entry)
    return award


@repeatable
def nominate_team(
    *, site: Site, month: date, cases: Sequence[Case], members: Sequence[Employee], reason: str, bonus_fen: int,
    actor: Employee, at: datetime, entry: Entry = NOW,
) -> Award:  # fmt: skip
    """Put a team forward, with the cases that show it; the bonus is split evenly, what is left over goes to the first.

    Refuses people of one department alone, or no case (``NotTogether``), no words (``NoWords``), and strangers (``NotYours``).
    """
    access.require_here(actor, "nominate", site)
    if stream := done_in(entry):
        return _of_stream(stream)
    team = list(
        Employee.objects.filter(pk__in=[one.pk for one in members], department__site=site).select_related(
            "department__site"
        )
    )
    if len({one.department_id for one in team}) < 2 or not cases or any(one.site_id != site.pk for one in cases):
        raise NotTogether
    need_words(reason)
    award = Award.objects.create(
        site=site,
        kind=Award.Kind.TEAMWORK,
        month=month.replace(day=1),
        reason=reason.strip(),
        nominated_by=actor,
        nominated_at=at,
    )
    award.cases.set(cases)
    part, rest = divmod(bonus_fen, len(team))
    Share.objects.bulk_create(
        Share(award=award, employee=one, amount_fen=part + (rest if place == 0 else 0))
        for place, one in enumerate(team)
    )
    for place, one in enumerate(team):
        nominated = events.AwardProposed(period=award.period, award=award.number)
        happen(award.stream, one, nominated, actor=actor, at=at, entry=entry if place == 0 else NOW)
    return award


def _of_stream(stream: str) -> Award:
    return Award.objects.get(pk=int(stream.removeprefix("award:W")))


def _lock(award: Award) -> Award:
    return Award.objects.select_related("site", "idea").select_for_update(of=("self",)).get(pk=award.pk)


def _stands(found: Award | Idea, *states: str) -> None:
    if found.state not in states:
        raise WrongStage(found.number, str(found.get_state_display()))


def _each(found: Award, make: Any, actor: Employee, at: datetime, entry: Entry) -> None:
    """The same for everybody who has a share, in one stream."""
    shares = found.shares.select_related("employee__user", "employee__department__site").order_by("pk")
    for place, share in enumerate(shares):
        happen(found.stream, share.employee, *make(share), actor=actor, at=at, entry=entry if place == 0 else NOW)


@repeatable
def decide_award(*, award: Award, actor: Employee, at: datetime, entry: Entry = NOW) -> Award:
    """Decide what was put forward: it goes on public notice, and is given after that. The general manager's alone."""
    found = _lock(award)
    access.require_here(actor, "decide_award", found.site)
    if was_done(entry):
        return found
    _stands(found, "nominated")
    found.state, found.decided_by, found.decided_at = Award.State.DECIDED, actor, at
    found.public_until = term("star_notice", at)
    found.save(update_fields=["state", "decided_by", "decided_at", "public_until"])

    entered = filled(figures=found.figures, reason=found.reason)
    _each(
        found,
        lambda _share: (
            events.AwardDecided(period=found.period, filled=entered),
            events.AwardPublished(period=found.period, award=found.number),
        ),
        actor, at, entry,
    )  # fmt: skip
    return found


@repeatable
def withdraw_award(*, award: Award, words: str, actor: Employee, at: datetime, entry: Entry = NOW) -> Award:
    """Withdraw an award before it is given, as after an objection. Refuses no reason (``NoWords``), and once it is given."""
    found = _lock(award)
    access.require_here(actor, "withdraw_award", found.site)
    if was_done(entry):
        return found
    _stands(found, "nominated", "decided")
    need_words(words)
    found.state, found.withdrawn_at, found.objection = Award.State.WITHDRAWN, at, words.strip()
    found.save(update_fields=["state", "withdrawn_at", "objection"])

    _each(found, lambda _share: (events.AwardWithdrawn(period=found.period, award=found.number),), actor, at, entry)
    return found


@repeatable
def give_award(*, award: Award, actor: Employee, at: datetime, entry: Entry = NOW) -> Award:
    """The certificate was handed over and the bonus goes to the payroll. Refuses while it is on public notice (``OnNotice``)."""
    found = _lock(award)
    access.require_here(actor, "give_award", found.site)
    if was_done(entry):
        return found
    _stands(found, "decided")
    if found.public_until is not None and at < found.public_until:
        raise OnNotice(shown(found.site, found.public_until))
    found.state, found.given_by, found.given_at = Award.State.GIVEN, actor, at
    found.save(update_fields=["state", "given_by", "given_at"])

    _each(found, lambda _share: (events.AwardGiven(period=found.period),), actor, at, entry)
    return found


@repeatable
def submit_idea(*, title: str, proposal: str, effect: str, actor: Employee, at: datetime, entry: Entry = NOW) -> Idea:
    """Propose how something could be done better; an answer comes within twenty working days. Refuses no words (``NoWords``)."""
    need_words(title, proposal)
    if stream := done_in(entry):
        return Idea.objects.get(pk=int(stream.removeprefix("idea:I")))
    found = Idea.objects.create(
        site=actor.department.site, employee=actor, title=title.strip()[:80], proposal=proposal.strip(), effect=effect,
        submitted_at=at,
    )  # fmt: skip
    submitted = events.IdeaSubmitted(idea=found.number, filled=("effect_type",) if found.effect else ())
    happen(found.stream, actor, submitted, actor=actor, at=at, entry=entry)
    return found


def _lock_idea(idea: Idea) -> Idea:
    rows = Idea.objects.select_related("site", "employee__user", "employee__department__site")
    return rows.select_for_update(of=("self",)).get(pk=idea.pk)


@repeatable
def try_idea(*, idea: Idea, answer: str, pilot_until: date, actor: Employee, at: datetime, entry: Entry = NOW) -> Idea:
    """Take an idea up: it is tried for one month to three, then measured. Refuses another length (``BadPilot``)."""
    found = _lock_idea(idea)
    access.require_here(actor, "answer_idea", found.site)
    if was_done(entry):
        return found
    _stands(found, "submitted")
    today = local(found.site, at).date()
    if not today + relativedelta(months=1) <= pilot_until <= today + relativedelta(months=3):
        raise BadPilot
    found.pilot_until = pilot_until
    return _answered(found, Idea.State.PILOT, answer, actor, at, entry)


@repeatable
def decline_idea(*, idea: Idea, answer: str, actor: Employee, at: datetime, entry: Entry = NOW) -> Idea:
    """Do not take an idea up, and say why. Refuses no words (``NoWords``)."""
    found = _lock_idea(idea)
    access.require_here(actor, "answer_idea", found.site)
    if was_done(entry):
        return found
    _stands(found, "submitted")
    return _answered(found, Idea.State.DECLINED, answer, actor, at, entry)


def _answered(found: Idea, state: Idea.State, answer: str, actor: Employee, at: datetime, entry: Entry) -> Idea:
    need_words(answer)
    found.state, found.answer, found.answered_by, found.answered_at = state, answer.strip(), actor, at
    found.save(update_fields=["state", "answer", "answered_by", "answered_at", "pilot_until"])

    decided = events.IdeaDecided(idea=found.number, filled=("answer",))
    happen(found.stream, found.employee, decided, actor=actor, at=at, entry=entry)
    return found


@repeatable
def measure_idea(*, idea: Idea, before: str, after: str, actor: Employee, at: datetime, entry: Entry = NOW) -> Idea:
    """What it was before and what it is after the trial; the committee votes on it. Refuses no figures (``NoWords``)."""
    found = _lock_idea(idea)
    access.require_here(actor, "measure_idea", found.site)
    if was_done(entry):
        return found
    _stands(found, "pilot")
    need_words(before, after)
    found.state, found.before, found.after, found.measured_at = (
        Idea.State.MEASURED,
        before.strip()[:200],
        after.strip()[:200],
        at,
    )
    found.save(update_fields=["state", "before", "after", "measured_at"])

    measured = events.IdeaPiloted(idea=found.number, filled=("before", "after"))
    happen(found.stream, found.employee, measured, actor=actor, at=at, entry=entry)
    return found


@transaction.atomic
def vote_idea(*, idea: Idea, agrees: bool, actor: Employee, at: datetime, entry: Entry = NOW) -> Vote:
    """A member of the committee votes; again, it is the last vote that counts. Nobody votes on the own idea (``NotYours``)."""
    found = _lock_idea(idea)
    access.require_here(actor, "vote_idea", found.site)
    if actor.pk == found.employee_id:
        raise NotYours(str(actor.get_role_display()))
    _stands(found, "measured")
    vote, _new = Vote.objects.update_or_create(idea=found, member=actor, defaults={"agrees": agrees, "voted_at": at})
    return vote


@transaction.atomic
def award_idea(*, idea: Idea, bonus_fen: int, actor: Employee, at: datetime, entry: Entry = NOW) -> Award:
    """Put a measured idea forward for the innovation award, once most of the committee agreed (``NoMajority``)."""
    found = _lock_idea(idea)
    access.require_here(actor, "nominate_star", found.site)
    _stands(found, "measured")
    votes = list(found.votes.values_list("agrees", flat=True))
    wanted = policies.number_at("idea_votes", at)
    if len(votes) < wanted or sum(votes) * 2 <= len(votes):
        raise NoMajority(sum(votes), len(votes), wanted)
    found.state = Idea.State.AWARDED
    found.save(update_fields=["state"])
    award = Award.objects.create(
        site=found.site, kind=Award.Kind.INNOVATION, month=local(found.site, at).date().replace(day=1), reason=found.title,
        figures=[[found.before, found.after]], idea=found, nominated_by=actor, nominated_at=at,
    )  # fmt: skip
    Share.objects.create(award=award, employee=found.employee, amount_fen=bonus_fen)

    nominated = events.AwardProposed(period=award.period, award=award.number)
    happen(found.stream, found.employee, nominated, actor=actor, at=at, entry=entry)
    return award
