"""Rows become requests, or are told with the row, the column, the value and the reason."""

from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from gensui.core.events import VOCABULARY
from gensui.replay import mapping, reading
from gensui.replay.mapping import BadMapping, BadRow, Request

MAP = """
zone = "Asia/Shanghai"
formats = ["iso", "%Y/%m/%d %H:%M"]
key = "NO"
category = "TYPE"
[events]
work_order.dispatched = { at = "OPENED", required_by = "DUE" }
work.started = "STARTED"
work.completed = "DONE"
"""
HEADINGS = "NO,TYPE,OPENED,DUE,STARTED,DONE\n"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


def results(folder: Path, toml: str, table: str, encoding: str = "utf-8") -> list[Request | BadRow]:
    path = folder / "history.csv"
    path.write_bytes(table.encode(encoding))
    found = mapping.read(toml, folder / "map.toml")
    return list(mapping.requests(reading.read_rows(path, found.source), found))


def told(folder: Path, toml: str, table: str) -> list[str]:
    return [str(one) for one in results(folder, toml, table) if isinstance(one, BadRow)]


def only(found: list[Request | BadRow]) -> Request:
    (one,) = found
    assert isinstance(one, Request), str(one)
    return one


def kinds(request: Request) -> list[str]:
    return [event.kind for _, event in request.happenings]


def test_a_row_becomes_a_request(tmp_path: Path) -> None:
    request = only(
        results(tmp_path, MAP, HEADINGS + "A1,Lift  stopped,2026-03-01 08:00,2026/3/1 12:00,,2026/3/1 11:00\n")
    )

    assert (request.row, request.key, request.category) == (2, "A1", "Lift stopped")
    assert request.happenings == (
        (
            utc(2026, 3, 1, 0),
            VOCABULARY["work_order.dispatched"](category="Lift stopped", required_by=utc(2026, 3, 1, 4)),  # type: ignore[call-arg]
        ),
        (utc(2026, 3, 1, 3), VOCABULARY["work.completed"](category="Lift stopped")),  # type: ignore[call-arg]
    )


def test_bad_rows_are_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    assert told(
        tmp_path,
        MAP,
        HEADINGS
        + "A1,Lift,2026-03-01 08:00,,,2026-03-01 07:59\n"
        + "A2,Lift,2026-02-31 08:00,,,\n"
        + ",Lift,2026-03-01 08:00,,,\n"
        + "A4,Lift,NULL,,,2026-03-01 08:00\n"
        + "A5,Lift,2026-03-01 08:00,,,soon\n"
        + "A6,Lift,1926-03-01 08:00,,,\n"
        + "A7,Lift,2026-03-01 08:00,,,,,,7,8\n"
        + "A8,Lift,2026-03-01 08:00,,2026-03-01 10:00,2026-03-01 09:00\n"
        + "A9,Lift,2026-03-01 08:00,someday,,\n"
        + "B1,Lift,2026-03-01 08:00,,,\n"
        + "B1,Lift,2026-03-01 09:00,,,\n"
        + f"B2,Lift,{'x' * 500},,,\n",
    ) == [
        "row 2: DONE is '2026-03-01 07:59': This is before the request was opened, 2026-03-01 08:00:00.",
        "row 3: OPENED is '2026-02-31 08:00': There is no such day or time.",
        "row 4: NO is '': The key of the request is missing.",
        "row 5: OPENED is '': The time at which the request was opened is missing.",
        "row 6: DONE is 'soon': It is not a time in any of the formats of the mapping.",
        "row 7: OPENED is '1926-03-01 08:00': Its year is not between 1970 and 2100.",
        "row 8: The row holds 10 cells, but there are 6 headings; perhaps a delimiter stands in a text that has no "
        "quotation marks.",
        "row 9: DONE is '2026-03-01 09:00': work.completed is before work.started.",
        "row 10: DUE is 'someday': It is not a time in any of the formats of the mapping.",
        "row 12: NO is 'B1': Row 11 has the same key.",
        f"row 13: OPENED is '{'x' * 80}…': It is not a time in any of the formats of the mapping.",
    ]


def test_events_are_sorted_by_time_and_keep_the_order_of_the_mapping(tmp_path: Path) -> None:
    toml = """
zone = "UTC"
key = "NO"
[events]
intake.confirmed = "A"
work.started = "B"
quote.issued = "C"
work.completed = "B"
"""
    request = only(results(tmp_path, toml, "NO,A,B,C\n1,2026-03-01 08:00,2026-03-01 10:00,2026-03-01 10:00\n"))

    assert kinds(request) == ["intake.confirmed", "work.started", "quote.issued", "work.completed"]


def test_attributes_come_from_columns_then_categories_then_fixed_values(tmp_path: Path) -> None:
    toml = """
zone = "UTC"
key = "NO"
category = "TYPE"
complexity = { value = "general" }
priority = { column = "PRI", values = { "高" = "P2" }, value = "P4" }
channel = { column = "VIA", otherwise = "other" }
[categories."lift"]
priority = "P1"
complexity = "complex"
department = "security"
[events]
intake.confirmed = "A"
"""
    table = "NO,TYPE,PRI,VIA,A\n1,Lift,高,Phone,2026-03-01\n2,LIFT ,,pigeon,2026-03-01\n3,Door,-,,2026-03-01\n4,Door,低,,2026-03-01\n"
    *good, bad = results(tmp_path, toml, table)

    said = [r.happenings[0][1] for r in good if isinstance(r, Request)]
    assert [(e.priority, e.complexity, e.department, e.channel) for e in said] == [  # type: ignore[attr-defined]
        ("P2", "complex", "security", "phone"),
        ("P1", "complex", "security", "other"),
        ("P4", "general", "", ""),
    ]
    assert str(bad) == "row 5: PRI is '低': The mapping does not say what this means for priority."


def test_evidence_filled_fields_conditions_and_roles(tmp_path: Path) -> None:
    toml = """
zone = "UTC"
key = "NO"
only = { TOWN = ["north", "South"] }
[roles]
handler = "STAFF"
[events]
intake.confirmed = { at = "A", filled = { phone = "TEL", requester = "WHO" } }
owner.contacted = { at = "B", evidence = { call = "TAPE" }, visit_needed = "VISIT" }
work.completed = { at = "C", when = { STATE = ["done"] } }
case.cancelled = { at = "C", unless = { STATE = ["done"] }, by_owner = true }
"""
    table = (
        "NO,TOWN,STAFF,TEL,WHO,A,B,TAPE,VISIT,C,STATE\n"
        "1,NORTH,S7,123,,2026-03-01,2026-03-02,t1,否,2026-03-03,Done\n"
        "2,south,,,x,2026-03-01,2026-03-02,-,,2026-03-03,void\n"
        "3,west,,,x,2026-03-01,2026-03-02,-,,2026-03-03,void\n"
    )
    first, second = results(tmp_path, toml, table)

    assert isinstance(first, Request)
    assert isinstance(second, Request)
    assert (first.roles, second.roles) == ({"handler": "S7"}, {})
    assert kinds(first) == ["intake.confirmed", "owner.contacted", "work.completed"]
    assert kinds(second) == ["intake.confirmed", "owner.contacted", "case.cancelled"]
    opened, called = (event for _, event in first.happenings[:2])
    assert opened.filled == ("phone",)  # type: ignore[attr-defined]
    assert (called.evidence, called.visit_needed) == ({"call": "row 2"}, False)  # type: ignore[attr-defined]
    assert second.happenings[1][1].evidence == {}
    assert second.happenings[2][1].by_owner is True  # type: ignore[attr-defined]


def test_rows_of_one_key_are_merged_where_the_mapping_says_so(tmp_path: Path) -> None:
    toml = """
zone = "UTC"
duplicates = "merge"
key = "NO"
category = "TYPE"
[events]
intake.confirmed = { at = "AT", when = { WHAT = ["new"] } }
progress.told = { at = "AT", when = { WHAT = ["told"] } }
work.completed = { at = "AT", when = { WHAT = ["done"] } }
"""
    table = (
        "NO,TYPE,WHAT,AT\n2,,told,2026-03-02\n1,Lift,new,2026-03-01\n2,Door,new,2026-03-01\n1,,done,2026-03-03\n"
        "2,,told,2026-03-02\n3,,noted,2026-03-01\n1,,told,never\n"
    )
    bad, second, first, nothing = results(tmp_path, toml, table)

    assert str(bad).startswith("row 8: AT is 'never'")
    assert isinstance(first, Request)
    assert isinstance(second, Request)
    assert (first.row, first.category, kinds(first)) == (3, "Lift", ["intake.confirmed", "work.completed"])
    assert (second.row, second.category, kinds(second)) == (2, "Door", ["intake.confirmed", "progress.told"])
    assert str(nothing) == "row 7: No event of the mapping fits this row."


def test_merged_rows_without_an_opening_or_before_it(tmp_path: Path) -> None:
    toml = 'duplicates = "merge"\n' + MAP
    table = HEADINGS + "1,,,,,2026-03-01\n2,,2026-03-02,,,\n2,,,,,2026-03-01\n"
    no_opening, before, request = results(tmp_path, toml, table)

    assert str(no_opening) == "row 2: OPENED is '': The time at which the request was opened is missing."
    assert str(before).startswith("row 4: DONE is '2026-03-01': This is before the request was opened")
    assert isinstance(request, Request)
    assert kinds(request) == ["work_order.dispatched"]


def test_columns_are_found_by_name_place_and_likeness(tmp_path: Path) -> None:
    toml = MAP.replace('"NO"', '"case no"').replace('"DONE"', '"#3"').replace('"TYPE"', '"類別（大）"')
    table = "CASE_NO,STARTED,x,x,opened ,DUE,類別(大)\n1,,2026-03-02,,2026-03-01,,Lift\n"

    request = only(results(tmp_path, toml, table))

    assert (request.key, request.category, len(request.happenings)) == ("1", "Lift", 2)


def test_columns_that_are_missing_or_ambiguous_are_mistakes_with_lines(tmp_path: Path) -> None:
    toml = MAP.replace('"OPENED"', '"OPEND"').replace('"DONE"', '"x"').replace('"STARTED"', '"#9"')
    with pytest.raises(BadMapping) as caught:
        results(tmp_path, toml, "NO,TYPE,OPENED,DUE,x,x\n")

    assert [str(one) for one in caught.value.mistakes] == [
        "line 7: events.work_order.dispatched.at: There is no column 'OPEND'; there is OPENED.",
        "line 8: events.work.started.at: There is no column '#9'; there is NO, TYPE, OPENED.",
        "line 9: events.work.completed.at: The heading 'x' stands 2 times; say which: #5, #6.",
    ]


def test_text_numbers_and_numbered_rows(tmp_path: Path) -> None:
    table = HEADINGS + "101001240754.0,7.0,2026-03-01,,,\n101001240755,,2026-03-01,,,\n"
    keys = [(r.key, r.category) for r in results(tmp_path, MAP, table) if isinstance(r, Request)]
    assert keys == [("101001240754", "7"), ("101001240755", "")]

    numbered = results(tmp_path, MAP.replace('"NO"', "{ numbered = true }"), table)
    assert [r.key for r in numbered if isinstance(r, Request)] == ["2", "3"]


@pytest.mark.parametrize(
    ("form", "opened", "encoding"),
    [
        ("iso", "2026-03-01T08:00:00+08:00", "utf-8-sig"),
        ("epoch", "1772323200", "utf-8"),
        ("epoch", "1772323200000", "utf-8"),
        ("excel", "46082.333333333336", "utf-16"),
        ("%d/%m/%Y %H:%M", "01/03/2026 08:00", "utf-8"),
        ("%Y年%m月%d日 %p%I:%M", "2026年3月1日 上午8:00", "gb18030"),
        ("%Y年%m月%d日 %p%I:%M", "2026年3月1日 上午8:00", "big5"),
    ],
)
def test_shapes_of_other_cities(tmp_path: Path, form: str, opened: str, encoding: str) -> None:
    toml = f'zone = "Asia/Shanghai"\nformats = ["{form}"]\nkey = "單號"\n[events]\nwork_order.dispatched = "時間"\n'

    request = only(results(tmp_path, toml, f"備註;時間;單號\r\n;{opened};A1\r\n", encoding))

    assert request.happenings[0][0] == utc(2026, 3, 1)


def test_a_workbook_with_real_dates_serials_and_texts(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["NO", "TYPE", "OPENED", "DUE", "STARTED", "DONE"])
    sheet.append([101001240754, None, datetime(2026, 3, 1, 8), datetime(2026, 3, 2).date(), 46082.5, "2026/3/1 14:00"])
    for column in range(1, 7):
        sheet.cell(9, column).number_format = "yyyy-mm-dd"
    workbook.save(tmp_path / "history.xlsx")
    found = mapping.read(MAP.replace('"iso"', '"iso", "excel"'), tmp_path)

    request = only(list(mapping.requests(reading.read_rows(tmp_path / "history.xlsx"), found)))

    assert request.key == "101001240754"
    assert [at.hour for at, _ in request.happenings] == [0, 4, 6]
    assert request.happenings[0][1].required_by == utc(2026, 3, 1, 16)  # type: ignore[attr-defined]


def test_the_sample() -> None:
    folder = Path(__file__).parents[2] / "examples/replay"
    found = mapping.load(folder / "sample.toml")
    all_ = list(mapping.requests(reading.read_rows(folder / "sample.csv"), found))

    assert len([one for one in all_ if isinstance(one, Request)]) == 118
    assert [(one.row, one.column) for one in all_ if isinstance(one, BadRow)] == [(43, "受理時間"), (81, "完工時間")]
