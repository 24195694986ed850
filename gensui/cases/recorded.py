"""The intake record (F01): what was said when a request came in, and the case that is made of it."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from zoneinfo import ZoneInfo

from gensui.cases.apart import NOBODY, Concerned
from gensui.cases.models import Case, Category
from gensui.cases.refusals import OfAnotherSite
from gensui.cases.work_refusals import OfAnotherHome
from gensui.ledger.requests import NOT_ASKED
from gensui.people import phones
from gensui.people.models import Area, Resident, Site, Unit
from gensui.people.secret import digest

WRITTEN_DOWN = (
    "unit", "area", "place", "resident", "for_another", "requester_name", "relation", "phone", "phone_digest",
    "phone_tail", "convenient_time", "content", "category", "request_type", "department", "priority", "complexity", "repeat_of",
)  # fmt: skip
"""What the intake record says of a case."""
READ_BACK = ("owner_confirmed", "accept_notice")
"""What reading back fills in: the owner says that it is right, and hears that it is accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The intake record (F01) as it was filled in."""

    channel: str
    requester_name: str
    relation: str
    phone: str
    content: str
    place: str
    category: Category | None
    """None where an owner wrote and the words do not tell: the desk sorts it when it reads the request back."""
    unit: Unit | None = None
    area: Area | None = None
    resident: Resident | None = None
    priority: str = ""
    complexity: str = ""
    convenient_time: str = ""
    repeat_of: Case | None = None
    rang_at: datetime | None = field(default=None, metadata=NOT_ASKED)
    answered_at: datetime | None = field(default=None, metadata=NOT_ASKED)
    owner_confirmed: bool = False
    accept_notice: bool = False
    instead: tuple[str, ...] = field(default=(), metadata=NOT_ASKED)
    """What stands in the place of reading back, where nobody did (``core.events.intake.INSTEAD``)."""
    for_another: bool = False
    """Whether the caller is not of the home and asks for ``resident``, who stays the one that decides."""
    concerned: Concerned = NOBODY
    """Whom a complaint is about."""

    def filled(self) -> tuple[str, ...]:
        """The fields of the form that carry a value, by the names the policy asks for."""
        names = {"place": "location_detail", "category": "category_id"}
        here = {names.get(one.name, one.name) for one in fields(self) if getattr(self, one.name)}
        here |= {*(("request_type", "priority") if self.category else ()), *self.instead}
        return tuple(sorted(here - {"concerned", "instead"}))

    @property
    def department(self) -> str:
        """Who leads there is told of it; as long as nobody sorted it, customer service has it."""
        return self.category.department if self.category else "customer_service"


def new_case(site: Site, request: Request, *, at: datetime) -> Case:
    """The case of this record. Refuses a place of another community (``OfAnotherSite``), a bad number (``BadPhone``), and a
    repeat of what was at another home (``OfAnotherHome``).
    """
    check_repeat(request.repeat_of, request.unit)
    for place in (request.area, request.unit.building if request.unit else None):
        if place is not None and place.site_id != site.pk:
            raise OfAnotherSite
    number = phones.normal(request.phone) if request.phone else ""
    category = request.category
    sort = {
        "request_type": category.request_type, "department": category.department,
        "priority": request.priority or category.priority, "complexity": request.complexity or category.complexity,
    } if category else {}  # fmt: skip
    return Case(
        site=site, year=at.astimezone(ZoneInfo(site.zone)).year, unit=request.unit, area=request.area, place=request.place,
        resident=request.resident, for_another=request.for_another and request.resident is not None,
        requester_name=request.requester_name, relation=request.relation, phone=number, phone_digest=digest(number),
        phone_tail=number[-phones.SEEN :], convenient_time=request.convenient_time, channel=request.channel,
        content=request.content, category=category, state="", opened_at=at, repeat_of=request.repeat_of, **sort,
    )  # fmt: skip


def check_repeat(again: Case | None, unit: Unit | None) -> None:
    """Refuses a repeat of what was at another home (``OfAnotherHome``)."""
    if again is not None and (unit is None or again.unit_id != unit.pk):
        raise OfAnotherHome


def filled_of(case: Case, *, read_back: bool = False) -> tuple[str, ...]:
    """The fields of the intake form that the case carries, and whether it was read back, if whoever acts says so."""
    named = {
        "channel": case.channel, "requester_name": case.requester_name, "relation": case.relation, "phone": case.phone,
        "content": case.content, "location_detail": case.place, "request_type": case.request_type,
        "category_id": case.category_id, "priority": case.priority,
    }  # fmt: skip
    said = READ_BACK if read_back else ()
    if case.channel == "patrol":  # who found it is known by the badge, and no owner has to confirm it
        said = (*said, "relation", "phone", "found_by_staff")
    return (*(name for name, value in named.items() if value), *said)


def case_of(stream: str) -> Case:
    """The case of this stream."""
    return Case.objects.numbered(stream.removeprefix("case:")).get()
