"""Cases, for programs: take one in, see how it stands, see what runs out next."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, Field, StringConstraints

from gensui.api.doors import NotThere, Shown, WrongToken, speaker
from gensui.cases import access, beginning, warranty
from gensui.cases.actions import intake
from gensui.cases.beginning import Caller
from gensui.cases.models import Case
from gensui.cases.recorded import Request
from gensui.core.plain import CONTROLS, plain, says_something
from gensui.ledger import queries as ledger
from gensui.ledger.models import Obligation
from gensui.ledger.requests import sent_by
from gensui.people import phones
from gensui.people.acting import Entry
from gensui.people.models import Area, Employee, Unit
from gensui.people.refusals import NoWords
from gensui.people.secret import digests
from gensui.ui.asked import FIRST, LAST, is_near


def with_zone(moment: Any) -> Any:
    """A time as text. A number is none: nobody could say of which second, or since when."""
    if isinstance(moment, str) and not moment.isdecimal():
        return moment
    raise ValueError(_("This is a time as a text, with its zone, as 2026-11-23T10:00:00+08:00."))


def truly(given: Any) -> Any:
    """What is true, and nothing that only looks like it."""
    if given is not True:
        raise ValueError(_("This is true or it is not sent: no number, no text."))
    return given


def in_this_century(moment: datetime) -> datetime:
    """The time; what no clock of the house can show is refused."""
    if not is_near(moment):
        raise ValueError(_("The year lies between {first} and {last}.").format(first=FIRST, last=LAST))
    return moment


router = Router(tags=["cases"])
LONGEST = 4_000


def uncontrolled(text: Any) -> Any:
    """The text as it was said. What nobody can type is refused, not taken out: a program that sends it has a fault to mend."""
    if isinstance(text, str) and (wrong := CONTROLS.search(text)):
        raise ValueError(
            _("The text holds a control character or half a character at place {place}. Send it without.").format(
                place=wrong.start() + 1
            )
        )
    return text


def typed(text: Any) -> Any:
    """The text as it was said, but for what nobody sees at its ends; where nothing of it can be seen, there is none."""
    text = uncontrolled(text)
    return plain(text) if isinstance(text, str) else text


def said(text: str) -> str:
    """The text, where it is words."""
    if not says_something(text):
        raise ValueError(NoWords().sentence)
    return text


Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120), BeforeValidator(typed)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST), BeforeValidator(typed)]
Moment = Annotated[AwareDatetime, BeforeValidator(with_zone), AfterValidator(in_this_century)]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{0,50}$"), BeforeValidator(uncontrolled)]
"""A name is taken as it is: made of blanks alone, it would become no name, and what is said again would be carried out twice."""


class CaseIn(Schema):
    """The intake record (F01), as it was read back to whoever asked. A field of another name is refused, not dropped."""

    model_config = ConfigDict(extra="forbid")

    channel: Literal["phone", "visit", "wechat", "app", "email", "sms", "other"] = "phone"
    requester_name: Annotated[Line, Field(min_length=1, max_length=80), AfterValidator(said)]
    relation: Literal["owner", "family", "tenant", "decorator", "agent", "anonymous"] = "owner"
    phone: Annotated[Line, Field(min_length=1, max_length=30)]
    home: Line = Field("", description="the home, as 3-1-502")
    area: Line = Field("", description="or the public area, by its name")
    place: Annotated[Line, Field(min_length=1), AfterValidator(said)]
    content: Annotated[Words, Field(min_length=1), AfterValidator(said)]
    category: Line = Field(description="the key of a category, as REP.WAT.LEAK")
    priority: Literal["", "P1", "P2", "P3", "P4"] = Field("", description="empty: as usual for the category")
    complexity: Literal["", "general", "complex"] = Field("", description="empty: as usual for the category")
    convenient_time: Line = ""
    repeat_of: Line = Field(
        "", description="the number of a repair at this home that failed again (see `/cases/warranties`)"
    )
    rang_at: Moment | None = Field(None, description="when the call rang, or the message came; at most seven days ago")
    answered_at: Moment | None = Field(
        None, description="when it was answered; without it, and without `rang_at`, no promise to be quick counts"
    )
    read_back: Annotated[Literal[True], BeforeValidator(truly)] = Field(
        description="it was read back, and said that it is accepted (3.1.4)"
    )
    answer: Words = Field("", description="what was answered on the spot; then no order follows")
    once: Key = Field("", description="names this request: said again under the same name, it is carried out once")


class CaseOut(Schema):
    """How a case stands."""

    number: str
    state: str
    department: str
    priority: str
    complexity: str
    opened_at: datetime
    required_by: datetime | None
    closed_at: datetime | None


class Clock(Schema):
    """A promise of the policy that runs, or ran: the clause, whose it is, and by when."""

    case: str
    clause: str
    state: str
    holder: str
    opened_at: datetime
    due_at: datetime | None
    paused_at: datetime | None


class CaseWithClocks(CaseOut):
    """A case with its clocks, those that run first."""

    clocks: list[Clock]


@router.post("", response={201: CaseOut})
def take_in(request: HttpRequest, said: CaseIn) -> Any:
    """Take a request in, and send it to its department. The same ``once`` again gives the same case."""
    shown: Shown = request.auth  # type: ignore[attr-defined]
    at, key = shown.at, sent_by(f"api:{shown.mark}", said.once) if said.once else None
    phone = phones.normal(said.phone)
    caller = beginning.caller(
        tokens=shown.marks, category=said.category, home=said.home, phones=digests(phone), key=key, at=at
    )
    if caller is None:
        raise WrongToken
    with translation.override(shown.language or caller.employee.user.language or translation.get_language()):
        case = intake.take_in_at_once(
            site=caller.employee.department.site, request=_request(caller, said), actor=caller.employee, at=at,
            entry=Entry(once=key), answer=said.answer, known=caller.known,
        )  # fmt: skip
    return Status(201, case)


def _request(caller: Caller, said: CaseIn) -> Request:
    if caller.category is None:
        raise NotThere("category")
    if said.home and caller.unit is None:
        raise NotThere("home")
    area = None
    if said.home and said.area:
        raise NotThere("area")  # of two places nobody could say which it is
    if caller.unit is None:
        area = Area.objects.filter(site=caller.employee.department.site, name=said.area).first()
        if area is None:
            raise NotThere("area" if said.area else "home")
    return Request(
        channel=said.channel, requester_name=said.requester_name, relation=said.relation, phone=said.phone,
        content=said.content, place=said.place, category=caller.category, unit=caller.unit, area=area,
        resident=caller.resident, repeat_of=_repeated(caller.employee, said.repeat_of),
        priority=said.priority, complexity=said.complexity, convenient_time=said.convenient_time,
        rang_at=said.rang_at, answered_at=said.answered_at, owner_confirmed=said.read_back, accept_notice=said.read_back,
    )  # fmt: skip


def _repeated(employee: Employee, number: str) -> Case | None:
    if not number:
        return None
    seen = access.visible_cases(employee)
    found = Case.objects.numbered(number).filter(pk__in=seen.values("pk"), site=employee.department.site).first()
    if found is None:
        raise NotThere("repeat_of")
    return found


class WarrantyOut(Schema):
    """A repair that is still under warranty: the same fault again is free."""

    number: str
    category: str
    place: str
    until: date


@router.get("/warranties", response=list[WarrantyOut])
def warranties(request: HttpRequest, home: Line) -> Any:
    """What was repaired at this home and is still under warranty, to be asked about and named as ``repeat_of``."""
    employee = speaker(request, "home")
    site = employee.department.site
    unit = Unit.objects.called(site, home).first()
    if unit is None:
        raise NotThere("home")
    return [
        {"number": one.case.number, "category": one.case.category_id or "", "place": one.case.place, "until": one.until}
        for one in warranty.warranties(employee, site, unit, request.auth.at)  # type: ignore[attr-defined]
    ]


@router.get("/clocks", response=list[Clock])
def clocks(request: HttpRequest, most: Annotated[int, Field(ge=1, le=200)] = 50) -> Any:
    """What runs out next among the promises that the person of the token has to keep for cases."""
    employee = speaker(request, "most")
    return [_clock(duty) for duty in ledger.held(employee.key, "case", most)]


@router.get("/{number}", response=CaseWithClocks)
def case(request: HttpRequest, number: str) -> Any:
    """A case and its clocks."""
    seen = access.visible_cases(speaker(request))
    found = seen.filter(pk__in=Case.objects.numbered(number).values("pk")).first()
    if found is None:
        raise NotThere("number", status=404)
    duties = ledger.clocks_of([found.stream]).get(found.stream, [])
    return CaseOut.from_orm(found).dict() | {"clocks": [_clock(duty) for duty in duties]}


def _clock(duty: Obligation) -> dict[str, Any]:
    return {
        "case": duty.stream.removeprefix("case:"), "clause": duty.clause, "state": duty.state, "holder": duty.holder,
        "opened_at": duty.opened_at, "due_at": duty.due_at, "paused_at": duty.paused_at,
    }  # fmt: skip
