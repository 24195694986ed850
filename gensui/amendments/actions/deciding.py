"""From a draft to a version in force: staff are asked, a second person approves, everybody is told, and it begins."""

from collections import defaultdict
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from gensui.amendments import access
from gensui.amendments.actions.turn import lock
from gensui.amendments.models import Comment, Draft
from gensui.amendments.models.draft import stream_of
from gensui.amendments.refusals import BadDates, NotAskedYet, NothingChanged, OutOfDate, SentencesPart, TwoPersons
from gensui.core.events import Event
from gensui.core.events.company import DraftWithdrawn, PolicyApproved, PolicyEffective, PolicyRevised
from gensui.core.policy import Mistake, Policy, difference, read_policy, sentences
from gensui.ledger import outbox, policies
from gensui.ledger import queries as ledger
from gensui.ledger.models import PolicyVersion
from gensui.ledger.record import record_all
from gensui.ledger.requests import house_key
from gensui.people import queries as people
from gensui.people.languages import in_language
from gensui.people.models import Employee, Site
from gensui.people.refusals import need_words
from gensui.policies.spoken import spoken

WRITING, CONSULTING, APPROVED = Draft.State.WRITING, Draft.State.CONSULTING, Draft.State.APPROVED


@transaction.atomic
def ask_staff(*, draft: Draft, until: datetime, actor: Employee, at: datetime) -> Draft:
    """Open the draft to the comments of all staff until then; everybody is told. It is not changed meanwhile.

    Refuses who drafts no policy (``NotYours``), a draft that is not being written (``Decided``), one that changes nothing
    (``NothingChanged``), in which a sentence says another time than its value (``SentencesPart``), and a time that is over
    (``BadDates``).
    """
    access.require(actor, "consult")
    found = lock(draft, WRITING)
    if until <= at:
        raise BadDates
    if len(difference.changes(found.base.files, found.files)) < 2:  # the version always differs
        raise NothingChanged
    _require_sound(found)
    found.state, found.comments_until = CONSULTING, until
    found.save(update_fields=["state", "comments_until"])
    _tell_everybody(found, "ask", at, until)
    return found


@transaction.atomic
def take_back(*, draft: Draft, actor: Employee, at: datetime) -> Draft:
    """End the consultation, so that it can be changed again; the comments stay.

    Refuses who neither drafted it nor stands above (``NotYours``), and a draft that nobody is asked about (``Decided``).
    """
    access.require_own(actor, draft)
    found = lock(draft, CONSULTING)
    found.state, found.comments_until, found.changed_at = WRITING, None, at
    found.save(update_fields=["state", "comments_until", "changed_at"])
    return found


@transaction.atomic
def comment(*, draft: Draft, clause: str, text: str, actor: Employee, at: datetime) -> Comment:
    """Say something to it. Refuses a draft about which nobody is asked, or no more (``Decided``), and no words (``NoWords``)."""
    found = lock(draft, CONSULTING)
    if found.comments_until is not None and at >= found.comments_until:
        raise NotAskedYet
    need_words(text)
    return Comment.objects.create(draft=found, clause=clause[:20], text=text.strip(), written_by=actor, written_at=at)


@transaction.atomic
def approve_draft(
    *, draft: Draft, published_at: datetime, starts_at: datetime, actor: Employee, at: datetime
) -> PolicyVersion:
    """Adopt the draft: from its start on it governs what opens. What runs keeps its terms. Everybody is told when it is published.

    Refuses others than the general manager (``NotYours``), who drafted it himself (``TwoPersons``), before staff were asked and
    had their time (``NotAskedYet``), a draft based on a version that is no longer the last (``OutOfDate``), dates that do not
    follow each other (``BadDates``), a sentence that says another time than its value (``SentencesPart``), and what the ledger
    refuses (``BadVersion``).
    """
    access.require(actor, "approve")
    found = lock(draft, WRITING, CONSULTING)
    if found.drafted_by_id == actor.pk:
        raise TwoPersons
    if found.comments_until is None or found.comments_until > at:
        raise NotAskedYet
    last = PolicyVersion.objects.order_by("-starts_at").first()
    if last is not None and last.pk != found.base_id:
        raise OutOfDate(last.version)
    if not at <= published_at <= starts_at:
        raise BadDates
    _require_sound(found)
    version = policies.adopt(files=found.files, actor=actor.key, starts_at=starts_at, at=at)
    found.state, found.approved_by, found.approved_at = APPROVED, actor, at
    found.published_at, found.starts_at = published_at, starts_at
    found.save(update_fields=["state", "approved_by", "approved_at", "published_at", "starts_at"])
    _tell_everybody(found, "publish", at, starts_at, published_at)
    _happen(
        found,
        [
            (PolicyApproved(version=found.version, digest=version.digest), at),
            (PolicyRevised(version=found.version), at),
        ],
        actor.key,
        at,
    )
    return version


@transaction.atomic
def withdraw_draft(*, draft: Draft, reason: str, actor: Employee, at: datetime) -> Draft:
    """Give the draft up. It stays to be read, with the reason among the comments; who drafted it is told.

    Refuses who neither drafted it nor stands above (``NotYours``), what is decided (``Decided``), and no reason (``NoWords``).
    """
    access.require_own(actor, draft)
    found = lock(draft, WRITING, CONSULTING)
    need_words(reason)
    found.state, found.changed_at = Draft.State.WITHDRAWN, at
    found.save(update_fields=["state", "changed_at"])
    Comment.objects.create(draft=found, text=reason.strip(), written_by=actor, written_at=at)
    _happen(found, [(DraftWithdrawn(draft=found.pk), at)], actor.key, at)
    if actor.pk != found.drafted_by_id:
        _tell_drafter(found, actor, reason.strip(), at)
    return found


@transaction.atomic
def note_review(*, actor: Employee, at: datetime) -> None:
    """Put on record that the policy in force was reviewed and stays as it is. Refuses who does not review it (``NotYours``)."""
    access.require(actor, "review")
    known = policies.in_force(policies.newest(), at)
    record_all(
        stream=stream_of(known.key), happened=[(PolicyRevised(), at)], actor=actor.key,
        roles=people.roles_at(actor.department.site, "administration", at), at=at,
    )  # fmt: skip


@transaction.atomic
def begin_versions(*, actor: str, at: datetime) -> int:
    """Put on record each version whose start has come, once, at its true instant; how many. Five queries where none has."""
    waiting = Draft.objects.filter(state=APPROVED, effective_at=None, starts_at__lte=at).order_by("starts_at")
    begun = 0
    for draft in waiting.select_for_update(skip_locked=True, of=("self",)):
        assert draft.starts_at is not None  # a check constraint keeps it
        draft.effective_at = at
        draft.save(update_fields=["effective_at"])
        effective = PolicyEffective(version=draft.version, digest=policies.digest_of(draft.files))
        _happen(draft, [(effective, draft.starts_at)], actor, at)
        begun += 1
    return begun + _begin_adopted(actor, at)


def _begin_adopted(actor: str, at: datetime) -> int:
    """The version in force, where it came by no draft: by the shell, as the first of every house does.

    One that was followed meanwhile is left alone. Before there is a community, nobody could look after it.
    """
    begun = PolicyVersion.objects.filter(starts_at__lte=at).order_by("-starts_at")
    version, starts_at, digest = begun.values_list("version", "starts_at", "digest").first() or ("", at, "")
    key = house_key(f"version:{version}:{PolicyEffective.kind}")
    drafted = Draft.objects.filter(state=APPROVED, version=version)
    site = Site.objects.order_by("pk").first()
    if not version or site is None or ledger.was_recorded(key) or drafted.exists():
        return 0
    Site.objects.select_for_update().get(pk=site.pk)  # of two workers, one writes
    if ledger.was_recorded(key):
        return 0
    policy = policies.in_force(policies.newest(), at)
    record_all(
        stream=stream_of(policy.key),
        happened=[(PolicyEffective(version=version, digest=digest), starts_at)],
        actor=actor,
        roles=people.roles_at(site, "administration", at),
        at=at,
        client_key=key,
    )
    return 1


def _require_sound(draft: Draft) -> None:
    if parted := sentences.new_in(draft.files, draft.base.files):
        moved = {one.key for one in difference.changes(draft.base.files, draft.files) if one.part == "settings"}
        policy = read_policy(draft.files)
        raise SentencesPart(f"{spoken(one.where)}: {spoken(one.reason)}{_set_by(policy, one, moved)}" for one in parted)


def _set_by(policy: Policy, parted: Mistake, moved: set[str]) -> str:
    """The settings whose figures the draft changed, where a clause's sentence parts from one of them."""
    clause = policy.clauses.get(str(getattr(parted.where, "words", {}).get("key", "")))
    return "".join(
        _(" (the value stands in setting {key}: “{text}”)").format(
            key=key, text=policy.settings[key].text[get_language() or ""]
        )
        for key in (clause.settings if clause is not None else ())
        if key in moved
    )


def _happen(draft: Draft, happened: list[tuple[Event, datetime]], actor: str, at: datetime) -> None:
    """Let it happen in the life of the policy."""
    record_all(
        stream=stream_of(read_policy(draft.files).key), happened=happened, actor=actor,
        roles=people.roles_at(draft.drafted_by.department.site, "administration", at), at=at,
        client_key=house_key(f"draft:{draft.pk}:{happened[0][0].kind}"),
    )  # fmt: skip


def _tell_drafter(draft: Draft, actor: Employee, reason: str, at: datetime) -> None:
    with in_language(draft.drafted_by.user.language):
        body = _("{name} withdrew your draft of the policy\n{title}. “{reason}”").format(
            name=actor.name, title=draft.title, reason=reason
        )
    stream = stream_of(read_policy(draft.files).key)
    outbox.queue(stream=stream, to=draft.drafted_by.key, what="policy", body=body, at=at)


def _tell_everybody(draft: Draft, what: str, at: datetime, when: datetime, not_before: datetime | None = None) -> None:
    """All who work here, each in the own language; a row each, written at once for each language."""
    staff: dict[str, list[str]] = defaultdict(list)
    for number, language in Employee.objects.working().values_list("number", "user__language"):
        staff[language or settings.LANGUAGE_CODE].append(f"staff:{number}")
    policy = read_policy(draft.files)
    stream, day = stream_of(policy.key), f"{when.astimezone(policy.zone):%Y-%m-%d %H:%M}"
    for language, keys in staff.items():
        with override(language):
            body = _words(what).format(version=draft.version, title=draft.title, day=day)
        outbox.queue_all(stream=stream, to=keys, what="policy", body=body, at=at, not_before=not_before)


def _words(what: str) -> str:
    if what == "ask":
        return _("A change of the policy: your opinion until {day}\n{title}. Read what changes and say what you think.")
    return _("Policy {version} is in force from {day}\n{title}. What runs already keeps its terms.")
