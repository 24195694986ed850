"""What can be brought in from a file: for each kind its columns, in three languages, and what a row of it does."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from gensui.cases.actions import catalogue, history, intake
from gensui.cases.actions.history import Past
from gensui.cases.leaves import initials
from gensui.cases.models import Category, Complexity, PriceItem, Priority, RequestType
from gensui.cases.recorded import Request
from gensui.cli import moves
from gensui.cli.cells import BadCell
from gensui.core.plain import plain
from gensui.core.refusal import Refusal
from gensui.ledger import queries as ledger
from gensui.ledger.requests import house_key
from gensui.oversight import leavers
from gensui.oversight.actions import leaving
from gensui.oversight.actions.leaving import Hands
from gensui.oversight.models import Leaving
from gensui.people.acting import SYSTEM, Entry
from gensui.people.actions import keeping, one
from gensui.people.actions.master import Outcome
from gensui.people.models import Department, Employee, Resident, Site, Unit
from gensui.replay.table import Cell, Rows

OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the name we give it, other headings it is known by, and whether it must be filled."""

    name: str
    known_as: tuple[str, ...] = ()
    must: bool = False
    choices: tuple[str, ...] = ()
    usual: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """Something that can be brought in. ``bring`` does what a row asks."""

    columns: tuple[Column, ...]
    bring: Callable[[Site | None, Mapping[str, str], datetime], Outcome]
    of_a_site: bool = True


@dataclass(slots=True)
class Report:
    """What an import does, or would do."""

    counts: dict[str, int] = field(default_factory=lambda: {"new": 0, "changed": 0, "same": 0})
    faults: list[tuple[int, BadCell]] = field(default_factory=list)


class NoColumn(Refusal):
    """A column that must be there is not."""

    code = "no_column"


def bring_in(kind: Kind, rows: Rows, site: Site | None, at: datetime) -> Iterator[Report]:
    """Do what each row asks; after each, what was done so far. Must run inside a transaction: with faults, undo it.

    Refuses a table without a column that must be there (``NoColumn``).
    """
    places = _places(kind, rows.headings)
    report = Report()
    for number, cells in rows:
        try:
            values = {column.name: _clean(column, cells, places) for column in kind.columns}
            report.counts[kind.bring(site, values, at)] += 1
        except BadCell as bad:
            report.faults.append((number, bad))
        except Refusal as refusal:
            report.faults.append((number, BadCell("", "", refusal.sentence)))
        yield report


def _places(kind: Kind, headings: tuple[str, ...]) -> dict[str, int]:
    there = {heading.strip().lower(): place for place, heading in enumerate(headings)}
    found = {}
    for column in kind.columns:
        names = [column.name, *column.known_as]
        place = next((there[name.lower()] for name in names if name.lower() in there), None)
        if place is None and column.must:
            raise NoColumn(
                _("There is no column {name} (or {others}). The headings are: {headings}.").format(
                    name=column.name, others=", ".join(column.known_as), headings=", ".join(headings)
                )
            )
        if place is not None:
            found[column.name] = place
    return found


def _clean(column: Column, cells: list[Cell], places: Mapping[str, int]) -> str:
    value = cells[places[column.name]] if column.name in places else None
    text = _text(value)
    if not text:
        if column.must:
            raise BadCell(column.name, "", _("this must not be empty"))
        return column.usual
    if column.choices and text not in column.choices:
        raise BadCell(column.name, text, _("it is one of {choices}").format(choices=", ".join(column.choices)))
    return text


def _text(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return plain(str(value)).strip()


def _site(_of: Site | None, row: Mapping[str, str], at: datetime) -> Outcome:
    try:
        ZoneInfo(row["zone"])
    except (KeyError, ValueError):
        raise BadCell("zone", row["zone"], _("there is no such time zone")) from None
    return keeping.keep_site(**row, actor=OPERATOR, at=at)


def _unit(site: Site | None, row: Mapping[str, str], at: datetime) -> Outcome:
    assert site is not None
    return keeping.keep_unit(site=site, **row, actor=OPERATOR, at=at)


def _area(site: Site | None, row: Mapping[str, str], at: datetime) -> Outcome:
    assert site is not None
    return keeping.keep_area(site=site, name=row["name"], actor=OPERATOR, at=at)


def _home(site: Site | None, label: str) -> Unit:
    assert site is not None
    unit = Unit.objects.called(site, label).first()
    if unit is None:
        raise BadCell("home", label, _("there is no such home; bring in the units first"))
    return unit


def _resident(site: Site | None, row: Mapping[str, str], at: datetime) -> Outcome:
    values = {name: value for name, value in row.items() if name not in ("home", "phone_signed_on")}
    unit, signed_on = _home(site, row["home"]), moves.signed_on(row)
    return keeping.keep_resident(unit=unit, **values, signed_on=signed_on, actor=OPERATOR, at=at)


def _move(site: Site | None, row: Mapping[str, str], at: datetime) -> Outcome:
    return moves.bring_move(_home(site, row["home"]), row, _colleague(site, "by", row), at)


def _colleague(site: Site | None, column: str, row: Mapping[str, str]) -> Employee | None:
    """Who works there under the number in this column; nobody where it is empty."""
    if not row[column]:
        return None
    there = Employee.objects.working().filter(number=row[column], department__site=site)
    found = there.select_related("department__site").first()
    if found is None:
        raise BadCell(column, row[column], _("nobody has this staff number"))
    return found


def _employee(site: Site | None, row: Mapping[str, str], at: datetime) -> Outcome:
    department = Department.objects.get(site=site, kind=row["department"])
    values = {name: value for name, value in row.items() if name not in ("department", "skills", "newcomer")}
    skills = tuple(skill for skill in row["skills"].replace(",", " ").split() if skill)
    outcome = keeping.keep_employee(department=department, skills=skills, **values, actor=OPERATOR, at=at)
    if outcome == "new" and row["newcomer"] == "yes":
        one.begin_employment(employee=Employee.objects.get(number=row["number"]), actor=OPERATOR, at=at)
    return outcome


def _leaver(site: Site | None, row: Mapping[str, str], at: datetime) -> Outcome:
    """Somebody leaves today, or on a day to come: what the person holds goes to whom the row names, else to who falls in."""
    if Employee.objects.filter(number=row["number"], department__site=site).exclude(left_on=None).exists():
        return "same"
    leaver, by = _colleague(site, "number", row), _colleague(site, "by", row)
    assert leaver is not None
    assert by is not None
    given = {
        hands: _colleague(site, hands, row)
        for hands in ("orders_to", "follower", "plans_to", "complaints_to", "courses_to")
    }
    hands = Hands(**given, reason=row["reason"])
    last_on = moves.day("on", row["on"]) if row["on"] else None
    today = at.astimezone(ZoneInfo(leaver.department.site.zone)).date()
    if leaver.role in Leaving.BY_TWO:
        last_on = last_on or today  # noted, and nothing before another has confirmed it at the desk
    elif last_on is None or last_on == today:
        leaving.end_employment(employee=leaver, actor=by, at=at, hands=hands)
        return "changed"
    if leavers.is_planned(leaver, last_on, hands):
        return "same"
    leaving.plan_leaving(employee=leaver, actor=by, at=at, last_on=last_on, hands=hands)
    return "changed"


def _names(row: Mapping[str, str]) -> dict[str, str]:
    return {
        "zh-Hant": row["name_zh_hant"], "zh-Hans": row["name_zh_hans"] or row["name_zh_hant"],
        "en": row["name_en"] or row["name_zh_hant"],
    }  # fmt: skip


def _words(row: Mapping[str, str]) -> dict[str, list[str]] | None:
    """What people say of a category; none given, where no column of them is filled."""
    columns = {"zh-Hant": row["words_zh_hant"], "zh-Hans": row["words_zh_hans"], "en": row["words_en"]}
    found = {
        language: [word.strip() for word in re.split("[;；]", said) if word.strip()]
        for language, said in columns.items()
    }
    return found if any(found.values()) else None


def _category(_of: Site | None, row: Mapping[str, str], at: datetime) -> Outcome:
    name = _names(row)
    short = " ".join(dict.fromkeys([initials(name["zh-Hans"]), initials(name["zh-Hant"])]))
    return catalogue.keep_category(
        key=row["key"], name=name, department=row["department"], priority=row["priority"], complexity=row["complexity"],
        request_type=row["request_type"], initials=short, words=_words(row), actor=OPERATOR, at=at,
    )  # fmt: skip


def _price(_of: Site | None, row: Mapping[str, str], at: datetime) -> Outcome:
    price = _amount("price", row["price"])
    most = _amount("most", row["most"]) if row["most"] else price
    if most < price:
        raise BadCell("most", row["most"], _("this is less than the price"))
    return catalogue.keep_price(
        key=row["key"], name=_names(row), kind=row["kind"], unit=row["unit"], price=price, most=most,
        specification=row["specification"], actor=OPERATOR, at=at,
    )  # fmt: skip


def _amount(column: str, text: str) -> Decimal:
    try:
        amount = Decimal(text.replace(",", "")).quantize(Decimal("0.01"))
    except InvalidOperation:
        raise BadCell(column, text, _("this is no amount of money")) from None
    if not 0 <= amount < Decimal(10_000_000):
        raise BadCell(column, text, _("this is no amount of money"))
    return amount


def _case(site: Site | None, row: Mapping[str, str], at: datetime) -> Outcome:
    """An open request of another system: it has stood there since, but is taken over now, and its clocks run from now."""
    assert site is not None
    once = house_key(f"import:{site.key}:{row['key']}")
    if ledger.was_recorded(once):
        return "same"
    category = Category.objects.filter(pk=row["category"]).first()
    if category is None:
        raise BadCell("category", row["category"], _("there is no such category; bring in the categories first"))
    actor = Employee.objects.filter(number=row["follower"], department__site=site).first()
    if actor is None:
        raise BadCell("follower", row["follower"], _("nobody has this staff number"))
    unit = _home(site, row["home"])
    resident = Resident.objects.present().filter(household__unit=unit, name=row["requester_name"]).first()
    request = Request(
        channel="other", requester_name=row["requester_name"], relation=resident.relation if resident else "owner",
        phone=row["phone"], content=row["content"], place=row["place"] or "—", category=category, unit=unit, resident=resident,
        priority=row["priority"], instead=("taken_over",),
    )  # fmt: skip
    since = _moment(site, row["opened_at"], at)
    there = _("Taken over from another system, where it has stood since {since}. Every promise runs from now.")
    note = there.format(since=since.astimezone(ZoneInfo(site.zone)).strftime("%Y-%m-%d %H:%M"))
    intake.take_in(site=site, request=request, actor=actor, at=at, entry=Entry(once=once, note=note), since=since)
    return "new"


def _closed_case(site: Site | None, row: Mapping[str, str], at: datetime) -> Outcome:
    """A closed request of another system, with the times it had there: history, by which nothing is promised."""
    assert site is not None
    if ledger.was_recorded(house_key(f"import:{site.key}:{row['key']}")):
        return "same"
    category = Category.objects.filter(pk=row["category"]).first()
    if category is None:
        raise BadCell("category", row["category"], _("there is no such category; bring in the categories first"))
    handler = Employee.objects.filter(number=row["handler"], department__site=site).first() if row["handler"] else None
    if row["handler"] and handler is None:
        raise BadCell("handler", row["handler"], _("nobody has this staff number"))
    unit = _home(site, row["home"])
    past = Past(
        key=row["key"], opened_at=_moment(site, row["opened_at"], at), closed_at=_moment(site, row["closed_at"], at, "closed_at"),
        unit=unit, requester_name=row["requester_name"], content=row["content"], category=category, phone=row["phone"],
        place=row["place"], priority=row["priority"], done=row["done"], handler=handler,
        resident=Resident.objects.filter(household__unit=unit, name=row["requester_name"], erased_at=None).first(),
    )  # fmt: skip
    if past.closed_at < past.opened_at:
        raise BadCell("closed_at", row["closed_at"], _("this lies before the beginning"))
    history.bring_closed(site=site, past=past, actor=SYSTEM, at=at)
    return "new"


def _moment(site: Site, text: str, at: datetime, column: str = "opened_at") -> datetime:
    try:
        moment = datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        raise BadCell(column, text, _("this is no time; write it as 2026-11-23 10:05")) from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(site.zone))
    if moment > at:
        raise BadCell(column, text, _("this lies in the future"))
    return moment


NAMES = (
    Column("name_zh_hant", ("名稱", "繁體名稱"), must=True), Column("name_zh_hans", ("名称", "简体名称")),
    Column("name_en", ("英文名稱", "english")),
)  # fmt: skip
SIGNED_ON = ("電話簽署日期", "电话签署日期")
"""When a form was signed that names the number: it proves whose it is."""
KINDS: dict[str, Kind] = {
    "sites": Kind(
        (
            Column("key", ("代碼", "代码"), must=True), Column("name", ("名稱", "名称"), must=True),
            Column("zone", ("時區", "时区"), usual="Asia/Shanghai"), Column("hotline", ("服務電話", "服务电话")),
        ), _site, of_a_site=False,
    ),
    "units": Kind(
        (
            Column("building", ("樓棟", "楼栋"), must=True), Column("staircase", ("單元", "单元")),
            Column("room", ("房號", "房号", "室"), must=True),
        ), _unit,
    ),
    "areas": Kind((Column("name", ("公共區域", "公共区域", "名稱", "名称"), must=True),), _area),
    "residents": Kind(
        (
            Column("home", ("房號", "房号"), must=True), Column("name", ("姓名",), must=True),
            Column("relation", ("身份",), choices=tuple(Resident.Relation.values), usual="owner"),
            Column("phone", ("電話", "电话", "手機", "手机")), Column("email", ("電子郵件", "邮箱")),
            Column("preference", ("聯繫方式", "联系方式"), choices=tuple(Resident.Preference.values), usual="phone"),
            Column("language", ("語言", "语言"), choices=("zh-hant", "zh-hans", "en"), usual="zh-hant"),
            Column("phone_signed_on", SIGNED_ON),
        ), _resident,
    ),
    "moves": Kind(
        (
            Column("home", ("房號", "房号"), must=True), Column("act", ("事項", "事项"), must=True, choices=moves.ACTS),
            Column("name", ("姓名",), must=True), Column("phone", ("電話", "电话", "手機", "手机")),
            Column("relation", ("身份",), choices=tuple(Resident.Relation.values), usual="owner"),
            Column("on", ("日期",)), Column("until", ("租期至", "租期止")), Column("by", ("經辦人工號", "经办人工号")),
            Column("language", ("語言", "语言"), choices=("zh-hant", "zh-hans", "en"), usual="zh-hant"),
            Column("phone_signed_on", SIGNED_ON),
        ), _move,
    ),
    "staff": Kind(
        (
            Column("number", ("工號", "工号"), must=True), Column("name", ("姓名",), must=True),
            Column("department", ("部門", "部门"), must=True, choices=tuple(Department.Kind.values)),
            Column("role", ("角色",), must=True, choices=tuple(Employee.Role.values)), Column("email", ("電子郵件", "邮箱")),
            Column("phone", ("電話", "电话")), Column("skills", ("專長", "专长")), Column("password", ("密碼", "密码")),
            Column("newcomer", ("新人", "新員工", "新员工"), choices=("no", "yes"), usual="no"),
        ), _employee,
    ),
    "leavers": Kind(
        (
            Column("number", ("工號", "工号"), must=True), Column("by", ("經辦人工號", "经办人工号"), must=True),
            Column("orders_to", ("工單轉給", "工单转给")), Column("follower", ("跟進人工號", "跟进人工号")),
            Column("plans_to", ("計劃轉給", "计划转给")), Column("complaints_to", ("投訴調查人工號", "投诉调查人工号")),
            Column("courses_to", ("培訓轉給", "培训转给")), Column("on", ("最後工作日", "最后工作日")),
            Column("reason", ("備註", "备注")),
        ), _leaver,
    ),
    "categories": Kind(
        (
            Column("key", ("代碼", "代码"), must=True), *NAMES,
            Column("department", ("部門", "部门"), must=True, choices=tuple(Department.Kind.values)),
            Column("priority", ("緊急程度", "紧急程度"), choices=tuple(Priority.values), usual="P3"),
            Column("complexity", ("複雜程度", "复杂程度"), choices=tuple(Complexity.values), usual="general"),
            Column("request_type", ("類型", "类型"), choices=tuple(RequestType.values), usual="repair"),
            Column("words_zh_hant", ("俗稱",)), Column("words_zh_hans", ("俗称",)), Column("words_en"),
        ), _category, of_a_site=False,
    ),
    "prices": Kind(
        (
            Column("key", ("代碼", "代码"), must=True), *NAMES,
            Column("kind", ("種類", "种类"), choices=tuple(PriceItem.Kind.values), usual="material"),
            Column("unit", ("單位", "单位"), must=True), Column("price", ("單價", "单价"), must=True),
            Column("most", ("上限",)), Column("specification", ("規格", "规格")),
        ), _price, of_a_site=False,
    ),
    "cases": Kind(
        (
            Column("key", ("單號", "单号"), must=True), Column("opened_at", ("受理時間", "受理时间"), must=True),
            Column("home", ("房號", "房号"), must=True), Column("requester_name", ("報事人", "报事人"), must=True),
            Column("phone", ("電話", "电话"), must=True), Column("content", ("內容", "内容"), must=True),
            Column("category", ("分類", "分类"), must=True), Column("follower", ("跟進人工號", "跟进人工号"), must=True),
            Column("place", ("位置",)), Column("priority", ("緊急程度", "紧急程度"), choices=tuple(Priority.values)),
        ), _case,
    ),
    "closed-cases": Kind(
        (
            Column("key", ("單號", "单号"), must=True), Column("opened_at", ("受理時間", "受理时间"), must=True),
            Column("closed_at", ("完成時間", "完成时间", "關閉時間", "关闭时间"), must=True),
            Column("home", ("房號", "房号"), must=True), Column("requester_name", ("報事人", "报事人"), must=True),
            Column("phone", ("電話", "电话")), Column("content", ("內容", "内容"), must=True),
            Column("category", ("分類", "分类"), must=True), Column("handler", ("處理人工號", "处理人工号")),
            Column("done", ("處理過程", "处理过程")), Column("place", ("位置",)),
            Column("priority", ("緊急程度", "紧急程度"), choices=("", *Priority.values)),
        ), _closed_case,
    ),
}  # fmt: skip
