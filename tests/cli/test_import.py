"""gensui import: previewed, checked whole, in one transaction; a second time it changes nothing."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.cli.conftest import Installation

pytestmark = [pytest.mark.database, pytest.mark.timeout(600)]

SITES = "key,name,hotline\nyunqi,雲棲花園,021-5550-0100\n"
UNITS = "樓棟,單元,房號\n3,1,502\n3,1,501\n"
RESIDENTS = "房號,姓名,身份,電話\n3-1-502,陳美,owner,139 0000 0001\n3-1-501,吳剛,tenant,13900000003\n"
STAFF = "工號,姓名,部門,角色,專長\nK02,林麗,customer_service,agent,\nM07,陳志,maintenance,technician,REP.WAT REP.CIV\n"
CATEGORIES = "key,name_zh_hant,department,priority\nREP.WAT.LEAK,管道接口滲漏,maintenance,P2\n"
PRICES = "key,name_zh_hant,unit,price,most\nangle-valve,角閥,個,46,60\n"
CASES = "key,opened_at,home,requester_name,phone,content,category,follower\nOLD-1,2026-11-01 09:00,3-1-502,陳美,13900000001,漏水,REP.WAT.LEAK,K02\n"
CLOSED = (
    "單號,受理時間,完成時間,房號,報事人,電話,內容,分類,處理人工號,處理過程\n"
    "OLD-0,2025-03-01 09:00,2025-03-02 17:30,3-1-502,陳美,13900000001,龍頭滴水,REP.WAT.LEAK,M07,換墊圈\n"
)
ALL = {
    "sites": SITES,
    "units": UNITS,
    "residents": RESIDENTS,
    "staff": STAFF,
    "categories": CATEGORIES,
    "prices": PRICES,
    "cases": CASES,
    "closed-cases": CLOSED,
}


@pytest.fixture
def empty(migrated: Installation) -> Installation:
    migrated.run("policy", "adopt")
    return migrated


def put(here: Installation, name: str, text: str) -> Path:
    path = here.folder / f"{name}.csv"
    path.write_text(text, "utf-8")
    return path


def test_a_community_is_brought_in_and_again_changes_nothing(empty: Installation) -> None:
    for kind, text in ALL.items():
        path = put(empty, kind, text)
        count = text.strip().count("\n")
        assert f"{count} new, 0 changed, 0 as they were" in empty.run("import", kind, str(path)).stdout
        assert f"{count} new" in empty.run("import", kind, str(path), "--apply").stdout
        assert f"0 new, 0 changed, {count} as they were" in empty.run("import", kind, str(path), "--apply").stdout
    changed = put(empty, "staff", STAFF.replace("陳志", "陳志強"))
    assert "0 new, 1 changed, 1 as they were" in empty.run("import", "staff", str(changed), "--apply").stdout


def test_the_day_of_a_signed_form_proves_a_number_and_once(empty: Installation) -> None:
    for kind in ("sites", "units", "residents"):
        empty.run("import", kind, str(put(empty, kind, ALL[kind])), "--apply")
    head = "房號,姓名,身份,電話,電話簽署日期\n"
    path = str(
        put(empty, "residents", head + "3-1-502,陳美,owner,13900000001,2026-03-01\n3-1-501,吳剛,tenant,13900000003,\n")
    )
    assert "0 new, 1 changed, 1 as they were" in empty.run("import", "residents", path, "--apply").stdout
    assert "0 new, 0 changed, 2 as they were" in empty.run("import", "residents", path, "--apply").stdout


def test_homes_change_hands_by_a_file_and_again_nothing_changes(empty: Installation) -> None:
    for kind in ("sites", "units", "residents"):
        empty.run("import", kind, str(put(empty, kind, ALL[kind])), "--apply")
    moves = (
        "房號,事項,姓名,電話,身份,租期至\n3-1-502,sold,高遠,13900000009,owner,\n3-1-502,in,周文,13900000002,tenant,2046-01-31\n"
        "3-1-501,out,吳剛,13900000003,,\n"
    )
    path = str(put(empty, "moves", moves))

    assert "2 new, 1 changed, 0 as they were" in empty.run("import", "moves", path, "--apply").stdout
    assert "0 new, 0 changed, 3 as they were" in empty.run("import", "moves", path, "--apply").stdout
    old = empty.run("import", "residents", str(put(empty, "residents", RESIDENTS)), "--apply", check=False)
    assert "moved out of 3-1-502" in old.stderr
    bad = empty.run(
        "import", "moves", str(put(empty, "moves", "home,act,name,on\n3-1-501,out,吳剛,soon\n")), check=False
    )
    assert "row 2, on" in bad.stderr or "nobody" in bad.stderr


def test_a_preview_leaves_nothing(empty: Installation) -> None:
    path = put(empty, "sites", SITES)
    assert "preview" in empty.run("import", "sites", str(path)).stdout
    assert "1 new" in empty.run("import", "sites", str(path), "--apply").stdout


def test_every_bad_row_is_named_and_nothing_is_brought_in(empty: Installation) -> None:
    for kind in ("sites", "units"):
        empty.run("import", kind, str(put(empty, kind, ALL[kind])), "--apply")
    bad = RESIDENTS + "9-9-999,無人,owner,\n3-1-502,,owner,\n3-1-502,李四,cousin,\n3-1-502,王五,owner,call me\n"
    done = empty.run("import", "residents", str(put(empty, "residents", bad)), "--apply", check=False)

    assert done.returncode == 1
    for row, column, reason in (
        (4, "home", "no such home"),
        (5, "name", "not be empty"),
        (6, "relation", "'cousin' cannot be used: it is one of owner"),
        (7, "", "not a telephone"),
    ):
        assert any(f"row {row}" in line and column in line and reason in line for line in done.stderr.splitlines()), row
    assert "2 new" in empty.run("import", "residents", str(put(empty, "residents", RESIDENTS))).stdout


def test_a_spreadsheet_with_numbers_for_texts(empty: Installation) -> None:
    empty.run("import", "sites", str(put(empty, "sites", SITES)), "--apply")
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["building", "staircase", "room"])
    sheet.append([3, 1, 502])
    sheet.append([None, None, None])
    path = empty.folder / "units.xlsx"
    book.save(path)
    assert "1 new" in empty.run("import", "units", str(path), "--apply").stdout


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        ("units", "floor,room\n1,2\n", "no column building"),
        ("residents", "home,name\n", "no community"),
        ("sites", "", "empty"),
    ],
)
def test_what_is_wrong_with_the_file_is_one_sentence(empty: Installation, kind: str, text: str, says: str) -> None:
    if kind == "units":
        empty.run("import", "sites", str(put(empty, "sites", SITES)), "--apply")
    done = empty.run("import", kind, str(put(empty, kind, text)), check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert says in done.stderr


def test_staff_are_made_one_by_one(empty: Installation) -> None:
    words = ["createstaff", "K02", "林麗", "--role", "agent", "--department", "customer_service", "--site", "yunqi"]
    without = empty.run(*words, check=False, stdin="a long walk in the rain\n")
    weak = empty.run(*words, "--site-name", "雲棲花園", check=False, stdin="123\n")
    made = empty.run(*words, "--site-name", "雲棲花園", stdin="a long walk in the rain\n")
    twice = empty.run(*words, check=False, stdin="a long walk in the rain\n")
    assert "no community yunqi" in without.stderr
    assert weak.returncode == 1
    assert "signs in as K02" in made.stdout
    assert "K02 is taken" in twice.stderr


def test_who_is_given_an_account_later_is_new(empty: Installation) -> None:
    empty.run("import", "sites", str(put(empty, "sites", ALL["sites"])), "--apply")
    words = ["--role", "guard", "--department", "security", "--site", "yunqi"]
    new = empty.run("createstaff", "S01", "孫虎", *words, stdin="a long walk in the rain\n")
    known = empty.run("createstaff", "S02", "馬力", "--inducted", *words, stdin="a long walk in the rain\n")
    assert ("nobody new for a shift alone" in new.stdout, "nobody new" in known.stdout) == (True, False)
    staff = "number,name,department,role,newcomer\nS03,何明,security,guard,yes\nS04,羅勇,security,guard,\n"
    for told in ("2 new", "2 as they were"):
        assert told in empty.run("import", "staff", str(put(empty, "staff", staff)), "--apply").stdout
    assert "4 streams" in empty.run("verify").stdout  # S01 and S03 began; that S03 and S04 were brought in is on record


def test_a_closed_case_that_ends_before_it_begins_is_named(empty: Installation) -> None:
    for kind in ("sites", "units", "residents", "staff", "categories"):
        empty.run("import", kind, str(put(empty, kind, ALL[kind])), "--apply")
    bad = CLOSED.replace("2025-03-02", "2025-02-02") + CLOSED.splitlines()[1].replace("M07", "M99").replace(
        "OLD-0", "X"
    )
    done = empty.run("import", "closed-cases", str(put(empty, "closed", bad)), "--apply", check=False)
    assert done.returncode == 1
    assert "row 2, closed_at: '2025-02-02 17:30' cannot be used: this lies before the beginning" in done.stderr
    assert "row 3, handler: 'M99' cannot be used: nobody has this staff number" in done.stderr
    assert "1 new" in empty.run("import", "closed-cases", str(put(empty, "closed", CLOSED)), "--apply").stdout
    assert "10 streams are as their logs say" in empty.run("verify").stdout
