"""What phones send when they have signal again: each entry once, in the order of the phone, whatever was cut off on the way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import IntegrityError, transaction

from gensui.cases.models import Category
from gensui.core.refusal import Refusal
from gensui.ledger.refusals import KeyReused, StreamMoved
from gensui.ledger.requests import digest_of_request
from gensui.people.acting import Entry
from gensui.people.models import Employee
from gensui.rounds import access, tags
from gensui.rounds.actions import finding, tagging, walking
from gensui.rounds.actions.finding import Found
from gensui.rounds.actions.walking import Proved
from gensui.rounds.models import Finding, Plan, Point, Round, Scan, Sent
from gensui.rounds.plausible import Place
from gensui.rounds.refusals import BadEntry, NotOnRoute, TooOld, WrongCode

WALKED = ("scan", "finish", "leave")
KINDS = ("start", *WALKED, "finding", "tag")
MOST = 60
"""Entries in one submission."""
OLDEST = timedelta(days=30)
TRIES = 5
TAKEN, REFUSED = Sent.Outcome.TAKEN, Sent.Outcome.REFUSED


@dataclass(frozen=True, slots=True)
class Said:
    """One entry of a phone, read: its key and place in the phone's order, when by our clock and by the phone's, and its words."""

    key: str
    number: int
    kind: str
    round: str
    at: datetime
    device_at: datetime
    off_then: timedelta
    off_now: timedelta
    words: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """A digest of what the phone sent: equal when it sends the same entry again."""
        return digest_of_request(self.kind, {"round": self.round, "at": self.device_at, "words": self.words})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an entry; ``later`` means that it is to be sent again."""

    key: str
    outcome: str
    code: str = ""
    sentence: str = ""

    @classmethod
    def of(cls, sent: Sent) -> "Answer":
        return cls(sent.key, sent.outcome, sent.code, sent.sentence)


def take_entries(
    *, entries: Sequence[Mapping[str, Any]], device: str, sent_at: datetime, actor: Employee, at: datetime
) -> list[Answer]:
    """Carry out what a phone sends, in the phone's order; what it sent before is answered as before.

    ``sent_at`` is now by the phone's clock: how far that is off corrects all its times. What cannot be carried out is kept with its
    reason. Refuses only what is no list of entries (``BadEntry``).
    """
    if len(entries) > MOST:
        raise BadEntry(f"{len(entries)} > {MOST}")
    off = at - sent_at
    said = sorted((_read(one, off, at) for one in entries), key=lambda one: one.number)
    known = _answered(said, actor)
    fresh = list({one.key: one for one in said if one.key not in known}.values())
    hands = _look_up(fresh, device[:40], actor, at)
    for stretch in _stretches(fresh):
        for answer in _carry_out(stretch, hands):
            known[answer.key] = answer
            if answer.outcome == "later":
                return [known[one.key] for one in said if one.key in known]
    return [known[one.key] for one in said]


@dataclass(frozen=True, slots=True)
class Hands:
    """Whose entries these are, from which phone, received when; and what they speak of, looked up once for all of them."""

    device: str
    actor: Employee
    at: datetime
    plans: Mapping[int, Plan] = field(default_factory=dict)
    points: Mapping[int, Point] = field(default_factory=dict)
    rounds: dict[str, Round] = field(default_factory=dict)


def _answered(said: Sequence[Said], actor: Employee) -> dict[str, Answer]:
    """What was answered before, by key. Other words under a used key are refused. One query."""
    before = {one.key: one for one in Sent.objects.filter(key__in=[one.key for one in said], employee=actor)}
    answers = {}
    for one in said:
        if (sent := before.get(one.key)) is not None:
            same = sent.digest in ("", one.digest)
            answers[one.key] = (
                Answer.of(sent) if same else Answer(one.key, REFUSED, KeyReused.code, KeyReused().sentence)
            )
    return answers


def _look_up(said: Sequence[Said], device: str, actor: Employee, at: datetime) -> Hands:
    """Three queries at most."""
    if not said:
        return Hands(device, actor, at)
    begun = {pk for one in said if one.kind == "start" and isinstance(pk := one.words.get("plan"), int) and pk < 2**62}
    tagged = [str(one.words.get("tag") or "") for one in said if one.kind == "scan"]
    walked = {one.round for one in said if one.kind in WALKED}
    rounds = Round.objects.select_related("plan").filter(key__in=walked) if walked else ()
    return Hands(
        device, actor, at, plans=access.visible_plans(actor).in_bulk(begun) if begun else {}, points=tags.points_of(tagged),
        rounds={one.key: one for one in rounds},
    )  # fmt: skip


def _stretches(said: Sequence[Said]) -> Iterator[list[Said]]:
    """What goes into one transaction: what follows one another on one round; each finding by itself."""
    for _which, group in groupby(said, key=lambda one: (one.round, one.kind == "finding" and one.key)):
        yield list(group)


def _acts(stretch: Sequence[Said]) -> list[list[Said]]:
    """A start, an end, a finding; scans that follow one another are one act."""
    groups = groupby(stretch, key=lambda one: one.kind == "scan" or one.key)
    return [list(group) for _which, group in groups]


def _read(entry: Mapping[str, Any], off: timedelta, at: datetime) -> Said:
    """Refuses what no phone of ours sends (``BadEntry``)."""
    try:
        key, number, kind, words = (
            str(entry["key"]),
            int(entry["n"]),
            str(entry["kind"]),
            dict(entry.get("words") or {}),
        )
        device_at = datetime.fromisoformat(str(entry["at"]))
        off_then = timedelta(milliseconds=float(entry.get("off", off.total_seconds() * 1000)))
        when = min(device_at + off, at)
    except (KeyError, ValueError, TypeError, OverflowError) as bad:
        raise BadEntry(f"{type(bad).__name__}: {bad}"[:80]) from bad
    if kind not in KINDS or not 8 <= len(key) <= 40 or device_at.tzinfo is None or not 0 <= number < 2**31:
        raise BadEntry(f"{kind[:20]} {key[:40]}")
    return Said(key, number, kind, str(entry.get("round") or "")[:40], when, device_at, off_then, off, words)


def _carry_out(stretch: list[Said], hands: Hands) -> Iterator[Answer]:
    """All of a stretch at once; if an act of it is refused, each act by itself, and of refused scans each scan."""
    for _try in range(TRIES):
        try:
            with transaction.atomic():
                for act in _acts(stretch):
                    _do(act, hands)
                rows = [_sent(one, TAKEN, hands) for one in stretch]
                Sent.objects.bulk_create(rows)
            yield from map(Answer.of, rows)
            return
        except StreamMoved:
            _forget(stretch, hands)
        except IntegrityError:  # the same was sent twice at once, and the other was first
            known = _answered(stretch, hands.actor)
            yield from known.values()
            missing = {one.key for one in stretch} - known.keys()
            yield from (Answer(key, "later") for key in sorted(missing))
            return
        except Refusal as refusal:
            _forget(stretch, hands)
            if len(stretch) == 1:
                yield _refused(stretch[0], refusal, hands)
            else:
                acts = _acts(stretch)
                for part in acts if len(acts) > 1 else [[one] for one in stretch]:
                    yield from _carry_out(part, hands)
            return
    yield from (Answer(one.key, "later") for one in stretch)


def _forget(stretch: Sequence[Said], hands: Hands) -> None:
    """What was begun in a transaction that was undone is no longer known."""
    kept = Round.objects.select_related("plan").filter(key=stretch[0].round).first()
    hands.rounds.pop(stretch[0].round, None)
    if kept is not None:
        hands.rounds[kept.key] = kept


def _refused(one: Said, refusal: Refusal, hands: Hands) -> Answer:
    row = _sent(one, REFUSED, hands, refusal)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # the same was sent twice at once, and the other was first
        return _answered([one], hands.actor).get(one.key) or Answer(one.key, "later")
    return Answer.of(row)


def _sent(one: Said, outcome: str, hands: Hands, refusal: Refusal | None = None) -> Sent:
    return Sent(
        key=one.key, employee=hands.actor, device=hands.device, number=one.number, kind=one.kind, device_at=one.device_at,
        received_at=hands.at, outcome=outcome, code=refusal.code[:40] if refusal else "",
        sentence=refusal.sentence[:400] if refusal else "", said={"round": one.round, **one.words} if refusal else {},
        digest=one.digest,
    )  # fmt: skip


def _do(act: list[Said], hands: Hands) -> None:
    first, actor, at = act[0], hands.actor, hands.at
    if at - first.at > OLDEST:
        raise TooOld(OLDEST.days)
    if first.kind == "start":
        plan = hands.plans.get(_number(first, "plan"))
        if plan is None:
            raise BadEntry("plan")
        hands.rounds[first.round] = walking.start_round(
            plan=plan, key=first.round, device=hands.device, actor=actor, at=at, entry=_entry(first)
        )
        return
    if first.kind == "finding":
        finding.report_finding(
            site=actor.department.site, found=_found(first, actor), actor=actor, at=at, entry=_entry(first)
        )
        return
    if first.kind == "tag":
        point = Point.objects.filter(pk=_number(first, "point"), site=actor.department.site_id).first()
        if point is None:
            raise BadEntry("point")
        tagging.report_tag(point=point, fault=str(first.words.get("fault")), actor=actor, at=at, entry=_entry(first))
        return
    round = hands.rounds.get(first.round)
    if round is None:
        raise BadEntry("round")
    note = str(first.words.get("note") or "")
    if first.kind == "scan":
        proved = [_proved(one, round, hands) for one in act]
        walking.prove_points(round=round, proved=proved, actor=actor, at=at, once=first.key)
    elif first.kind == "finish":
        walking.finish_round(round=round, note=note, actor=actor, at=at, entry=_entry(first))
    else:
        walking.leave_undone(round=round, note=note, actor=actor, at=at, entry=_entry(first))


def _entry(one: Said) -> Entry:
    return Entry(happened_at=one.at, once=one.key)


def _proved(one: Said, round: Round, hands: Hands) -> Proved:
    words, proof = one.words, str(one.words.get("proof"))
    if proof not in (*Scan.SCANNED, Scan.Proof.TYPED, Scan.Proof.MANUAL):
        raise BadEntry("proof")
    if proof in Scan.SCANNED:
        point = tags.read(str(words.get("tag") or ""), hands.actor.department.site, hands.points, one.at)
    else:
        point = _point(one, round)
    if proof == Scan.Proof.TYPED and not tags.is_code(point, str(words.get("code") or ""), one.at):
        raise WrongCode(point.name)
    answers = words.get("answers")
    return Proved(
        point=point, proof=proof, at=one.at, device_at=one.device_at, place=_place(words.get("place")),
        answers=answers if isinstance(answers, dict) else {}, photos=_digests(words), note=str(words.get("note") or ""),
        off_then=one.off_then, off_now=one.off_now,
    )  # fmt: skip


def _point(one: Said, round: Round) -> Point:
    point = Point.objects.filter(pk=_number(one, "point"), site=round.plan.site_id).first()
    if point is None:
        raise NotOnRoute("?", round.plan.name)
    return point


def _found(one: Said, actor: Employee) -> Found:
    words = one.words
    category = Category.objects.filter(key=str(words.get("category")), retired_at=None).first()
    kind = str(words.get("kind"))
    if category is None or kind not in Finding.Kind.values:
        raise BadEntry("finding")
    round = (
        Round.objects.select_related("plan__sort").filter(key=one.round, worker=actor).first() if one.round else None
    )
    point = None
    if words.get("point"):
        point = Point.objects.filter(pk=_number(one, "point"), site=actor.department.site).first()
    return Found(
        key=one.key, kind=kind, category=category, words=str(words.get("words") or "")[:2000], photos=_digests(words),
        round=round, point=point,
    )  # fmt: skip


def _number(one: Said, name: str) -> int:
    value = one.words.get(name)
    if isinstance(value, int) and 0 < value < 2**62:
        return value
    raise BadEntry(name)


def _place(said: object) -> Place | None:
    if not isinstance(said, Mapping):
        return None
    try:
        place = Place(float(said["lat"]), float(said["lon"]), float(said.get("acc") or 0))
    except (KeyError, TypeError, ValueError):
        return None
    return place if abs(place.latitude) <= 90 and abs(place.longitude) <= 180 and 0 <= place.accuracy < 1e6 else None


def _digests(words: Mapping[str, Any]) -> tuple[str, ...]:
    given = words.get("photos")
    return tuple(str(one)[:64] for one in given[:6]) if isinstance(given, list) else ()


KEPT = timedelta(days=90)
"""For how long it is kept where a phone was, and what it said word for word."""


def forget_tracks(*, actor: access.Actor, at: datetime) -> int:
    """Forget where phones were three months ago; the scans stay. How many rows."""
    old = at - KEPT
    scans = Scan.objects.filter(received_at__lt=old, latitude__isnull=False)
    gone = scans.update(latitude=None, longitude=None, accuracy=None)
    return gone + Sent.objects.filter(received_at__lt=old).exclude(said={}, digest="").update(said={}, digest="")
