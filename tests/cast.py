"""The fixed cast: Mei owns 3-1-502, Li is her agent, Zhao leads the repair team, Qin supervises, Wu is a stranger."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from gensui.cases.models import Category, PriceItem
from gensui.cases.recorded import Request
from gensui.ledger import policies
from gensui.people.actions import one as people
from gensui.people.models import Area, Building, Department, Duty, Employee, Household, Resident, Site, Unit, User
from gensui.people.secret import digest
from gensui.policies import files

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Monday, 23 November 2026, ten in the morning in Shanghai."""
PASSWORD = "a long walk in the rain"


def minutes(count: float) -> datetime:
    """So many minutes after ten."""
    return MONDAY + timedelta(minutes=count)


@dataclass
class Cast:
    """Everybody, and where they live and work."""

    site: Site
    mei: Resident
    tenant: Resident
    wu: Resident
    li: Employee
    lin: Employee
    head: Employee
    zhao: Employee
    chen: Employee
    chief: Employee
    cleaner: Employee
    guard: Employee
    qin: Employee
    hr: Employee
    gm: Employee
    operator: Employee
    stranger: Employee
    leak: Category
    burst: Category
    question: Category
    complaint: Category
    dirt: Category
    valve: PriceItem
    labour: PriceItem
    lobby: Area

    def request(self, **words: Any) -> Request:
        """Mei's leak, as Li takes it down."""
        given: dict[str, Any] = {
            "channel": "phone", "requester_name": "陳美", "relation": "owner", "phone": "13900000001", "content": "廚房水管滲漏",
            "place": "廚房水槽下", "category": self.leak, "unit": self.mei.household.unit, "resident": self.mei,
            "owner_confirmed": True, "accept_notice": True,
        }  # fmt: skip
        return Request(**(given | words))


def _resident(
    unit: Unit, name: str, phone: str, relation: str, household: Household | None = None, **words: Any
) -> Resident:
    """Somebody who signed a form with this number when moving in, so that what is sent there says what there is to say."""
    household = household or Household.objects.create(unit=unit, since_on=date(2020, 1, 1))
    return Resident.objects.create(
        phone_proof=digest(phone), phone_proved_by="form", phone_proved_at=datetime(2020, 1, 1, tzinfo=UTC),
        household=household, name=name, relation=relation, phone=phone, phone_digest=digest(phone), phone_tail=phone[-4:],
        language="en", **words,
    )  # fmt: skip


def gather(password: str = PASSWORD) -> Cast:
    """Everybody comes, on that Monday, and the standard policy is in force since the month began."""
    policies.adopt(
        files=files.standard(),
        actor="staff:Z01",
        starts_at=datetime(2026, 11, 1, tzinfo=UTC),
        at=datetime(2026, 11, 1, tzinfo=UTC),
    )
    site = Site.objects.create(key="yunqi", name="雲棲花園", hotline="021-5550-0100")
    other = Site.objects.create(key="elsewhere", name="別處")
    building = Building.objects.create(site=site, name="3")
    home = Unit.objects.create(building=building, staircase="1", room="502", label="3-1-502")
    beside = Unit.objects.create(building=building, staircase="1", room="501", label="3-1-501")
    kinds = {kind: Department.objects.create(site=site, kind=kind) for kind in Department.Kind.values}
    abroad = Department.objects.create(site=other, kind="customer_service")

    def hire(number: str, name: str, role: str, kind: str, skills: tuple[str, ...] = ()) -> Employee:
        department = abroad if kind == "abroad" else kinds[kind]
        user = User(username=number, email=f"{number.lower()}@example.org", date_joined=MONDAY, language="en")
        user.set_password(password)
        user.save()
        employee = Employee.objects.create(
            user=user, department=department, number=number, name=name, role=role, skills=list(skills)
        )
        Duty.objects.create(
            employee=employee, starts_at=MONDAY - timedelta(hours=2), ends_at=MONDAY + timedelta(hours=8)
        )
        return employee

    mei = _resident(home, "陳美", "+8613900000001", "owner", email="mei@example.org")
    li = hire("K02", "林麗", "agent", "customer_service")
    return Cast(
        site=site, mei=mei,
        tenant=_resident(home, "周文", "+8613900000002", "tenant", mei.household),
        wu=_resident(beside, "吳剛", "+8613900000003", "owner", quiet_from=time(22), quiet_until=time(8)),
        li=li, lin=hire("K03", "林敏", "agent", "customer_service"),
        head=hire("K01", "何靜", "service_head", "customer_service"),
        zhao=hire("M02", "趙強", "team_leader", "maintenance"),
        chen=hire("M07", "陳志", "technician", "maintenance", ("REP.WAT",)),
        chief=hire("M01", "馬駿", "dept_head", "maintenance"),
        cleaner=hire("C05", "蔡芬", "cleaner", "cleaning"),
        guard=hire("S10", "孫虎", "guard", "security"),
        qin=hire("A02", "秦嵐", "admin_manager", "administration"),
        hr=hire("A03", "胡蓉", "hr", "administration"),
        gm=hire("A01", "郭遠", "general_manager", "administration"),
        operator=hire("Z01", "鄭工", "operator", "administration"),
        stranger=hire("X01", "徐生", "agent", "abroad"),
        leak=_category("REP.WAT.LEAK", "管道接口滲漏", "maintenance", "P2", "general", "repair"),
        burst=_category("REP.WAT.BURST", "水管爆裂", "maintenance", "P1", "complex", "repair"),
        question=_category("CON.FEE", "物業費諮詢", "customer_service", "P4", "general", "consulting"),
        complaint=_category("CMP.ATTITUDE", "服務態度投訴", "administration", "P2", "complex", "complaint"),
        dirt=_category("CLN.SPILL", "污漬", "cleaning", "P2", "general", "cleaning"),
        valve=PriceItem.objects.create(
            key="angle-valve", name={"en": "Angle valve", "zh-Hant": "角閥", "zh-Hans": "角阀"}, kind="material", unit="個", price=46, most=60
        ),
        labour=PriceItem.objects.create(
            key="labour", name={"en": "Labour", "zh-Hant": "人工", "zh-Hans": "人工"}, kind="labour", unit="次", price=80, most=80
        ),
        lobby=Area.objects.create(site=site, name="大堂"),
    )  # fmt: skip


def _category(key: str, name: str, department: str, priority: str, complexity: str, kind: str) -> Category:
    return Category.objects.create(
        key=key, name={"zh-Hant": name, "zh-Hans": name, "en": key}, department=department, priority=priority,
        complexity=complexity, request_type=kind,
    )  # fmt: skip


__all__ = ["MONDAY", "PASSWORD", "Cast", "gather", "minutes", "people"]
