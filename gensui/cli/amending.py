"""The policy's own life in the simulated community: an older amendment in force, and a draft about which staff is asked."""

from datetime import datetime, timedelta

from gensui.amendments.actions import deciding, drafting, studying
from gensui.amendments.models import Draft
from gensui.ledger import policies
from gensui.people.models import Employee

DRAFTER, MANAGER, STAFF = "A02", "A01", ("K02", "M07")
DAY = timedelta(days=1)
SHORTER = "八分鐘內聯繫業主"
TONE = {
    "zh-Hant": "與業主說話先報姓名，客氣、親切、有耐心。",
    "zh-Hans": "与业主说话先报姓名，客气、亲切、有耐心。",
    "en": "Whoever speaks with an owner gives their name first, and is courteous, warm and patient.",
}

EIGHT = {
    "title": {"zh-Hant": "八分鐘聯繫", "zh-Hans": "八分钟联系", "en": "Contact in eight minutes"},
    "text": {
        "zh-Hant": "維修單派到後八分鐘內聯繫業主，說定維修的事。",
        "zh-Hans": "维修单派到后八分钟内联系业主，说定维修的事。",
        "en": "Within eight minutes of getting a repair the handler speaks with the owner and settles what is to be done.",
    },
}


def amend_once(*, first_day: datetime, now: datetime) -> None:
    """An amendment of words, discussed and approved in the first days, where there are some. Done before, it changes nothing."""
    people = _people()
    if first_day + 4 * DAY > now:
        return
    if Draft.objects.exists() or not {DRAFTER, MANAGER} <= people.keys():
        return
    drafter, manager = people[DRAFTER], people[MANAGER]
    draft = drafting.start_draft(title="先報姓名", version=_next(1, now), actor=drafter, at=first_day)
    clause = policies.meant("spoken")[0]
    drafting.change_clause(draft=draft, clause=clause, words={"text": TONE}, actor=drafter, at=first_day)
    deciding.ask_staff(draft=draft, until=first_day + DAY, actor=drafter, at=first_day)
    approved = first_day + 2 * DAY
    deciding.approve_draft(draft=draft, published_at=approved, starts_at=approved + DAY / 2, actor=manager, at=approved)


def ask_now(*, first_day: datetime, now: datetime) -> None:
    """A draft with a shorter limit, in consultation; the worker tries it on the last month."""
    people = _people()
    if Draft.objects.filter(title=SHORTER).exists() or DRAFTER not in people:
        return
    drafter, asked = people[DRAFTER], now - DAY / 24
    draft = drafting.start_draft(title=SHORTER, version=_next(2, now), actor=drafter, at=asked)
    clause = policies.meant("contacted")[0]
    drafting.change_clause(draft=draft, clause=clause, words={"limit": "8 min"} | EIGHT, actor=drafter, at=asked)
    deciding.ask_staff(draft=draft, until=now + 7 * DAY, actor=drafter, at=asked)
    for number, said in zip(STAFF, ("電話多的時候來不及。", "可以，但夜間請除外。"), strict=True):
        if number in people:
            deciding.comment(draft=draft, clause=clause, text=said, actor=people[number], at=now)
    since = max(first_day, now - 30 * DAY)
    studying.ask_what_if(draft=draft, since=since, until=now, actor=drafter, at=now)
    studying.ask_staffing(since=since, until=now, actor=drafter, at=now)


def _next(number: int, now: datetime) -> str:
    """The version of an amendment: that of the policy in force, and a number."""
    base = policies.in_force(policies.newest(), now).version.partition("-")[0]
    return f"{base}-{number}"


def _people() -> dict[str, Employee]:
    found = Employee.objects.select_related("user", "department__site").filter(number__in=[DRAFTER, MANAGER, *STAFF])
    return {one.number: one for one in found}
