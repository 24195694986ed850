"""Numbers of people that somebody wrote into the matter: masked for whoever does not handle the request."""

import io

import pytest
from openpyxl import load_workbook

from gensui.people.phones import without_numbers
from tests.cases.conftest import Walk
from tests.cast import Cast
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database

MATTER = "水管漏，找13912345678，身分證310101199001011234"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("打13912345678", "打••• •••• 5678"),
        ("打 139 1234 5678 找她", "打 ••• •••• 5678 找她"),
        ("+86 139-1234-5678", "••• •••• 5678"),
        ("座機021-55500100", "座機••• •••• 0100"),
        ("31010119900101123X", "••• •••• 123X"),
        ("3-1-502，172 元，2026-001234，5000000000 次", "3-1-502，172 元，2026-001234，5000000000 次"),
        ("", ""),
    ],
)
def test_numbers_in_a_sentence_are_masked_and_nothing_else(written: str, read: str) -> None:
    assert without_numbers(written) == read


def test_lists_mask_and_whoever_handles_it_reads(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = walk("working", content=MATTER)
    for who, address in (
        (cast.li, "/cases/"),
        (cast.li, "/"),
        (cast.zhao, "/department/"),
        (cast.qin, "/board/"),
        (cast.hr, "/cases/"),
        (cast.hr, f"/cases/{case.number}/"),
        (cast.gm, "/cases/"),
    ):
        answer = english(who).get(address)
        assert answer.status_code == 200, address
        said = answer.content.decode()
        assert "13912345678" not in said, (who, address)
        assert "310101199001011234" not in said, (who, address)
    assert "13912345678" in english(cast.li).get(f"/cases/{case.number}/").content.decode()
    assert "13912345678" in english(cast.chen).get(f"/field/{case.number}/").content.decode()

    sheet = load_workbook(io.BytesIO(english(cast.li).get("/cases/export/").getvalue())).active
    assert sheet is not None
    assert "13912345678" not in str(list(sheet.values))
