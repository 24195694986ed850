"""What one could write to the owner, from how the case stands, in the owner's language. People read it over and change it."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from gensui.cases.models import Case, HandlingRecord, Message
from gensui.ledger import policies

PURPOSE = {
    "assigned": Message.Purpose.CONTACT, "completed": Message.Purpose.RESULT, "reported": Message.Purpose.RESULT,
    "closed": Message.Purpose.CHAT, "cancelled": Message.Purpose.CHAT, "told": Message.Purpose.CHAT,
}  # fmt: skip
"""What a message most likely tells when a case stands so; progress, otherwise."""


def purpose_of(case: Case) -> str:
    """What a message most likely tells now."""
    return PURPOSE.get(case.state, Message.Purpose.PROGRESS)


def wording(case: Case, purpose: str, at: datetime) -> str:
    """A message to the owner: a greeting, how it stands, what comes next by the figures of the policy."""
    language = (case.resident.language if case.resident else "") or settings.LANGUAGE_CODE
    between = "" if language.startswith("zh") else " "
    with override(language):
        said = WORDS.get(purpose, _progress)(case, at)
        if not said:
            return ""
        name = case.resident.name if case.resident else case.requester_name
        hello = _("Good day, {name}.").format(name=name) if name else _("Good day.")
        return between.join([hello, _("Your request {number}:").format(number=case.number), *said])


def _again(at: datetime) -> str:
    return _("We write again within {within}.").format(within=policies.words_at("progress_interval", at))


def _progress_of_joined(case: Case, at: datetime) -> list[str]:
    """How the request stands that this one is handled with, without a word about whose it is."""
    handled = case.merged_into or case
    who = handled.handler.name if handled.handler else str(handled.get_department_display())
    stands = {
        "working": _("{who} is at work on it."),
        "paused": _("it waits: {why}."),
        "plan_pending": _("the repair is being planned."),
    }.get(handled.state, _("{who} has it."))
    said = stands.format(who=who, why=handled.get_pause_reason_display())
    why = _("It is handled together with an earlier request about the same matter.")
    if handled.sentence:
        why = _("It is part of a fault of the whole building: {words}").format(words=handled.sentence)
    return [said, why, _again(at)]


def _progress(case: Case, at: datetime) -> list[str]:
    if case.is_joined:
        return _progress_of_joined(case, at)
    who = case.handler.name if case.handler else str(case.get_department_display())
    stands = {
        "accepted": _("it is accepted and goes to the right team now."),
        "dispatched": _("{who} has it and somebody is named shortly."),
        "assigned": _("{who} has it and will call you."),
        "contacted": _("{who} has it and comes to you."),
        "on_site": _("{who} is there and looks into it."),
        "plan_pending": _("plan and price are ready and wait for your word."),
        "working": _("{who} is at work on it."),
        "paused": _("it waits: {why}."),
        "disputed": _("we heard that you are not content and are making up for it."),
        "visit_due": _("the work is done; we ask you once more within {within}."),
    }.get(case.state, _("we are at it."))
    if case.state == "assigned" and case.for_another:
        stands = _("{who} has it and will call {caller}, who asked for you.")
    within = policies.words_at("visit_closes", at) if case.state == "visit_due" else ""
    found = [stands.format(who=who, why=case.why_paused, caller=case.requester_name, within=within)]
    if case.state == "contacted" and case.appointment_at:
        found = [_("{who} comes to you on {at}, as agreed.").format(who=who, at=_said(case, case.appointment_at))]
    if case.state == "paused" and case.paused_until:
        found.append(_("It goes on {at}.").format(at=_said(case, case.paused_until)))
    elif case.state == "working" and case.eta_at:
        found.append(_("We expect to be done by {at}.").format(at=_said(case, case.eta_at)))
    return [*found, _again(at)]


def _result(case: Case, _at: datetime) -> list[str]:
    if case.merged_into_id is not None and case.round == 1:
        return [_("the work is done."), _("Is it as it should be? A word is enough.")]
    record = case.records.order_by("-round").first()
    if record is None or record.result not in HandlingRecord.DONE:
        return []
    done = record.process.strip().rstrip("。.")
    return [_("the work is done: {done}.").format(done=done), _("Is it as it should be? A word is enough.")]


def _contact(case: Case, _at: datetime) -> list[str]:
    who = case.handler.name if case.handler else str(case.get_department_display())
    return [_("{who} takes care of it and could not reach you yet. When does it suit you?").format(who=who)]


def _chat(_case: Case, _at: datetime) -> list[str]:
    return []


WORDS: dict[str, Callable[[Case, datetime], list[str]]] = {
    Message.Purpose.PROGRESS: _progress, Message.Purpose.RESULT: _result, Message.Purpose.CONTACT: _contact,
    Message.Purpose.CHAT: _chat,
}  # fmt: skip


def _said(case: Case, at: datetime) -> str:
    return date_format(case.local(at), "m-d H:i")
