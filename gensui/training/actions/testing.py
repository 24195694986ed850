"""The test of a session: begun, handed in within its time, made up within limits; its result corrected with a reason."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from gensui.core.events import people as events
from gensui.ledger import policies
from gensui.ledger.requests import house_key
from gensui.people.access import NotYours
from gensui.people.actions import one as people
from gensui.people.models import Employee
from gensui.people.refusals import need_words
from gensui.training import access
from gensui.training.actions.turn import happen, roles_of
from gensui.training.models import Attempt, Correction, Seat
from gensui.training.questions import score as marked
from gensui.training.refusals import HandedIn, NotAttended, NoTriesLeft, OwnTrainer, PassedAlready, TimeUp, TooSoon

GRACE = timedelta(seconds=30)
"""What a slow network may take."""
"""Between a test that was not passed and its make-up."""


def _lock(seat: Seat) -> Seat:
    rows = Seat.objects.select_related("session__course", "session__trainer", "employee__department__site")
    return rows.select_for_update(of=("self",)).get(pk=seat.pk)


@transaction.atomic
def begin_test(*, seat: Seat, actor: Employee, at: datetime) -> Attempt:
    """Begin the test, or go on with the one that runs.

    Refuses another's (``NotYours``), who has not attended (``NotAttended``), what is passed (``PassedAlready``), the fourth
    try (``NoTriesLeft``), and a make-up within the hour (``TooSoon``).
    """
    found = _lock(seat)
    course = found.session.course
    if found.employee_id != actor.pk:
        raise NotYours(str(actor.get_role_display()))
    if found.attended_at is None or not course.questions:
        raise NotAttended
    if found.passed_at is not None:
        raise PassedAlready
    last = found.attempts.order_by("-number").first()
    if last is not None and last.handed_in_at is None and at <= last.ends_at:
        return last
    if last is not None and last.number >= course.tries:
        raise NoTriesLeft
    if last is not None and at < (
        again := min(last.handed_in_at or last.ends_at, last.ends_at) + policies.span_at("test_again", at)
    ):
        raise TooSoon(f"{again.astimezone(ZoneInfo(found.employee.department.site.zone)):%H:%M}")
    return Attempt.objects.create(
        seat=found, number=last.number + 1 if last else 1, questions=course.questions, started_at=at,
        ends_at=at + timedelta(minutes=course.minutes),
    )  # fmt: skip


@transaction.atomic
def hand_in(*, attempt: Attempt, answers: Sequence[Sequence[int]], actor: Employee, at: datetime) -> Attempt:
    """Hand the answers in; they are marked at once, and who passes has a certificate.

    Refuses another's (``NotYours``), what was handed in (``HandedIn``), and after its time (``TimeUp``).
    """
    seat = _lock(attempt.seat)
    if seat.employee_id != actor.pk:
        raise NotYours(str(actor.get_role_display()))
    found = Attempt.objects.get(pk=attempt.pk)
    if found.handed_in_at is not None:
        raise HandedIn
    if at > found.ends_at + GRACE:
        raise TimeUp
    found.answers, found.handed_in_at = [list(one) for one in answers], at
    found.score = marked(found.questions, answers)
    found.save(update_fields=["answers", "handed_in_at", "score"])
    _take(seat, max(found.score, seat.score or 0), actor, at)
    return found


@transaction.atomic
def correct_result(*, seat: Seat, score: int, reason: str, actor: Employee, at: datetime) -> Correction:
    """Put a result right; what it was stays to be read. Below the pass mark the certificate is void.

    Refuses who does not run the session (``NotYours``), the own result (``OwnTrainer``), no reason (``NoReason``), and the
    result of somebody who was not there (``NotAttended``).
    """
    found = _lock(seat)
    access.require_runs(actor, found.session)
    if found.employee_id == actor.pk:
        raise OwnTrainer
    need_words(reason)
    if found.attended_at is None:
        raise NotAttended
    correction = Correction.objects.create(
        seat=found, before=found.score, after=score, reason=reason.strip()[:400], corrected_by=actor, corrected_at=at
    )
    happen(
        found.employee, events.TrainingCorrected, actor=actor.key, roles={}, at=at, once=house_key(f"corrected:{correction.pk}"),
        training=found.session.course.kind, score=score,
    )  # fmt: skip
    _take(found, score, actor, at)
    return correction


def _take(seat: Seat, score: int, actor: Employee, at: datetime) -> None:
    passes = score >= seat.session.course.pass_mark
    newly = passes and seat.passed_at is None
    seat.score, seat.passed_at = score, (seat.passed_at or at) if passes else None
    if newly:
        seat.certificate = seat.certificate or f"T{at:%Y}-{seat.pk:06d}"
    seat.save(update_fields=["score", "passed_at", "certificate"])
    if newly:
        if seat.session.course.kind == "induction":
            people.finish_induction(employee=seat.employee, actor=actor.key, at=at)
        happen(
            seat.employee, events.TrainingPassed, actor=actor.key, at=at, once=house_key(f"passed:{seat.pk}:{at:%Y%m%d%H%M%S}"),
            roles=roles_of(seat.employee, at, trainer=seat.session.trainer.key), training=seat.session.course.kind,
            score=score,
        )  # fmt: skip
