"""A proposal loads as it stands, says what it is unsure of, and fits the table it was made from."""

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from gensui.replay import guess, mapping, reading
from gensui.replay.mapping import BadRow, Mapping
from gensui.replay.reading import Source, Unreadable
from gensui.replay.terms import Column

SAMPLE = Path(__file__).parents[2] / "examples/replay/sample.csv"


def propose(folder: Path, table: str, source: Source | None = None) -> tuple[str, Mapping, list[BadRow]]:
    path = folder / "history.csv"
    path.write_text(table, "utf-8")
    rows = reading.read_rows(path, source or Source())
    text = guess.propose(rows)
    found = mapping.read(text, folder / "proposed.toml")
    again = reading.read_rows(path, found.source)
    return text, found, [one for one in mapping.requests(again, found) if isinstance(one, BadRow)]


def table(headings: str, *rows: str) -> str:
    return "\n".join((headings, *rows)) + "\n"


def events(found: Mapping) -> dict[str, str]:
    return {entry.kind: entry.at[0].name for entry in found.entries}


def test_the_sample_without_edits() -> None:
    rows = reading.read_rows(SAMPLE)
    found = mapping.read(guess.propose(rows), SAMPLE)

    assert events(found) == events(mapping.load(SAMPLE.with_suffix(".toml")))
    assert found.known["priority"].values == {"緊急": "P1", "急修": "P2", "一般": "P3", "可計劃": "P4"}
    assert len([one for one in mapping.requests(rows, found) if isinstance(one, BadRow)]) == 2


def test_days_first_by_evidence(tmp_path: Path) -> None:
    text, found, bad = propose(
        tmp_path,
        table("Ticket;Created;Closed;Subject", "T1;03/02/2026 08:00;04/02/2026 09:00;x", "T2;28/02/2026 08:00;;y"),
    )

    assert found.entries[0].formats == ("%d/%m/%Y %H:%M",)
    assert "decides the order of day and month" in text
    assert "Undecidable" not in text
    assert not bad


def test_months_first_shown_by_another_column(tmp_path: Path) -> None:
    _, found, bad = propose(
        tmp_path, table("Request ID,Opened,Resolved", "1,03/02/2026 08:00,03/28/2026 09:00", "2,04/02/2026 08:00,")
    )

    assert found.entries[0].formats == ("%m/%d/%Y %H:%M",)
    assert events(found) == {"work_order.dispatched": "Opened", "work.completed": "Resolved"}
    assert not bad


def test_undecidable_order_is_said(tmp_path: Path) -> None:
    text, found, _ = propose(tmp_path, table("No.,Reported", "1,03/02/2026", "2,04/05/2026"))

    assert "Undecidable" in text
    assert found.entries[0].formats == ("%d/%m/%Y",)


def test_simplified_headings_two_formats_and_words_for_empty(tmp_path: Path) -> None:
    text, found, bad = propose(
        tmp_path,
        table(
            "工单编号,报事时间,要求完成时间,完成时间,关闭时间,问题类型,来源渠道,备注",
            "1,2026年3月1日 上午8:05,2026年3月2日 上午8:05,2026年3月1日 下午3:05,未完成,漏水,微信小程序,a",
            "2,2026年3月1日 上午9:05,2026年3月2日 上午9:05,未完成,未完成,漏水,电话,b",
            "3,2026年3月1日,2026年3月2日 上午8:05,未完成,2026年3月3日 下午3:05,门锁,电话,c",
        ),
    )

    assert events(found) == {
        "work_order.dispatched": "报事时间",
        "work.completed": "完成时间",
        "case.closed": "关闭时间",
    }
    assert '"未完成"' in text
    assert found.entries[0].attributes["required_by"].column == Column("要求完成时间")
    assert not bad


def test_odd_headings_bare_numbers_and_no_key(tmp_path: Path) -> None:
    _, found, bad = propose(
        tmp_path,
        table(
            'created_at,created_at,"say ""x"" \\ y",Kind of problem',
            "1772323200,1772323300,1,leak",
            "1772323200,1772323300,1,door",
        ),
    )

    assert found.key is None
    assert found.entries[0].at[0].name == "#1"
    assert found.entries[0].formats == ("epoch",)
    assert not bad


def test_the_way_the_file_was_read_is_kept(tmp_path: Path) -> None:
    _, found, bad = propose(
        tmp_path, table("Report of March", "id,opened", "1,2026-03-01", "2,2026-03-02"), Source(heading=2)
    )

    assert found.source == Source(heading=2)
    assert not bad


def test_a_workbook_with_real_dates(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["編號", "登記時間", "完成時間"])
    for day in range(1, 20):
        sheet.append([day, datetime(2026, 3, day, 8, 30), datetime(2026, 3, day + 1, 8, 30)])
    workbook.save(tmp_path / "a.xlsx")
    rows = reading.read_rows(tmp_path / "a.xlsx")

    found = mapping.read(guess.propose(rows), tmp_path)

    assert events(found) == {"work_order.dispatched": "登記時間", "work.completed": "完成時間"}
    assert not [one for one in mapping.requests(rows, found) if isinstance(one, BadRow)]


@pytest.mark.parametrize("text", ["id,opened\n", "id,name\n1,x\n2,y\n"])
def test_nothing_to_guess_from(tmp_path: Path, text: str) -> None:
    with pytest.raises(Unreadable):
        propose(tmp_path, text)
