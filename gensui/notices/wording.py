"""What a message says, in the language of who reads it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from gensui.core.policy import Policy
from gensui.ledger import policies
from gensui.ledger.models import Obligation, Outgoing
from gensui.people import queries as people
from gensui.people.languages import in_language
from gensui.people.models import Employee
from gensui.people.secret import unseal


@dataclass(frozen=True, slots=True)
class Words:
    """A subject, what is said, and where to look. ``whole``: the text says by itself what it is about."""

    title: str
    text: str
    link: str = ""
    whole: bool = False

    def letter(self) -> str:
        """The whole, as a letter."""
        return "\n\n".join(part for part in (self.text, self.link) if part)

    def subject(self, sender: str) -> str:
        """The subject of a letter: from which community, about what."""
        title = " ".join(self.title.split())
        return f"【{sender}】{title}" if sender and sender not in title else title

    def text_message(self, sender: str) -> str:
        """The whole, as a text message: from which community, about what, what is said. A text message has no subject, and may
        come from a number that nobody knows.
        """
        said = self.letter() if self.whole else f"{self.title}\n{self.letter()}"
        return f"【{sender}】{said}" if sender else said


OWN_PAGE = "appeal.entered"
"""What is told of something that waits on the own page."""
SHEET = "sheet:"
"""How a message begins that speaks of a month's sheet; the month follows. Whose it is, its stream says."""
CODES: dict[str, Any] = {
    "code": gettext_lazy(
        "Your code for the owners' page is {code}. It is good for five minutes. Nobody will ask you for it."
    ),
    "code.new": gettext_lazy(
        "Your code to confirm this number is {code}. It is good for five minutes. If you did not change your "
        "number on the owners' page, do nothing and tell nobody the code."
    ),
    "code.mail": gettext_lazy(
        "Your code to confirm this address is {code}. It is good for five minutes. If you did not ask for it on "
        "the owners' page, do nothing."
    ),
}
"""What a message says around a code. Until it is sent the code waits sealed, so that a copy of the database signs nobody in."""


def words_for(message: Outgoing, language: str, at: datetime) -> Words:
    """What a message says to its reader. At most two queries, for the promise it speaks of."""
    with in_language(language):
        if message.what in CODES:
            return Words(_("Your code"), str(CODES[message.what]).format(code=unseal(message.body)), whole=True)
        if message.what == "complaint.arrived":
            return _of_arrival(message)
        if message.what == "gate.ask":
            return _of_gate(message, at)
        if message.what == "survey":
            return Words(_("Your opinion, once a year"), message.body, f"{settings.BASE_URL}/my/survey/")
        if message.what == "training":
            title, _newline, rest = message.body.partition("\n")
            return Words(title[:200], rest, f"{settings.BASE_URL}/training/mine/")
        if message.what in ("incident", "policy", "leaving", "report.urgent", OWN_PAGE):
            title, _newline, rest = message.body.partition("\n")
            return Words(title[:200], rest, _link(message))
        if message.what == "rectification":
            return Words(_("A return visit brought something up for your department"), message.body, _link(message))
        if message.what.startswith(SHEET):
            period = message.what.removeprefix(SHEET)
            return Words(_("The sheet of {period}").format(period=period), message.body, _link(message), whole=True)
        if message.what.startswith("message."):
            whole = message.what == "message.notice"
            return Words(_of_message(message), message.body, _link(message), whole=whole)
        if message.what == "name.asked":
            title = _("Another name is asked for in {home}: confirm it or not").format(home=message.body)
            return Words(title[:200], "", f"{settings.BASE_URL}/homes/?{urlencode({'q': message.body})}")
        if message.what == "promise.fell":
            return _of_fallen(message, at)
        if message.what in HANDS:
            return _of_hands(message)
        if message.what in IN_WORDS:
            number = message.stream.partition(":")[2]
            return Words(str(IN_WORDS[message.what]).format(number=number), message.body, _link(message))
        return _of_promise(message, at)


def of_password(message: Outgoing, employee: Employee) -> Words:
    """What a letter with the link to a new password says, in the reader's language: from which house, whose, until when."""
    with in_language(employee.user.language):
        said = _(
            "Somebody asked for a new password for the account {account}. Choose it by this link. If it was not you, do "
            "nothing: your password stays as it is."
        ).format(account=employee.user.get_username())
        if message.expires_at is not None:
            until = _("The link is good until {when}.").format(when=f"{_local(message.expires_at):%m-%d %H:%M}")
            said = f"{said} {until}"
        title = _("{house}: a new password").format(house=employee.department.site.name)
        return Words(title[:200], said, f"{settings.BASE_URL}{unseal(message.body)}")


def _of_gate(message: Outgoing, at: datetime) -> Words:
    """The answer is wanted by when the guard has to decide; once that is over, for as long as the link is good. One query."""
    running = Obligation.objects.filter(stream=message.stream, state="open", due_at__gt=at).order_by("due_at")
    until = running.values_list("due_at", flat=True).first() or message.expires_at
    asked = _("Say yes or no by {time}:").format(time=f"{_local(until):%H:%M}") if until else _("Say yes or no:")
    link = f"{settings.BASE_URL}/my/gate/{unseal(message.body)}/"
    return Words(_("Somebody at the gate wants to come to you"), asked, link)


def _local(at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(settings.TIME_ZONE))


def _of_arrival(message: Outgoing) -> Words:
    number = message.stream.removeprefix("case:")
    return Words(
        _("Your complaint {number} has arrived").format(number=number),
        _(
            "Your complaint has arrived and has the number {number}. Somebody whom it does not concern will look into it and "
            "answer you. This receipt was written by a program; please quote the number if you write again."
        ).format(number=number),
    )


HANDS: Mapping[str, Any] = {
    "report.new": gettext_lazy("A request came in writing, to be read back: {number}"),
    "order.given": gettext_lazy("The order {number} is yours now"),
    "complaint.decided": gettext_lazy("A complaint about your work was decided"),
    "order.sent": gettext_lazy("A new order for your department: {number}"),
    "order.again": gettext_lazy("The order {number} is to be done again"),
    "order.gone": gettext_lazy("The order {number} is no longer yours"),
    "follow.given": gettext_lazy("You follow the request {number} now"),
    "follow.gone": gettext_lazy("You no longer follow the request {number}"),
    "draft.given": gettext_lazy("An intake that is half typed is yours to finish"),
    "handover.offered": gettext_lazy("{name} offers you a hand-over"),
    "handover.taken": gettext_lazy("{name} has taken your hand-over"),
    "handover.withdrawn": gettext_lazy("{name} took the hand-over back that was offered to you"),
    "handover.declined": gettext_lazy("{name} does not take your hand-over; the requests stay yours"),
}
"""What staff hear of when work changes hands or begins. The body is JSON: the key of the person on the other side, if there is
any, and each case in short. Until this release it was the key alone, as messages that wait may still have it.
"""


IN_WORDS: Mapping[str, Any] = {
    "result.disputed": gettext_lazy(
        "The owner of {number} is not content; the department owes a redo or an explanation"
    ),
    "result.rejected": gettext_lazy(
        "The owner of {number} does not accept the explanation; the department owes a redo or another answer"
    ),
    "order.returned": gettext_lazy("The order {number} was given back: it needs a department"),
}
"""What staff hear of in words: the owner objects, a department gives an order back. The body is what was said."""


def _of_hands(message: Outgoing) -> Words:
    said: dict[str, Any] = json.loads(message.body) if message.body.startswith("{") else {"other": message.body}
    other = said["other"]
    name = people.names_of([other]).get(other, "") if other else ""
    number = message.stream.partition(":")[2]
    lines = [_in_short(**one) for one in said.get("about", ())]
    if name and not message.what.startswith("handover"):
        by = _("Given by {name}.") if message.what.endswith("given") else _("It is with {name} now.")
        lines.append(by.format(name=name))
    title = str(HANDS[message.what]).format(number=number, name=name)
    return Words(title[:200], "\n".join(filter(None, lines)), _link(message))


def _in_short(what: Mapping[str, str], where: str, until: str) -> str:
    """A case in one line: what, where, until when."""
    by_language = {tag.lower(): name for tag, name in what.items()}
    parts = [by_language.get(get_language() or "") or next(iter(what.values()), ""), where]
    if until:
        parts.append(_("to be done by {when}").format(when=f"{datetime.fromisoformat(until):%m-%d %H:%M}"))
    return " · ".join(filter(None, parts))


def _of_message(message: Outgoing) -> str:
    number = message.stream.removeprefix("case:")
    titles = {
        "message.progress": _("How your request {number} stands"),
        "message.result": _("Your request {number}: the result"),
        "message.notice": _("A notice from the service"),
        "message.question": _("A question about request {number}, to be answered"),
        "message.answer": _("The answer to your question about request {number}"),
        "message.explain": _("What the department explains about your request {number}"),
    }
    return titles.get(message.what, _("A message about request {number}")).format(number=number)


def _of_promise(message: Outgoing, at: datetime) -> Words:
    duties = Obligation.objects.filter(stream=message.stream, clause=message.clause, cause=message.cause)
    version, due_at = duties.values_list("version", "due_at").first() or ("", None)
    policy = policies.in_force(policies.newest(), at)
    clause = policy.under(version).clauses.get(message.clause) if version else None
    promise = clause.title[get_language() or ""] if clause else message.clause
    number = message.stream.partition(":")[2]
    due = f"{_local(due_at):%m-%d %H:%M}" if due_at else ""
    titles = {
        "reminder": _("Soon: {promise}, {number}, by {due}"),
        "lapse": _("Late: {promise}, {number}, was due {due}"),
        "escalation": _("Still late: {promise}, {number}, was due {due}"),
    }
    title = titles.get(message.what, "{promise}, {number}").format(promise=promise, number=number, due=due)
    text = _("Clause {clause}: {says}").format(
        clause=message.clause, says=clause.text[get_language() or ""] if clause else ""
    )
    return Words(title[:200], text, _link(message))


def _of_fallen(message: Outgoing, at: datetime) -> Words:
    """What somebody has now in place of who is not there, as it stands when this is read out. Four queries."""
    number = message.stream.partition(":")[2]
    names = people.names_of([message.body])
    running = Obligation.objects.filter(stream=message.stream, holder=message.to, state="open", due_at__isnull=False)
    policy = policies.in_force(policies.newest(), at)
    lines = [_running(policy, duty) for duty in running.order_by("due_at")]
    title = _("Yours now, as {name} is not on duty: {number}").format(name=names[message.body], number=number)
    return Words(title[:200], "\n".join(lines), _link(message))


def _running(policy: Policy, duty: Obligation) -> str:
    clause = policy.under(duty.version).clauses.get(duty.clause)
    promise = clause.title[get_language() or ""] if clause else duty.clause
    due = f"{_local(duty.due_at):%m-%d %H:%M}" if duty.due_at else ""
    return _("{promise}, by {due}").format(promise=promise, due=due)


def _link(message: Outgoing) -> str:
    kind, _colon, number = message.stream.partition(":")
    if kind == "handover":
        return f"{settings.BASE_URL}/handover/"
    if kind == "incident":
        return f"{settings.BASE_URL}/incidents/{number}/"
    if kind == "finding":
        return f"{settings.BASE_URL}/supervision/rectifications/{number}/"
    if message.what == "policy":
        return f"{settings.BASE_URL}/amendments/"
    if message.what.startswith(SHEET):
        return f"{settings.BASE_URL}/assessment/{message.what.removeprefix(SHEET)}/{number}/"
    if kind != "case":
        return f"{settings.BASE_URL}/inbox/" if message.to.startswith("staff:") else settings.BASE_URL
    own = "my/" if message.to.startswith("resident:") else ""
    return f"{settings.BASE_URL}/{own}cases/{number}/"
