"""A mapping is read whole; every mistake is told at once, with its line."""

from pathlib import Path

import pytest

from gensui.core.events import follow_up, handling
from gensui.replay import mapping
from gensui.replay.mapping import BadMapping, Mapping
from gensui.replay.table import Source
from gensui.replay.terms import Column

EXAMPLES = Path(__file__).parents[2] / "examples/replay"
SHORTEST = """
zone = "Asia/Shanghai"
key = "NO"
[events]
work_order.dispatched = "OPENED"
"""


def read(toml: str) -> Mapping:
    return mapping.read(toml, Path("map.toml"))


def mistakes(toml: str) -> list[str]:
    with pytest.raises(BadMapping) as caught:
        read(toml)
    return [str(mistake) for mistake in caught.value.mistakes]


def test_the_examples_load() -> None:
    for example in sorted(EXAMPLES.glob("*.toml")):
        assert mapping.load(example).entries


def test_the_shortest_mapping() -> None:
    found = read(SHORTEST)

    assert found.key == Column("NO")
    assert [(entry.kind, entry.event, entry.at, entry.formats) for entry in found.entries] == [
        ("work_order.dispatched", handling.WorkOrderDispatched, (Column("OPENED"),), ("iso",))
    ]
    assert found.duplicates == "refuse"


def test_everything_a_mapping_can_say() -> None:
    found = read("""
zone = "America/New_York"
formats = ["%d/%m/%Y %H:%M", "excel"]
empty = ["?"]
duplicates = "merge"
clauses = ["4.1.5", "C07.1"]
file = { sheet = "2026", encoding = "big5", heading = 3 }
only = { STATE = ["open", "done"] }
key = { column = "NO" }
category = "TYPE"
channel = { column = "SOURCE", values = { Call = "phone" }, otherwise = "other" }
round = 2
[categories."Lift  stopped"]
priority = "P2"
[roles]
handler = "STAFF"
[events]
"progress.told" = ["TOLD_1", "TOLD_2"]
work.completed = [
  { at = "DONE", when = { STATE = "done" }, evidence = ["photo", "scan"], filled = { hours = "HOURS" } },
  { at = "CLOSED", unless = { STATE = "done" }, evidence = { call = "CALL" }, formats = ["epoch"], filled = ["hours"] },
]
[events.owner]
contacted = { at = "CALLED", visit_needed = { column = "VISIT", values = { Y = true, N = false } } }
[events.return_visit.done]
at = "VISITED"
method = { value = "phone" }
""")

    assert [entry.kind for entry in found.entries] == [
        "progress.told", "work.completed", "work.completed", "owner.contacted", "return_visit.done",
    ]  # fmt: skip
    told, done, closed, contacted, visited = found.entries
    assert told.at == (Column("TOLD_1"), Column("TOLD_2"))
    assert (done.evidence, done.filled) == ((("photo", None), ("scan", None)), (("hours", Column("HOURS")),))
    assert (closed.evidence, closed.formats, closed.filled) == (
        (("call", Column("CALL")),),
        ("epoch",),
        (("hours", None),),
    )
    assert contacted.attributes["visit_needed"].values == {"y": True, "n": False}
    assert visited.event is follow_up.ReturnVisitDone
    assert found.categories == {"lift stopped": {"priority": "P2"}}
    assert found.source == Source("2026", "big5", 3)
    assert found.clauses == ("4.1.5", "C07.1")
    assert found.known["round"].value == 2


def test_all_mistakes_are_told_at_once_with_their_lines() -> None:
    assert mistakes("""# a mapping with nearly everything wrong
zone = "Asia/Shangai"
formats = ["%Y-%m-%d %Q"]
duplicats = "merge"
key = ""
priority = { column = "PRI", values = { high = "P9" } }
department = { value = "plumbing" }
clauses = ["four"]

[categories."Lift"]
urgency = "P1"

[events]
work_order.dispatchd = "OPENED"
obligation.lapsed = "LATE"
work.completed = { at = ["DONE", "DONE"], colour = "RED", evidence = "hearsay" }
site.arrived = { evidence = "scan" }
owner.contacted = { at = "CALLED", visit_needed = 3 }
"contact" = "CALLED"
""") == [
        "line 2: zone: There is no zone called 'Asia/Shangai'; there is Asia/Shanghai.",
        "line 3: formats: '%Y-%m-%d %Q': %Q is not known in a format.",
        "line 4: duplicats: 'duplicats' is not known here; there is duplicates.",
        "line 5: key: The name of a column is empty; a column without a heading is named by its place: #1.",
        "line 6: priority.values.high: priority cannot be 'P9'; it is one of P1, P2, P3, P4.",
        "line 7: department.value: department cannot be 'plumbing'; it is one of customer_service, maintenance, security, "
        "cleaning, greening, administration.",
        "line 8: clauses: 'four' is not the number of a clause.",
        "line 11: categories.Lift.urgency: 'urgency' is not known here; there is channel, complexity, department.",
        "line 14: events.work_order.dispatchd: There is no event called 'work_order.dispatchd'; there is "
        "work_order.dispatched, work_order.passed_on, work_order.accepted.",
        "line 15: events.obligation.lapsed: obligation.lapsed is reported by the engine itself and cannot be mapped.",
        "line 16: events.work.completed.at: at names 'DONE' twice.",
        "line 16: events.work.completed.colour: 'colour' is not known here; there is at, category, channel.",
        "line 16: events.work.completed.evidence: 'hearsay' is no kind of evidence; it is one of app, call, delivery, "
        "document, manual, message, noted, photo, place, register, scan, signature, telephony.",
        "line 17: events.site.arrived: site.arrived needs at: the column of its time.",
        "line 18: events.owner.contacted.visit_needed: visit_needed is true or false, not 3.",
        "line 19: events.contact: There is no event called 'contact'; there is owner.contacted, contact.ringing, "
        "contact.answered.",
    ]


@pytest.mark.parametrize(
    ("toml", "mistake"),
    [
        ("", "events: There is no event"),
        ("zone = [", "This is not TOML"),
        ("zone = 3\n" + SHORTEST.replace('zone = "Asia/Shanghai"', ""), "zone is a text, not 3."),
        (SHORTEST.replace('zone = "Asia/Shanghai"', ""), "The zone is missing"),
        (SHORTEST.replace('key = "NO"', ""), "The key of a request is missing"),
        (SHORTEST.replace('"NO"', '{ column = "NO", numbered = true }'), "The key of a request is missing"),
        (SHORTEST.replace('"NO"', "5"), "key is a table, not 5."),
        (SHORTEST.replace('"OPENED"', "5"), "at lists texts, not 5."),
        (SHORTEST.replace('"OPENED"', "{}"), "needs at"),
        (SHORTEST + 'work_order.assigned = ["A", "A"]', "at names 'A' twice."),
        (SHORTEST + 'work.completed = [{ at = "A" }, { at = "A" }]', "work.completed takes column 'A' twice."),
        ("only = 3\n" + SHORTEST, "only is a table, not 3."),
        ("file = { heading = 0 }\n" + SHORTEST, "heading is a number from 1, not 0."),
        ('duplicates = "drop"\n' + SHORTEST, "duplicates is refuse or merge, not 'drop'."),
        ("channel = {}\n" + SHORTEST, "channel needs a column or a value."),
        ("events = 3", "events is a table, not 3."),
    ],
)
def test_single_mistakes(toml: str, mistake: str) -> None:
    assert any(mistake in one for one in mistakes(toml)), mistakes(toml)


def test_files_that_are_no_mappings(tmp_path: Path) -> None:
    (tmp_path / "gb.toml").write_bytes('zone = "上海"'.encode("gb18030"))
    for path, reason in (
        (tmp_path / "none.toml", "no such file"),
        (tmp_path, "cannot be read"),
        (tmp_path / "gb.toml", "UTF-8"),
    ):
        with pytest.raises(BadMapping, match=reason):
            mapping.load(path)


def test_lines_behind_texts_and_lists_of_several_lines() -> None:
    assert mistakes('''zone = "Asia/Shanghai"
key = "NO"   # "[
empty = [
  "]",
  "-",
]
category = """
odd = 1
"""
[events]
work_order.dispatched = "OPENED"
odd.event = "X"
''')[0].startswith("line 12: events.odd.event")
