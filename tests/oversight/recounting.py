"""A month counted once more, by other means: loops over raw rows, with clauses, targets and weights written out from the rules.

Nothing of ``oversight`` and ``core.scoring`` is used here, nor the policy: where both agree, either is right, or both are wrong
in the same way by two different roads.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db import connection

Row = dict[str, Any]
Counted = dict[tuple[str, str], tuple[Fraction, int]]

CLAUSES = {
    "K01": "3.1.2", "K03": "4.1.5", "K06": "3.2.5 4.2.1", "K07": "4.2.2 4.4.9", "K08": "4.2.3", "K09": "4.2.9",
    "K11": "4.2.12 4.4.10", "K12": "4.1.9", "K13": "3.3.3", "K14": "4.1.8", "K17": "3.4.1", "K22": "6.1.6 6.1.7", "K26": "4.3.8",
    "K27": "4.3.9", "K28": "4.3.13", "K29": "4.4.2 4.4.3 4.4.4 4.4.5", "K32": "5.1.1 5.1.5 5.1.7 5.1.8", "K33": "6.1.3",
    "PLAN": "6.1.2", "APPEALS": "6.3.11", "K04": "4.1.4",
}  # fmt: skip
"""Where it is enough to ask whether a promise was kept."""
REFUSED = frozenset(
    "3.1.4 3.1.5 3.1.6 3.1.8 3.2.3 3.2.10 3.3.6 3.3.7 3.4.2 3.4.3 3.4.4 3.4.5 4.2.13 5.1.2 5.2.2 6.1.1 6.2.3 6.2.5 6.3.2 6.3.6 "
    "6.3.9 C26.1".split()
)
"""Records that are refused until they are whole: none of them can fail, so none counts."""
NOBODYS = frozenset("C02.1 6.3.13 7.5".split())
"""What only shows a difference, or is the house's."""
RULES = {
    "K01": (95, 85), "K03": (98, 90), "K04": (100, 95), "K05": (97, 90), "K06": (95, 85), "K07": (95, 85), "K08": (95, 85),
    "K09": (95, 85), "K10": (90, 75), "K11": (97, 90), "K12": (97, 90), "K13": (98, 90), "K14": (90, 75), "K15": (95, 85),
    "K16": (100, 95), "K17": (98, 90), "K19": (95, 85), "K20": (2, 5), "K22": (98, 90), "K23": (3, 8), "K24": (100, 97),
    "K25": (98, 90), "K26": (97, 90), "K27": (90, 70), "K28": (100, 95), "K29": (99, 95), "K30": (95, 85), "K31": (97, 90),
    "K32": (100, 95), "K33": (98, 90), "PLAN": (100, 90), "APPEALS": (100, 90),
}  # fmt: skip
"""Target and floor in percent; of K20 and K23 there should be little."""
WEIGHTS = {
    "agent": "K01 10 K03 15 K04 10 K05 5 K12 10 K13 10 K14 5 K17 15 K19 15 CALLS 5",
    "repairer": "K06 15 K07 15 K08 5 K09 10 K10 5 K11 10 K20 10 K19 20 K30 5 K23 5",
    "guard": "K24 15 K25 15 K26 15 K27 10 K28 5 K11 5 K30 15 K19 15 K23 5",
    "cleaner": "K29 25 K30 25 K07 15 K11 10 K19 20 K23 5",
    "gardener": "K31 30 K30 25 K07 10 K11 10 K19 20 K23 5",
    "leader": "TEAM 50 K15 15 K19 15 K30 10 K33 10",
    "head": "TEAM 35 K15 15 K22 10 K14 10 K33 10 K19 15 K32 5",
    "personnel": "K23 50 K32 50",
    "administration": "PLAN 25 K33 25 K22 15 APPEALS 10 K32 10 K19 15",
}
ALSO = {
    "K10": "C11.1",
    "K15": "C30.1",
    "K16": "3.4.1",
    "K18": "3.4.1",
    "K24": "4.3.3",
    "K25": "4.3.2",
    "K31": "4.4.6 4.4.8",
}
"""Where more is asked."""
POSTS = {
    "team_leader": "leader", "technician": "repairer", "service_head": "head", "dept_head": "head", "admin_manager": "administration", "hr": "personnel",
    "agent": "agent", "guard": "guard", "cleaner": "cleaner", "gardener": "gardener",
}  # fmt: skip
TRADES = {
    "maintenance": "repairer",
    "security": "guard",
    "cleaning": "cleaner",
    "greening": "gardener",
    "customer_service": "agent",
}
POINTS = {"warning": 5, "demerit": 10}


def rows(statement: str) -> list[Row]:
    """What a statement answers, row by row."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        names = [column.name if hasattr(column, "name") else column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def instant(value: Any) -> datetime | None:
    """A time as either database gives it."""
    if value is None:
        return None
    found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def day(value: Any) -> date:
    """A day as either database gives it."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def plain(value: Any) -> Any:
    """What stands in a column of JSON."""
    return json.loads(value) if isinstance(value, str) else value


def holder(duty: Row, at: datetime) -> str:
    """Who held a promise then."""
    return str([who for who, since in plain(duty["segments"]) if datetime.fromisoformat(since) <= at][-1])


@dataclass
class Again:
    """The month of a community, from the tables alone. ``after`` is when it was counted."""

    since: datetime
    until: datetime
    after: datetime
    found: dict[tuple[str, str], list[Any]] = field(default_factory=lambda: defaultdict(lambda: [Fraction(0), 0]))
    handled: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    errors: dict[str, set[tuple[str, Any]]] = field(default_factory=lambda: defaultdict(set))
    orders: dict[str, dict[str, bool]] = field(default_factory=lambda: defaultdict(dict))
    waived: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    @cached_property
    def duties(self) -> list[Row]:
        """Every promise there is."""
        return rows("SELECT * FROM ledger_obligation")

    @cached_property
    def streams(self) -> dict[str, list[Row]]:
        """Every event there is, in its stream."""
        found: dict[str, list[Row]] = defaultdict(list)
        for event in rows("SELECT * FROM ledger_event ORDER BY stream, number"):
            event |= {"at": instant(event["occurred_at"]), "data": plain(event["data"]), "roles": plain(event["roles"])}
            found[event["stream"]].append(event)
        return found

    def add(self, who: str, key: str, good: Fraction | int) -> None:
        """One fact more."""
        self.found[who, key][0] += good
        self.found[who, key][1] += 1

    def wrong(self, who: str, source: str, what: Any) -> None:
        """An error: the clause, or the indicator that counts it by itself, and the case or item."""
        self.errors[who].add((source, what))

    @cached_property
    def counted(self) -> Counted:
        """Each person's part and whole, by indicator."""
        self._promises()
        for stream in self.streams:
            self._case(stream)
        self._complaints()
        self._stars()
        self._patrols()
        self._looked_at()
        return {key: (Fraction(part), int(whole)) for key, (part, whole) in self.found.items()}

    def happened(self, *kinds: str) -> Iterator[Row]:
        """Events of the month."""
        for stream in self.streams.values():
            yield from (one for one in stream if one["kind"] in kinds and self.since <= one["at"] < self.until)

    def _judged(self) -> Iterator[tuple[Row, bool, str]]:
        """The promises that fell due in the month and count: whether each was kept, and whose it is."""
        for duty in self.duties:
            due_at, met_at, judged = instant(duty["due_at"]), instant(duty["met_at"]), instant(duty["judged_due_at"])
            lapsed = duty["lapsed_at"] is not None
            if due_at is None or not self.since <= due_at < self.until:
                continue
            if duty["clause"] in REFUSED | NOBODYS:
                continue
            if lapsed and (duty["excuse"] or (duty["stream"], duty["clause"], duty["cause"]) in self._objected):
                self._waive(duty)
                continue
            if duty["charged_to"] and judged is None:
                continue
            if duty["state"] == "void" and not lapsed:
                continue
            if duty["state"] == "open" and not lapsed and (duty["paused_at"] or due_at > self.after):
                continue
            good = duty["state"] == "met" and (not lapsed or bool(judged and met_at and met_at <= judged))
            yield duty, good, self._did(duty) if good else holder(duty, due_at)

    @cached_property
    def _objected(self) -> set[tuple[str, str, int]]:
        """What was taken off somebody's account, or doubted, or objected to on a sheet with success."""
        taken = rows(
            "SELECT stream, clause, cause, noted_at FROM oversight_breach WHERE standing IN ('cleared', 'doubted')"
        )
        granted = rows("SELECT stream, clause, number AS cause FROM oversight_dispute WHERE decision = 'granted'")
        before = [one for one in taken if (instant(one["noted_at"]) or self.after) <= self.after]
        return {(one["stream"], one["clause"], one["cause"]) for one in (*before, *granted)}

    def _waive(self, duty: Row) -> None:
        who = self._did(duty) if duty["met_by"] else str(plain(duty["segments"])[-1][0])
        for key in CLAUSES.keys() | ALSO.keys():
            if duty["clause"] in f"{CLAUSES.get(key, '')} {ALSO.get(key, '')}".split() and key not in (
                "K16",
                "K18",
                "K24",
            ):
                self.waived[who, key] += duty["clause"] != "4.4.8"

    def _did(self, duty: Row) -> str:
        """Who kept a promise: of what a post does together, whoever did it."""
        last = str(plain(duty["segments"])[-1][0])
        if duty["role"] not in (
            "agent",
            "follower",
            "handler",
            "patrol_guard",
            "gate_guard",
            "guard",
            "cleaner",
            "gardener",
        ):
            return last
        (event,) = [one for one in self.streams[duty["stream"]] if one["number"] == duty["met_by"]]
        return str(event["roles"].get(duty["role"]) or last)

    def _promises(self) -> None:
        for duty, good, who in self._judged():
            for key, clauses in CLAUSES.items():
                if duty["clause"] in clauses.split():
                    self.add(who, key, int(good))
            self._more_of(duty, good, who)
            self.handled[who, duty["clause"]] += 1
            if not good:
                self.wrong(who, duty["clause"], duty["stream"])

    def _more_of(self, duty: Row, good: bool, who: str) -> None:
        """Where more is asked than that the promise was kept."""
        stream = self.streams[duty["stream"]]
        if duty["clause"] == "3.4.1":
            ended = [one["kind"] for one in stream if one["number"] == duty["met_by"]]
            self.add(who, "K16", int(bool(ended)))
            self.add(who, "K18", int(ended == ["return_visit.done"]))
        if duty["clause"] == "C30.1":
            back = [
                one for one in stream
                if one["kind"] in ("case.reopened", "rework.ordered") and duty["met_by"] and one["number"] > duty["met_by"]
                and self.since <= one["at"] < self.until
            ]  # fmt: skip
            self.add(who, "K15", int(good and not back))
        if duty["clause"] == "C11.1":
            moved = [
                one for one in stream if one["kind"] == "eta.revised" and (not good or one["number"] < duty["met_by"])
            ]
            self.add(
                who, "K10", Fraction(0) if not good or len(moved) > 1 else Fraction(1, 2) if moved else Fraction(1)
            )
        if duty["clause"] == "4.3.2":
            self.add(who, "K25", int(good))
        if duty["clause"] == "4.4.6":
            late = any(
                one["clause"] == "4.4.8" and one["stream"] == duty["stream"] and one["lapsed_at"]
                and plain(one["same"]) == plain(duty["same"])
                for one in self.duties
            )  # fmt: skip
            self.add(who, "K31", int(good and not late))

    def _case(self, stream: str) -> None:
        """Orders and repairs of one stream."""
        happened = self.streams[stream]
        firsts = set()
        for place, event in enumerate(happened):
            if not self.since <= event["at"] < self.until:
                continue
            later, who = happened[place + 1 :], event["actor"]
            if event["kind"] == "work_order.dispatched" and (who, "K05") not in firsts:
                firsts.add((who, "K05"))
                returned = any(one["kind"] == "work_order.returned" for one in later)
                self.add(who, "K05", int(not returned))
                self.orders[who][stream] = returned
                if returned:
                    self.wrong(who, "K05", stream)
            if event["kind"] == "work.completed" and event["data"].get("department") == "maintenance":
                soon = [one for one in later if one["at"] <= event["at"] + timedelta(days=30)]
                self.add(who, "K20", int(any(one["kind"] in ("rework.ordered", "case.reopened") for one in soon)))

    def _complaints(self) -> None:
        """Who was accused of what was found justified; the desk's own table says whom and how."""
        names = defaultdict(list)
        for one in rows(
            "SELECT c.case_id, e.number FROM cases_complaint_accused AS a JOIN cases_complaint AS c ON c.id = a.complaint_id"
            " JOIN people_employee AS e ON e.id = a.employee_id WHERE c.valid IN ('valid', 'partly')"
        ):
            names[one["case_id"]].append(f"staff:{one['number']}")
        decided = {int(one["stream"].rpartition("-")[2]) for one in self.happened("complaint.resolved")}
        for case, accused in names.items():
            for who in accused:
                if case in decided:
                    self.wrong(who, "", case)

    def _stars(self) -> None:
        stars: dict[tuple[str, str, str, int], tuple[datetime, bool]] = {}
        for event in sorted(
            self.happened("evaluation.saved", "return_visit.done"), key=lambda one: (one["at"], one["number"])
        ):
            data, roles = event["data"], event["roles"]
            proved = {"call", "delivery", "app", "message"} & set(data.get("evidence", {}))
            if not data.get("stars") or not (event["actor"].startswith("resident:") or proved):
                continue
            for role in ("handler", "follower"):
                who = roles.get(role) or roles.get(f"off.{role}", "").partition("/")[0]
                key = (who, roles.get("owner", event["stream"]), event["stream"], data.get("round", 1))
                words = {"satisfied": True, "basically": True, "dissatisfied": False}
                stars[key] = event["at"], words.get(data.get("outcome", ""), data["stars"] >= 4)
        pairs: dict[tuple[str, str], list[tuple[datetime, str, bool]]] = defaultdict(list)
        for (who, owner, stream, _round), (at, given) in stars.items():
            pairs[who, owner].append((at, stream, given))
        self.said: dict[tuple[str, datetime], dict[str, bool]] = defaultdict(dict)
        for (who, _owner), every in pairs.items():
            for at, stream, one in sorted(every)[-3:]:
                self.add(who, "K19", int(one))
                self.said[stream, at][who] = one

    @cached_property
    def _rounds(self) -> list[Row]:
        """Patrols that were brought back, from their own table."""
        return rows(
            "SELECT r.id, r.slot, r.missed, r.finished_at, r.plan_id, e.number FROM rounds_round AS r"
            " JOIN rounds_plan AS p ON p.id = r.plan_id JOIN rounds_sort AS s ON s.key = p.sort_id"
            " JOIN people_employee AS e ON e.id = r.worker_id WHERE r.state = 'done' AND s.department = 'security'"
        )

    @cached_property
    def _proved(self) -> tuple[set[tuple[int, int]], set[tuple[int, int, int]]]:
        """Round and point, and plan, slot and point, of everything that was scanned."""
        scans = rows(
            "SELECT s.round_id, s.point_id, r.plan_id, r.slot FROM rounds_scan AS s JOIN rounds_round AS r ON r.id = s.round_id"
        )
        return (
            {(one["round_id"], one["point_id"]) for one in scans},
            {(one["plan_id"], one["slot"], one["point_id"]) for one in scans if one["slot"]},
        )

    def _left(self, round: Row) -> list[int]:
        proved, in_slot = self._proved
        return [
            one for one in plain(round["missed"])
            if (round["id"], one) not in proved and (round["plan_id"], round["slot"], one) not in in_slot
        ]  # fmt: skip

    def _patrols(self) -> None:
        proved, _in_slot = self._proved
        for round in self._rounds:
            ended = instant(round["finished_at"])
            if ended is None or not self.since <= ended < self.until:
                continue
            who = f"staff:{round['number']}"
            for _point in [point for one, point in proved if one == round["id"]]:
                self.add(who, "K24", 1)
            for _point in self._left(round):
                self.add(who, "K24", 0)

    def _looked_at(self) -> None:
        """What was inspected: rounds that the head looked at, and the judgements of signed inspections."""
        for one in rows(
            "SELECT r.passed, r.checked_at, r.flags, e.number FROM rounds_round AS r JOIN people_employee AS e ON e.id = r.worker_id"
            " WHERE r.checked_at IS NOT NULL"
        ):
            checked = instant(one["checked_at"])
            to_confirm = "unscanned" in str(one["flags"])  # its points are counted as whoever looked found them
            if checked is not None and self.since <= checked < self.until and not to_confirm:
                self._item(f"staff:{one['number']}", "K30", bool(one["passed"]))
        marks = rows(
            "SELECT j.verdict, j.clause, t.source, t.subject, i.department, i.done_at, h.number AS handler, f.number AS follower"
            " FROM oversight_judgement AS j JOIN oversight_item AS t ON t.id = j.item_id"
            " JOIN oversight_inspection AS i ON i.id = t.inspection_id LEFT JOIN cases_case AS c ON c.id = t.case_id"
            " LEFT JOIN people_employee AS h ON h.id = c.handler_id LEFT JOIN people_employee AS f ON f.id = c.follower_id"
            " WHERE i.state = 'done' AND j.verdict <> 'na'"
        )
        for mark in marks:
            signed = instant(mark["done_at"])
            who = mark["follower"] if mark["department"] == "customer_service" else mark["handler"]
            if mark["source"] != "case":
                who = self._doer(mark["source"], mark["subject"])
            if who and signed is not None and self.since <= signed < self.until:
                key = "CALLS" if mark["clause"] in ("4.1.1", "4.1.2", "4.1.3") else "K30"
                self._item(f"staff:{who}", key, mark["verdict"] == "pass")

    def _item(self, who: str, key: str, passed: bool) -> None:
        self.add(who, key, int(passed))
        if key == "K30" and not passed:
            self.wrong(who, "K30", (who, len(self.errors[who])))

    def _doer(self, source: str, subject: str) -> str:
        row = int(subject.partition(":")[2].lstrip("G"))
        table, column = {"round": ("rounds_round", "worker_id"), "gate": ("security_gateentry", "decided_by_id")}[
            source
        ]
        found = rows(
            f"SELECT e.number FROM {table} AS t JOIN people_employee AS e ON e.id = t.{column} WHERE t.id = {row}"
        )
        return str(found[0]["number"]) if found else ""

    # who is judged, and how

    @cached_property
    def people(self) -> dict[str, Row]:
        """Everybody who is judged: post, department, and whether there is a grade."""
        found = {}
        for one in rows(
            "SELECT e.id, e.number, e.role, e.left_on, d.kind FROM people_employee AS e"
            " JOIN people_department AS d ON d.id = e.department_id JOIN people_site AS s ON s.id = d.site_id WHERE s.key = 'yunqi'"
        ):
            gone = one["left_on"] is not None and day(one["left_on"]) < self.since.date()
            began = self._began(f"staff:{one['number']}")
            there = not gone and not (began and began[0] >= self.until)
            if one["role"] not in ("general_manager", "operator") and there:
                post = POSTS[one["role"]]
                found[f"staff:{one['number']}"] = one | {"post": post}
        return found

    def lines(self, who: str) -> list[tuple[str, int, Fraction, int]]:
        """What weighs on a sheet: the indicator, its weight, its score, and how many facts there are."""
        own = self.own(who)
        words = WEIGHTS[self.people[who]["post"]].split()
        found, seen = [], dict[str, bool]()
        for key, weight in zip(words[::2], map(int, words[1::2]), strict=True):
            part, whole = own.get(key, (Fraction(0), 0))
            left_out = sum(self.waived[one, key] for one in self._whose(who))
            facts = self.known(who) if key == "TEAM" else whole + left_out
            found.append((key, weight, _score(key, _rate(key, part, whole)), facts))
            seen[key] = bool(whole or left_out)
        level = _level([(weight, points) for key, weight, points, _count in found if seen[key]])
        return [
            (key, weight, points if seen[key] else min(level, Fraction(80)), count)
            for key, weight, points, count in found
        ]

    def _whose(self, who: str) -> list[str]:
        """Whose facts stand on a sheet."""
        person = self.people[who]
        if person["post"] == "administration":
            return list(self.people)
        if person["post"] not in ("head", "leader"):
            return [who]
        kinds = self._led(person) if person["post"] == "head" else {person["kind"]}
        return [one for one in self.people if self.people[one]["kind"] in kinds]

    def total(self, who: str) -> Fraction | None:
        """The score of a sheet; none, where nobody is to be judged."""
        if self._is_new(who) or self._was_away(who):
            return None
        lines = self.lines(who)
        known = Fraction(sum(weight for key, weight, _points, count in lines if count and key != "TEAM"))
        known += sum(
            Fraction(weight * count, len(self.team(who)) or 1) for key, weight, _, count in lines if key == "TEAM"
        )
        if not self._vetoed(who) and (known < 60 or sum(count for *_line, count in lines) < 10):
            return None
        off = sum(POINTS.get(one["kind"], 0) for one in self._sanctions(who))
        mean = sum((weight * points for _key, weight, points, _count in lines), Fraction(0)) / 100
        return max(Fraction(0), min(Fraction(100), mean - off))

    def own(self, who: str) -> dict[str, tuple[Fraction, int]]:
        """What somebody is judged by: the own facts, the team's, or everybody's."""
        person = self.people[who]
        if person["post"] == "administration":
            return self.sums(self.people, WEIGHTS["administration"].split()[::2]) | self.company
        if person["post"] not in ("head", "leader"):
            counted = {key: one for (whose, key), one in self.counted.items() if whose == who}
            return counted | {"K23": self.wrongs([who], WEIGHTS[person["post"]].split()[::2])}
        team = self._whose(who)
        weighed = WEIGHTS[person["post"]].split()[::2]
        shown = {*weighed, "K03", "K15", "K19", "K23"}
        hands = {key: one for (whose, key), one in self.counted.items() if whose == who and key not in shown}
        sheet = {key: one for key, one in self.sums(team, weighed).items() if key in shown}
        scores = [self._by_trade(one, weighed) for one in self.team(who)]
        own = hands if person["post"] == "leader" else {}
        return sheet | own | {"TEAM": (sum(scores, Fraction(0)) / 100, len(scores))}

    def team(self, who: str) -> list[str]:
        """By whose scores somebody is judged: the people led, but for heads and oneself."""
        if self.people[who]["post"] not in ("head", "leader"):
            return []
        others = [one for one in self._whose(who) if one != who and self.people[one]["post"] != "head"]
        return [one for one in others if not self._is_new(one) and not self._was_away(one)]

    def known(self, who: str) -> int:
        """How many of a team have facts enough for a grade by their trade."""
        return sum(self._is_known(one) for one in self.team(who))

    def _trade(self, who: str) -> dict[str, int]:
        person = self.people[who]
        words = WEIGHTS[TRADES[person["kind"]] if person["post"] == "leader" else person["post"]].split()
        return {key: int(weight) for key, weight in zip(words[::2], words[1::2], strict=True)}

    def _is_known(self, who: str) -> bool:
        trade = self._trade(who)
        counts = {key: self.counted.get((who, key), (0, 0))[1] + self.waived[who, key] for key in trade if key != "K23"}
        counts |= {"K23": self.wrongs([who], trade)[1]} if "K23" in trade else {}
        return sum(weight for key, weight in trade.items() if counts[key]) >= 60 and sum(counts.values()) >= 10

    def _by_trade(self, who: str, weighed: list[str]) -> Fraction:
        """The score of the work of somebody's own hands, without what weighs on the sheet of whoever leads."""
        trade = self._trade(who)
        without = {*weighed, "K20"}  # work done again is what K15 of a head and of a leader counts
        found, seen = dict[str, Fraction](), dict[str, bool]()
        for key in trade:
            counted = self.counted.get((who, key), (Fraction(0), 0))
            part, whole = self.wrongs([who], [*trade, *weighed]) if key == "K23" else counted
            found[key], seen[key] = _score(key, _rate(key, part, whole)), bool(whole or self.waived[who, key])
        level = min(_level([(weight, found[key]) for key, weight in trade.items() if seen[key]]), Fraction(80))
        left = {key: weight for key, weight in trade.items() if key == "K23" or key not in without}
        points = sum((weight * (found[key] if seen[key] else level) for key, weight in left.items()), Fraction(0))
        return points / sum(weight for key, weight in trade.items() if key not in without)

    def wrongs(self, team: Iterable[str], weighed: Iterable[str]) -> tuple[Fraction, int]:
        """Each error of some people once, which none of these indicators weighs, of the promises they handled."""
        here, weighed = set(team), [*weighed]
        elsewhere = {"K05", "K30"} & set(weighed)
        for key in weighed:
            elsewhere |= set(f"{CLAUSES.get(key, '')} {ALSO.get(key, '')}".split())
        told = {one for who in here for one in self.errors[who] if one[0] not in elsewhere}
        handled = [count for (who, clause), count in self.handled.items() if who in here and clause not in elsewhere]
        return Fraction(len(told)), sum(handled)

    def _led(self, person: Row) -> set[str]:
        both = {"cleaning", "greening"}
        if person["kind"] not in both:
            return {person["kind"]}
        others = {
            one["kind"] for one in self.people.values() if one["post"] == "head" and one["number"] != person["number"]
        }
        return (both - others) | {person["kind"]}

    def sums(self, team: Iterable[str], weighed: Iterable[str] = ()) -> dict[str, tuple[Fraction, int]]:
        """The figures of some people together: evaluations, orders and errors that two of them share, once."""
        here = set(team)
        found: dict[str, tuple[Fraction, int]] = {}
        for (who, key), (part, whole) in self.counted.items():
            if who in here:
                before = found.get(key, (Fraction(0), 0))
                found[key] = before[0] + part, before[1] + whole
        orders: dict[str, bool] = {}
        for who in here:
            for stream, returned in self.orders[who].items():
                orders[stream] = returned or orders.get(stream, False)
        said = [next(iter(one.values())) for one in self.said.values() if here & one.keys()]
        found["K05"] = Fraction(sum(1 for one in orders.values() if not one)), len(orders)
        found["K19"] = Fraction(sum(said)), len(said)
        found["K23"] = self.wrongs(here, weighed)
        return {key: one for key, one in found.items() if any(one)}

    @cached_property
    def company(self) -> dict[str, tuple[Fraction, int]]:
        """What is nobody's own: evaluations, each once; calls; complaints by homes."""
        missed = rows("SELECT id FROM cases_case WHERE state = 'missed'")
        offered = list(self.happened("contact.ringing"))
        waited = [one for one in self.happened("contact.abandoned") if one["data"]["waited"] >= 5]
        assert len(missed) <= len(list(self.happened("contact.abandoned")))
        told = self.happened("complaint.resolved")
        valid = [one for one in told if one["data"]["valid"] in ("valid", "partly")]
        homes = rows(
            "SELECT DISTINCT h.unit_id FROM people_household AS h JOIN people_unit AS u ON u.id = h.unit_id"
            " JOIN people_building AS b ON b.id = u.building_id JOIN people_site AS s ON s.id = b.site_id WHERE s.key = 'yunqi'"
        )
        return {
            "K02": (Fraction(len(waited)), len(offered)),
            "K21": (Fraction(len(valid)), len(homes)),
        }  # fmt: skip

    def _began(self, who: str) -> list[datetime]:
        said = sorted(
            (one["at"], one["kind"]) for stream in self.streams.values() for one in stream
            if one["kind"].startswith("employment.") and one["data"].get("employee") == who
        )  # fmt: skip
        starts: list[datetime] = []
        for at, kind in said:
            if kind == "employment.started":
                starts.append(at)
            elif kind == "employment.corrected" and at < self.until:
                del starts[-1]
        return starts

    def _is_new(self, who: str) -> bool:
        began = [at for at in self._began(who) if at < self.until]
        return bool(began) and (self.until - began[-1]).days < 15

    def _was_away(self, who: str) -> bool:
        first, last = self.since.date(), self.until.date() - timedelta(days=1)
        days = set()
        for one in rows(
            f"SELECT since_on, last_on FROM people_absence WHERE employee_id = {int(self.people[who]['id'])}"
        ):
            start, end = max(day(one["since_on"]), first), min(day(one["last_on"]), last)
            days |= {start + timedelta(days=count) for count in range((end - start).days + 1)}
        return 2 * len(days) > (last - first).days + 1

    def _sanctions(self, who: str) -> list[Row]:
        """Those that took effect in the month, from their own table."""
        number = who.partition(":")[2]
        found = rows(
            "SELECT s.kind, s.severity, s.effective_at, e.number FROM oversight_sanction AS s"
            " JOIN people_employee AS e ON e.id = s.employee_id WHERE s.state IN ('effective', 'expired')"
        )
        mine = [one for one in found if one["number"] == number]
        return [one for one in mine if self.since <= (instant(one["effective_at"]) or self.until) < self.until]

    def _vetoed(self, who: str) -> bool:
        return any(one["severity"] == "critical" for one in self._sanctions(who))

    def grades(self) -> dict[str, str]:
        """Everybody's grade: of a department a fifth, rounded up, is excellent, and whoever equals the last of them."""
        found = {}
        for kind in {one["kind"] for one in self.people.values()}:
            team = [who for who, one in self.people.items() if one["kind"] == kind]
            totals = {who: total for who in team if (total := self.total(who)) is not None}
            able = {who for who in totals if not self._vetoed(who) and not any(self._off(who))}
            best = _best([totals[who] for who in able], -(-len(totals) // 5))
            for who in team:
                found[who] = _grade(totals.get(who), self._vetoed(who), who in able and totals[who] in best)
        return found

    def _off(self, who: str) -> Iterator[int]:
        return (POINTS.get(one["kind"], 0) for one in self._sanctions(who))


def _best(totals: list[Fraction], places: int) -> set[Fraction]:
    """The excellent totals: from ninety on, until the places are taken."""
    found: set[Fraction] = set()
    for one in sorted(set(totals), reverse=True):
        if one < 90 or sum(1 for other in totals if other > one) >= places:
            break
        found.add(one)
    return found


def _rate(key: str, part: Fraction, whole: int) -> Fraction:
    """The own rate, with ten facts more of the rate that scores eighty."""
    if key == "TEAM" and whole:
        return part / whole
    target, floor = (Fraction(one, 100) for one in RULES.get(key, (80, 80)))
    return (part + 10 * (target + floor) / 2) / (whole + 10)


def _level(seen: list[tuple[int, Fraction]]) -> Fraction:
    """What the lines with facts score on the average; up to sixty of the hundred what is missing counts as eighty."""
    weight = sum(one for one, _points in seen)
    missing = max(60 - weight, 0)
    return (sum((one * points for one, points in seen), Fraction(0)) + 80 * missing) / (weight + missing)


def _score(key: str, rate: Fraction) -> Fraction:
    if key in ("CALLS", "TEAM"):
        return 100 * rate
    target, floor = (Fraction(one, 100) for one in RULES[key])
    if key in ("K20", "K23"):
        if rate <= target:
            return Fraction(100)
        return (
            60 + 40 * (floor - rate) / (floor - target)
            if rate <= floor
            else 60 * (1 - min(rate, Fraction(1))) / (1 - floor)
        )
    if rate >= target:
        return Fraction(100)
    return 60 + 40 * (rate - floor) / (target - floor) if rate >= floor else 60 * rate / floor


def _grade(total: Fraction | None, vetoed: bool, among_the_best: bool) -> str:
    if total is None:
        return ""
    if vetoed or total < 60:
        return "fail"
    if among_the_best:
        return "excellent"
    return "good" if total >= 80 else "pass"
