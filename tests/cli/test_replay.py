"""``gensui replay`` as a user calls it: a file and a mapping in, figures out, and nothing half done."""

import csv
import gzip
import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.cli.conftest import Installation
from tests.core.small import CONTACT, HEAD, clause
from tests.pattern import ROOT

BOSTON = ROOT.parent / "shared/data/boston_isd_2015.csv.gz"
PROMISED = clause(
    "C30.1", "deadline",
    'opens = [{ on = "work_order.dispatched", from = "required_by" }]\ncloses = [{ on = "work.completed" }]',
)  # fmt: skip
MAP = """
zone = "Asia/Shanghai"
formats = ["%Y-%m-%d %H:%M"]
key = "no"
category = "kind"

[events]
work_order.dispatched = { at = "opened", required_by = "promised" }
work.completed = "closed"
"""
HISTORY = """no,kind,opened,promised,closed
1,tap,2026-03-02 10:00,2026-03-02 12:00,2026-03-02 11:59
2,tap,2026-03-02 10:00,2026-03-02 12:00,2026-03-02 12:00
3,lift,2026-03-02 10:00,2026-03-02 12:00,2026-03-02 12:30
4,lift,2026-03-02 10:00,2026-03-02 12:00,
5,tap,2026-03-02 10:00,2026-03-05 12:00,
6,tap,2026-02-31 10:00,2026-03-05 12:00,
=7,<script>alert(1)</script>,2026-03-02 10:00,2026-03-02 12:00,2026-03-02 14:00
"""


@pytest.fixture
def desk(bare: Installation) -> Installation:
    """A folder with a history, a mapping and a policy."""
    for name, text in (("h.csv", HISTORY), ("map.toml", MAP), ("p.toml", HEAD + PROMISED + CONTACT)):
        (bare.folder / name).write_text(text, "utf-8")
    return bare


def replay(desk: Installation, *words: str, check: bool = True) -> tuple[int, str, str]:
    done = desk.run(
        "replay", "h.csv", "--map", "map.toml", "--policy", "p.toml", "--as-of", "2026-03-03 12:00", *words, check=check
    )
    return done.returncode, done.stdout, done.stderr


def test_which_promises_were_kept(desk: Installation) -> None:
    _code, out, err = replay(desk, "--json", "all.json", "--rows", "rows.csv", "--html", "page.html")

    assert "Of 5 promises whose time had come, 2 were kept in time: 40.0 %." in out
    assert "row 7: opened is '2026-02-31 10:00'" in err
    found = json.loads((desk.folder / "all.json").read_text("utf-8"))
    (promised,) = found["clauses"]
    assert {name: promised[name] for name in ("id", "kept", "late", "open", "overdue", "kept_rate")} == {
        "id": "C30.1", "kept": 2, "late": 2, "open": 1, "overdue": 1, "kept_rate": 40.0,
    }  # fmt: skip
    assert (promised["lateness_median_s"], promised["lateness_p90_s"]) == (7_200, 70_560)
    assert [(one["category"], one["total"]) for one in found["categories"]][:1] == [("lift", 2)]
    assert found["bad_rows"]["told"][0]["row"] == 7
    assert [one["id"] for one in found["not_judged"]] == ["4.2.1"]

    rows = list(csv.DictReader((desk.folder / "rows.csv").read_text("utf-8").splitlines()))
    assert [(row["key"], row["verdict"], row["lateness"]) for row in rows] == [
        ("1", "kept", "0"), ("2", "kept", "0"), ("3", "late", "1800"), ("4", "overdue", "86400"), ("5", "open", "0"),
        ("'=7", "late", "7200"),
    ]  # fmt: skip
    assert (rows[2]["opened"], rows[2]["due"], rows[2]["met"]) == (
        "2026-03-02T02:00:00+00:00", "2026-03-02T04:00:00+00:00", "2026-03-02T04:30:00+00:00",
    )  # fmt: skip


def test_the_page_stands_alone_and_trusts_nothing(desk: Installation) -> None:
    replay(desk, "--html", "page.html")
    page = (desk.folder / "page.html").read_text("utf-8")

    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "default-src 'none'" in page
    assert page.count("<svg") == 4
    for fetched in ("src=", "href=", "@import", "url("):
        assert fetched not in page.replace('href="#', "")


@pytest.mark.parametrize(("language", "word"), [("zh-hant", "承諾"), ("zh-hans", "承诺"), ("en", "promises")])
def test_it_speaks_three_languages(desk: Installation, language: str, word: str) -> None:
    desk.env["GENSUI_LANGUAGE"] = language
    _code, out, _err = replay(desk, "--html", "page.html")

    assert word in out
    assert word in (desk.folder / "page.html").read_text("utf-8")


def test_nothing_is_written_to_a_database(desk: Installation) -> None:
    replay(desk)
    assert [path.name for path in (desk.folder / "var").iterdir() if "sqlite" in path.name] == []


def test_a_guessed_mapping_works_as_it_is(desk: Installation) -> None:
    (desk.folder / "h.csv").write_text(HISTORY.replace("2026-02-31", "2026-02-28"), "utf-8")
    guessed = desk.run("replay", "h.csv", "--guess").stdout
    (desk.folder / "map.toml").write_text(guessed, "utf-8")

    assert replay(desk)[0] == 0


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("replay",), 2, "file"),
        (("replay", "h.csv"), 2, "--map"),
        (("replay", "gone.csv", "--map", "map.toml"), 1, "gone.csv"),
        (("replay", ".", "--map", "map.toml"), 1, "folder"),
        (("replay", "h.csv", "--map", "gone.toml"), 1, "gone.toml"),
        (("replay", "h.csv", "--map", "h.csv"), 1, "line 1"),
        (("replay", "map.toml", "--map", "map.toml"), 1, "map.toml"),
        (("replay", "h.csv", "--map", "map.toml", "--policy", "gone.toml"), 1, "gone.toml"),
        (("replay", "h.csv", "--map", "map.toml", "--policy", "map.toml"), 1, "map.toml, line"),
        (("replay", "h.csv", "--map", "map.toml", "--policy", "p.toml", "--as-of", "tomorrow"), 2, "tomorrow"),
        (
            ("replay", "h.csv", "--map", "map.toml", "--policy", "p.toml", "--html", "no/such/page.html"),
            1,
            "no/such/page.html",
        ),
        (("replay", "h.csv", "--map", "map.toml", "--policy", "p.toml", "--json", "."), 1, "."),
        (("relpay", "h.csv"), 1, "relpay"),
        (("--speed",), 2, "--speed"),
    ],
)
def test_a_wrong_call_is_told_in_a_sentence(desk: Installation, words: tuple[str, ...], code: int, told: str) -> None:
    before = sorted(path.name for path in desk.folder.iterdir() if path.name != "var")
    done = desk.run(*words, check=False)

    assert done.returncode == code, done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in desk.folder.iterdir() if path.name != "var") == before


def test_a_mapping_that_names_no_column_of_the_file(desk: Installation) -> None:
    (desk.folder / "map.toml").write_text(MAP.replace('"opened"', '"openned"'), "utf-8")
    code, _out, err = replay(desk, "--html", "page.html", check=False)

    assert (code, "openned" in err, "opened" in err, "line" in err) == (1, True, True, True)
    assert not (desk.folder / "page.html").exists()


def test_what_was_there_before_is_kept_when_it_fails(desk: Installation) -> None:
    (desk.folder / "all.json").write_text("before", "utf-8")
    (desk.folder / "h.csv").write_bytes(HISTORY.encode() + b'\n8,"never closed')
    replay(desk, "--json", "all.json", "--html", "no/such.html", check=False)

    assert (desk.folder / "all.json").read_text("utf-8") == "before"


def test_a_history_nobody_can_judge_is_refused(desk: Installation) -> None:
    (desk.folder / "map.toml").write_text(MAP.replace("work.completed", "site.arrived"), "utf-8")
    code, _out, err = replay(desk, check=False)

    assert (code, "nothing can be judged" in err) == (1, True)


def test_the_sample_that_comes_with_it_goes_through_as_the_readme_says(bare: Installation) -> None:
    examples = ROOT / "examples/replay"
    done = bare.run(
        "replay", str(examples / "sample.csv"), "--map", str(examples / "sample.toml"), "--as-of", "2026-03-31 20:00", "--html", "report.html"
    )  # fmt: skip

    assert "4.2.1" in done.stdout
    assert "2 rows were set aside" in done.stderr
    assert (bare.folder / "report.html").stat().st_size > 20_000


@pytest.mark.skipif(
    not BOSTON.exists(), reason="the city's history (../shared/data/boston_isd_2015.csv.gz) is not there"
)
def test_a_citys_year_agrees_with_the_citys_own_judgement(bare: Installation) -> None:
    """With TARGET_DT as the promise, in every row but one, which was closed twelve seconds before it was opened."""
    mapping = ROOT / "examples/replay/boston_isd_2015.toml"
    done = bare.run(
        "replay", str(BOSTON), "--map", str(mapping), "--as-of", "2016-01-12 20:00", "--rows", "rows.csv", "--json", "all.json"
    )  # fmt: skip

    with (bare.folder / "rows.csv").open(encoding="utf-8") as file:
        ours = {row["key"]: row for row in csv.DictReader(file) if row["clause"] == "C30.1"}
    with gzip.open(BOSTON, "rt", encoding="utf-8") as file:
        theirs = list(csv.DictReader(file))
    differ = [
        row["CASE_ENQUIRY_ID"]
        for row in theirs
        if row["CASE_ENQUIRY_ID"] not in ours
        or (ours[row["CASE_ENQUIRY_ID"]]["verdict"] in ("late", "overdue")) != (row["OnTime_Status"] == "OVERDUE")
    ]
    assert len(theirs) == 22_530
    assert differ == ["101001426275"]
    assert "row 10666: CLOSED_DT is '07/09/2015 02:51:12 PM'" in done.stderr
    assert len(json.loads((bare.folder / "all.json").read_text("utf-8"))["bad_rows"]["told"]) == 1
    # and each promise lies where the city wrote it down, by the clock on the wall
    boston = ZoneInfo("America/New_York")
    for row in theirs[:500]:
        wall = datetime.strptime(row["TARGET_DT"], "%m/%d/%Y %I:%M:%S %p")
        assert (
            datetime.fromisoformat(ours[row["CASE_ENQUIRY_ID"]]["due"]).astimezone(boston).replace(tzinfo=None) == wall
        )


def test_the_city_is_told_in_the_mapping_only() -> None:
    code = [path for path in (ROOT / "gensui").rglob("*.py") if "boston" in path.read_text("utf-8").lower()]
    assert code == []
    assert Path(ROOT / "examples/replay/boston_isd_2015.toml").exists()
