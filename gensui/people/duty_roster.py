"""Who holds which role at a moment, by the roster: from posts, shifts and absences.

Three ways of being there: on duty; without a roster (nothing planned for a week before and after, so always there unless noted
as away); off duty. The statement and ``Presence`` answer alike: the first for one moment, the second for many.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from gensui.core.standing import APART, AT_DESK, BY, DESK, HOUSE, OFF, away, first_there, house_key, kept_apart
from gensui.people.access import LED_AS_ONE
from gensui.people.models import Absence, Duty, Employee, Site

WEEK = timedelta(days=7)
ON_DUTY, UNROSTERED, OFF_DUTY = 0, 1, 2
LEADING = ("service_head", "team_leader", "dept_head", "admin_manager", "general_manager", "hr", "agent")
NAMED = {
    "service_head": ("service_head",),
    "admin_manager": ("admin_manager", "duty_manager", "supervision_team"),
    "general_manager": ("general_manager", "company"),
    "hr": ("hr",),
    "agent": ("agent",),
}
"""The roles of the policy that a post of the whole community fills."""
EVERYWHERE = frozenset({"duty_manager"})
"""Roles that whoever stands on their post fills for every department."""
MOST_NAMED = 3

COLUMNS = ("number", "role", "kind", "fills", "away", "since", "back")
PLACES = f"""
SELECT e.number, e.role, d.kind, p.fills, o.starts_at AS since, d.site_id,
  CASE WHEN o.id IS NOT NULL THEN {ON_DUTY}
    WHEN EXISTS (SELECT 1 FROM people_absence AS a
      WHERE a.employee_id = e.id AND a.since_on <= %(today)s AND a.last_on >= %(today)s) THEN {OFF_DUTY}
    WHEN EXISTS (SELECT 1 FROM people_duty AS x
      WHERE x.employee_id = e.id AND x.starts_at > %(week_ago)s AND x.starts_at < %(in_a_week)s) THEN {OFF_DUTY}
    ELSE {UNROSTERED} END AS away,
  CASE WHEN o.id IS NULL THEN (SELECT min(x.starts_at) FROM people_duty AS x
    WHERE x.employee_id = e.id AND x.starts_at > %(now)s AND x.starts_at < %(in_a_week)s) END AS back
FROM people_employee AS e JOIN people_department AS d ON d.id = e.department_id
LEFT JOIN people_duty AS o ON o.employee_id = e.id AND o.starts_at <= %(now)s AND o.ends_at > %(now)s
LEFT JOIN people_post AS p ON p.id = o.post_id
WHERE e.left_on IS NULL
"""
LEADING_ROLES = ", ".join(f"'{role}'" for role in LEADING)
WHO_LEADS = f"(e.role IN ({LEADING_ROLES}) OR p.fills > '')"
LEADERS = f"{PLACES} AND {WHO_LEADS}"
"""Written out, because every act on a case asks it."""
LEADERS_OR_NAMED = f"""
SELECT {", ".join(f"l.{name}" for name in COLUMNS)} FROM ({PLACES}
AND d.site_id = %(site)s AND ({WHO_LEADS} OR e.id IN (%(named_1)s, %(named_2)s, %(named_3)s))) AS l
ORDER BY l.away, l.since DESC, l.number
"""
EVERYBODY = f"""
SELECT {", ".join(f"l.{name}" for name in COLUMNS)} FROM ({PLACES} AND d.site_id = %(site)s) AS l
ORDER BY l.away, l.since DESC, l.number
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands at a moment. ``since`` is when the duty began, ``back`` when the next one begins."""

    number: str
    role: str
    kind: str
    fills: str = ""
    away: int = ON_DUTY
    since: datetime | None = None
    back: datetime | None = None

    @property
    def key(self) -> str:
        """What the ledger calls this person."""
        return f"staff:{self.number}"


def moment(zone: str, at: datetime) -> dict[str, Any]:
    """The values that the statement asks for."""
    time = connection.ops.adapt_datetimefield_value
    today = connection.ops.adapt_datefield_value(at.astimezone(ZoneInfo(zone)).date())
    return {"now": time(at), "today": today, "week_ago": time(at - WEEK), "in_a_week": time(at + WEEK)}


def places(rows: Iterable[Sequence[Any]]) -> list[Place]:
    """The rows of the statement, whose columns are ``COLUMNS``."""
    return [
        Place(number, role, kind, fills or "", off, _time(since), _time(back))
        for number, role, kind, fills, off, since, back in rows
    ]


def _time(value: Any) -> datetime | None:
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.replace(tzinfo=value.tzinfo or UTC) if value is not None else None


def leaders(found: Iterable[Place], department: str, house: str, at: datetime) -> dict[str, str]:
    """Who holds which leading role for a department, by key.

    Whoever stands on a post that fills a role goes first, then who came on duty last. Of several at the desk each has a turn.
    """
    by_name: dict[str, list[Place]] = {}
    ordered = sorted(found, key=lambda one: (one.away, one.kind != department))  # stable: the newest duty first
    for one in ordered:
        if one.fills and one.away == ON_DUTY and (one.kind == department or one.fills in EVERYWHERE):
            by_name.setdefault(one.fills, []).append(one)
    for one in ordered:
        for name in _names(one.role, one.kind, department):
            by_name.setdefault(name, []).append(one)
    roles = {HOUSE: house} if house else {}
    for name, those in by_name.items():
        if (
            name == "agent" and those[0].away < OFF_DUTY
        ):  # at home there are no turns: a promise would wander each minute
            there = [one for one in those if one.away == those[0].away]
            turn = at.minute % len(there)
            those = there[turn:] + there[:turn]
        fill(roles, name, those)
    return roles


def fill(roles: dict[str, str], role: str, those: Sequence[Place]) -> None:
    """Write down who of ``those`` holds a role: the first who is there, or whoever is back first. Nobody is written nowhere."""
    roles.pop(role, None)
    roles.pop(OFF + role, None)
    present = next((one for one in those if one.away < OFF_DUTY), None)
    if present is not None:
        roles[role] = present.key
    elif those:
        latest = datetime.max.replace(tzinfo=UTC)
        first = min(those, key=lambda one: one.back or latest)
        roles[OFF + role] = away(first.key, first.back)


def _names(role: str, kind: str, department: str) -> tuple[str, ...]:
    """Which roles of the policy somebody fills for a department. Cleaning and greening share a head, but no team's leader."""
    if role in NAMED:
        own = ("dept_head",) if role == "service_head" and department == "customer_service" else ()
        return (*NAMED[role], *own)
    if role == "team_leader" and kind == department:
        return ("team_leader", "security_leader") if kind == "security" else (role,)
    if role == "dept_head" and (kind == department or LED_AS_ONE.issuperset((kind, department))):
        return (role,)
    return ()


@dataclass(slots=True)
class _Person:
    number: str
    role: str
    kind: str
    duties: list[tuple[datetime, datetime, int | None, int | None, str]] = field(default_factory=list)
    absences: list[tuple[date, date]] = field(default_factory=list)

    def place(self, at: datetime, today: date) -> Place:
        """Where this person stands then."""
        for starts_at, ends_at, _post, _shift, fills in self.duties:
            if starts_at <= at < ends_at:
                return Place(self.number, self.role, self.kind, fills, ON_DUTY, starts_at)
        back = min((one[0] for one in self.duties if at < one[0] < at + WEEK), default=None)
        noted = any(first <= today <= last for first, last in self.absences)
        planned = noted or any(at - WEEK < one[0] < at + WEEK for one in self.duties)
        return Place(self.number, self.role, self.kind, "", OFF_DUTY if planned else UNROSTERED, None, back)

    def stands_on(self, at: datetime, post: int | None, shift: int | None) -> bool:
        """Whether this person is on duty then, on this post or shift."""
        return any(
            one[0] <= at < one[1] and (one[2] == post if post is not None else one[3] == shift) for one in self.duties
        )


@dataclass(slots=True)
class _House:
    """A community's roster of a stretch; its answers change only where a duty begins or ends, or a day does."""

    zone: ZoneInfo
    people: dict[str, _Person] = field(default_factory=dict)
    changes: list[datetime] = field(default_factory=list)
    places: dict[int, list[Place]] = field(default_factory=dict)

    def at(self, at: datetime) -> list[Place]:
        """Where everybody stands then, who is there and came last first."""
        stretch = bisect_right(self.changes, at)
        if stretch not in self.places:
            today = at.astimezone(self.zone).date()
            found = [person.place(at, today) for person in self.people.values()]
            self.places[stretch] = sorted(
                found, key=lambda one: (one.away, -(one.since.timestamp() if one.since else 0), one.number)
            )
        return self.places[stretch]


class Presence:
    """The rosters of all communities for a stretch, for asking often. Four queries, when it is made."""

    def __init__(self, since: datetime, until: datetime) -> None:
        self.since, self.until = since, until
        self.houses = {key: _House(ZoneInfo(zone)) for key, zone in Site.objects.values_list("key", "zone")}
        self.of: dict[str, _House] = {}
        staff = Employee.objects.working().values_list("number", "role", "department__kind", "department__site__key")
        for number, role, kind, site in staff.order_by("number"):
            self.houses[site].people[number] = _Person(number, role, kind)
            self.of[number] = self.houses[site]
        self._read_duties(since - WEEK, until + WEEK)
        for number, first, last in Absence.objects.values_list("employee__number", "since_on", "last_on").filter(
            last_on__gte=(since - WEEK).date(), since_on__lte=(until + WEEK).date()
        ):
            if number in self.of:
                self.of[number].people[number].absences.append((first, last))

    def _read_duties(self, since: datetime, until: datetime) -> None:
        found = Duty.objects.filter(ends_at__gt=since, starts_at__lt=until).order_by("starts_at")
        changes: dict[int, set[datetime]] = {}
        for number, starts_at, ends_at, post, shift, fills in found.values_list(
            "employee__number", "starts_at", "ends_at", "post", "shift", "post__fills"
        ):
            if number in self.of:
                house = self.of[number]
                house.people[number].duties.append((starts_at, ends_at, post, shift, fills or ""))
                changes.setdefault(id(house), set()).update((starts_at, ends_at))
        for house in self.houses.values():
            day = since.astimezone(house.zone).replace(hour=0, minute=0, second=0, microsecond=0)
            days = {day + timedelta(days=count) for count in range((until - since).days + 2)}
            house.changes = sorted(changes.get(id(house), set()) | days)

    def changes(self, after: datetime, until: datetime) -> list[datetime]:
        """The instants after ``after`` and up to ``until`` at which somebody comes on duty or leaves."""
        found = {at for house in self.houses.values() for at in house.changes if after < at <= until}
        return sorted(found)

    def roles_at(
        self,
        site: str,
        department: str,
        at: datetime,
        by: Mapping[str, str] | None = None,
        without: frozenset[str] = frozenset(),
    ) -> dict[str, str]:
        """Who holds which role there then. ``by`` says for a role which person, post or shift fills it; ``without``, who none."""
        house = self.houses[site]
        there = [one for one in house.at(at) if one.key not in without] if without else house.at(at)
        roles = leaders(
            (one for one in there if one.role in LEADING or one.fills), department, house_key(site, department), at
        )
        for role, key in (by or {}).items():
            self._fill(house, roles, role, key, at)
        return roles

    def again(self, known: Mapping[str, str], at: datetime) -> Mapping[str, str]:
        """The same roles as the roster has them at another time. What came from no roster stays as it is."""
        kind, _colon, rest = known.get(HOUSE, "").partition(":")
        site, _dot, department = rest.rpartition(".")
        if kind != HOUSE or site not in self.houses:
            return known
        apart = kept_apart(known)
        roles = self.roles_at(site, department, at, without=apart)
        sources = {role.removeprefix(BY): key for role, key in known.items() if role.startswith(BY)}
        house = self.houses[site]
        for role, key in known.items():
            name = role.removeprefix(OFF)
            if role == HOUSE or role.startswith(BY) or name in roles or OFF + name in roles or name in sources:
                continue
            if role.startswith(APART):
                roles[role] = key
                continue
            person = key.partition("/")[0] if role.startswith(OFF) else key
            self._fill(house, roles, name, person, at)
        if follower := roles.get("follower"):
            roles["agent"] = follower
        for role, key in sources.items():
            self._fill(house, roles, role, key, at)
        return roles

    def holds(self, holder: str, role: str, known: Mapping[str, str], at: datetime) -> bool:
        """Whether somebody is on duty then and fills this role by the post that the person has."""
        _kind, _colon, rest = known.get(HOUSE, "").partition(":")
        site, _dot, department = rest.rpartition(".")
        house = self.houses.get(site)
        return (
            house is not None
            and holder not in kept_apart(known)
            and any(
                one.key == holder and one.away < OFF_DUTY and role in _names(one.role, one.kind, department)
                for one in house.at(at)
            )
        )

    def is_there(self, holder: str, at: datetime) -> bool:
        """Whether somebody is on duty then, or keeps no roster and is not noted as away."""
        house = self.of.get(holder.removeprefix("staff:"))
        return house is not None and any(one.key == holder and one.away < OFF_DUTY for one in house.at(at))

    def _fill(self, house: _House, roles: dict[str, str], role: str, key: str, at: datetime) -> None:
        kind, _colon, name = key.partition(":")
        if kind in ("post", "shift"):
            post, shift = (int(name), None) if kind == "post" else (None, int(name))
            hands = {one.number for one in house.people.values() if one.stands_on(at, post, shift)}
            roles[BY + role] = key
            fill(roles, role, [one for one in house.at(at) if one.number in hands])
        elif key == DESK:
            roles[BY + role] = key
            if there := first_there(roles, AT_DESK):
                roles[role] = there
        elif kind == "staff" and name in self.of:
            fill(roles, role, [one for one in self.of[name].at(at) if one.number == name])
        elif kind != "staff":
            roles[role] = key
