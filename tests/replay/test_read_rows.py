"""Files as people have them: every encoding, delimiter and flaw, each read rightly or refused with a sentence."""

import gzip
import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from gensui.replay.reading import Rows, Source, Unreadable, read_rows

CHINESE = "單號,類別,受理時間\nA1,水管爆裂需要維修,2026-03-01 08:00\nA2,電梯停運,2026-03-01 09:00\n"
SIMPLIFIED = "单号,类别,受理时间\nA1,水管爆裂需要维修,2026-03-01 08:00\nA2,电梯停运,2026-03-01 09:00\n"


def write(folder: Path, content: str | bytes, name: str = "history.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def book(folder: Path, rows: Sequence[Sequence[object]], title: str = "Sheet") -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    path = folder / "history.xlsx"
    workbook.save(path)
    return path


def refusal(path: Path, source: Source | None = None) -> str:
    with pytest.raises(Unreadable) as caught:
        list(read_rows(path, source or Source()))
    assert caught.value.file == path
    return str(caught.value)


def test_rows_carry_their_numbers_and_can_be_read_twice(tmp_path: Path) -> None:
    rows = read_rows(write(tmp_path, "a,b\n1,2\n\n,\n3,4\n"))

    assert rows.headings == ("a", "b")
    assert list(rows) == [(2, ["1", "2"]), (5, ["3", "4"])]
    assert list(rows) == [(2, ["1", "2"]), (5, ["3", "4"])]
    assert (rows.count, rows.done) == (2, rows.size)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "utf-8"),
        (CHINESE, "utf-8-sig"),
        (CHINESE, "utf-16"),
        (CHINESE, "utf-16-le"),
        (CHINESE, "utf-16-be"),
        (CHINESE, "big5"),
        (CHINESE, "gb18030"),
        (SIMPLIFIED, "gb18030"),
        (SIMPLIFIED, "gbk"),
        ("單號,類別\n1,邨裏嘅𨋢\n2,電梯故障報修及維修服務\n", "big5hkscs"),
    ],
)
def test_the_encoding_is_found(tmp_path: Path, text: str, encoding: str) -> None:
    rows = read_rows(write(tmp_path, text.encode(encoding)))

    lines = text.splitlines()
    assert rows.headings == tuple(lines[0].split(","))
    assert [cells for _, cells in rows] == [line.split(",") for line in lines[1:]]


def test_chinese_far_behind_plain_letters_is_still_found(tmp_path: Path) -> None:
    text = "no,what\n" + "1,plain letters only\n" * 120_000 + "2,管道接口渗漏\n"

    rows = read_rows(write(tmp_path, text.encode("gb18030")))

    assert list(rows)[-1] == (120_002, ["2", "管道接口渗漏"])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    lines = [("no", "what", "when"), ("1", '"leak, tap; door | roof"', "08:00"), ("2", '"1,5"', "09:00")]

    rows = read_rows(write(tmp_path, "\n".join(delimiter.join(line) for line in lines)))

    assert rows.headings == ("no", "what", "when")
    assert [cells[1] for _, cells in rows] == ["leak, tap; door | roof", "1,5"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_quoted_line_breaks(tmp_path: Path, end: str) -> None:
    rows = read_rows(write(tmp_path, f'no,what{end}1,"two{end}lines"{end}2,"say ""so"""{end}'))

    assert list(rows) == [(2, ["1", f"two{end}lines"]), (3, ["2", 'say "so"'])]


def test_ragged_rows_are_filled_up_or_left_long_for_the_mapping_to_tell(tmp_path: Path) -> None:
    rows = read_rows(write(tmp_path, "a,b,c\n1\n1,2,3,,\n1,2,3,4\n"))

    assert [cells for _, cells in rows] == [["1", None, None], ["1", "2", "3"], ["1", "2", "3", "4"]]


def test_empty_and_repeated_headings_stay_in_their_places(tmp_path: Path) -> None:
    assert read_rows(write(tmp_path, ",no,no,,x,,\n1,2,3,4,5,,\n")).headings == ("", "no", "no", "", "x")


def test_a_heading_row_below_a_title_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, "Requests of March\n\nno,what\n1,leak\n")

    rows = read_rows(path, Source(heading=3))

    assert (rows.headings, list(rows)) == (("no", "what"), [(4, ["1", "leak"])])


def test_one_column_is_a_table_too(tmp_path: Path) -> None:
    assert list(read_rows(write(tmp_path, "no\n1\n2\n"))) == [(2, ["1"]), (3, ["2"])]


def test_packed_text(tmp_path: Path) -> None:
    rows = read_rows(write(tmp_path, gzip.compress(CHINESE.encode("big5")), "history.csv.gz"))

    assert len(list(rows)) == 2
    assert rows.done == rows.size == rows.path.stat().st_size


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", b"", "The file is empty."),
        ("a.csv", b"\n\n , \n", "no row of headings"),
        ("a.csv.gz", gzip.compress(b""), "no row of headings"),
        ("a.pdf", b"%PDF-1.7", "Its ending is none of"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "Its ending is none of"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0", "an old or encrypted Excel workbook"),
        ("a.csv", b"PK\x03\x04....", "an Excel workbook"),
        ("a.csv", gzip.compress(b"a,b\n"), "packed with gzip"),
        ("a.csv", b"a,b\n1,2\n3,\x00\n", "line 3: A zero byte"),
        ("a.csv", "a,b\n1,維\x00\n".encode("utf-16"), "A zero byte"),
        ("a.csv", b'a,b\n1,2\n3,"never closed\n4,5\n', "row 3: A cell is never closed"),
        ("a.csv", b"a,b\n1," + b"x" * 200_000 + b"\n", "row 2: A cell is too long"),
        ("a.csv", b"a,b\n1,caf\xe9, fa\xe7ade, ni\xf1o\n", "no encoding that is recognised"),
        ("a.csv", ("a,b\n" + "1,水管爆裂需要維修\n" * 20).encode() + b"2,\xff\n", "damaged in some places"),
        ("a.csv.gz", gzip.compress(CHINESE.encode() * 50)[:-40], "cut off"),
        ("a.csv.gz", b"a,b\n1,2\n", "not packed with gzip"),
        ("a.csv.gz", gzip.compress(b"a,b\n" + b"0,0\n" * 20_000_000, 9), "unpacks to more than 200 times"),
        ("a.csv", b"x" * (18 * 2**20), "lines do not end"),
        ("a.xlsx", b"PK\x03\x04 no archive", "no Excel workbook, or it is damaged"),
        ("a.xlsx", b"no,what\n", "no Excel workbook, or it is damaged"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_refused_with_a_sentence(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    assert reason in refusal(write(tmp_path, content, name))


def test_no_file_a_folder_and_a_false_encoding(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "nothing.csv")
    assert "a folder" in refusal(tmp_path)
    assert "no encoding called latin-99" in refusal(write(tmp_path, "a,b\n"), Source(encoding="latin-99"))
    assert "written in utf-8" in refusal(write(tmp_path, "a,维修\n".encode("gb18030")), Source(encoding="utf-8"))


def test_headings_without_rows_are_an_empty_table(tmp_path: Path) -> None:
    assert list(read_rows(write(tmp_path, "a,b\n"))) == []


def test_a_workbook_gives_dates_numbers_and_texts(tmp_path: Path) -> None:
    opened = datetime(2026, 3, 1, 8, 30)
    path = book(tmp_path, [["no", "opened", "serial"], [101001240754.0, opened, 46082.5], ["A2", "2026-03-01", None]])

    rows = read_rows(path)

    assert list(rows) == [(2, [101001240754, opened, 46082.5]), (3, ["A2", "2026-03-01", None])]


def test_formatted_but_empty_rows_and_columns_are_skipped(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["no", "what"])
    for number in range(2, 900):
        for column in range(1, 30):
            sheet.cell(number, column).number_format = "0.00"
    sheet.cell(700, 1).value, sheet.cell(700, 2).value = "A1", "leak"
    workbook.save(tmp_path / "a.xlsx")

    rows = read_rows(tmp_path / "a.xlsx")

    assert (rows.headings, list(rows)) == (("no", "what"), [(700, ["A1", "leak"])])


def test_the_first_sheet_with_anything_is_read_or_the_one_named(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.create_sheet("二月").append(["no"])
    march = workbook.create_sheet("三月")
    march.append(["no"])
    march.append(["A1"])
    workbook.save(tmp_path / "a.xlsx")

    assert list(read_rows(tmp_path / "a.xlsx")) == []
    assert list(read_rows(tmp_path / "a.xlsx", Source(sheet="三月"))) == [(2, ["A1"])]
    assert "no sheet called 四月; it has Sheet, 二月, 三月" in refusal(tmp_path / "a.xlsx", Source(sheet="四月"))


def test_cached_values_of_formulas_and_a_false_extent(tmp_path: Path) -> None:
    path = book(tmp_path, [["no", "sum"], ["A1", "=1+1"]])
    patched = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(patched, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith("sheet1.xml"):
                part = part.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>").replace(
                    b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>"
                )
                part = part.replace(b'ref="A1:B2"', b'ref="A1"')
            new.writestr(name, part)
    path.write_bytes(patched.getvalue())

    assert list(read_rows(path)) == [(2, ["A1", 2])]


def test_an_empty_and_a_cut_workbook(tmp_path: Path) -> None:
    path = book(tmp_path, [])
    assert "The workbook is empty" in refusal(path)

    path.write_bytes(book(tmp_path, [["no"]] * 500).read_bytes()[:-300])
    assert "damaged" in refusal(path)


def test_progress_moves_while_reading(tmp_path: Path) -> None:
    rows: Rows = read_rows(write(tmp_path, "a,b\n" + "1,2\n" * 200_000))
    seen = {rows.done for _ in rows}

    assert len(seen) > 10
    assert max(seen) <= rows.size
