"""gensui import leavers and moves: as the desk's forms do it, by row, whole or not at all; again changes nothing."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from gensui.ledger.models import Event
from tests.cases.conftest import Walk, cast, walk
from tests.cast import Cast

__all__ = ["cast", "walk"]
pytestmark = pytest.mark.database


class Operator:
    """Somebody at the shell with a file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def bring(self, kind: str, text: str, *words: str) -> str:
        """What the command says; with what is wrong, all of that."""
        path = self.folder / f"{kind}.csv"
        path.write_text(text, "utf-8")
        return self.bring_file(kind, path, *words)

    def bring_file(self, kind: str, path: Path, *words: str) -> str:
        said, wrong = StringIO(), StringIO()
        try:
            call_command("import", kind, str(path), "--site", "yunqi", *words, stdout=said, stderr=wrong)
        except CommandError as refused:
            return f"{wrong.getvalue()}{refused}"
        return said.getvalue()


@pytest.fixture
def operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Operator:
    monkeypatch.setenv("GENSUI_LANGUAGE", "en")
    return Operator(tmp_path)


def happened(*kinds: str) -> list[tuple[str, str]]:
    """What is in the log of these kinds, and by whom."""
    return list(Event.objects.filter(kind__in=kinds).order_by("pk").values_list("kind", "actor"))


LEAVERS = "工號,經辦人工號,跟進人工號,備註\nK02,A03,K03,辭職\n"
ENDED = [("employment.ended", "staff:A03")]


def test_who_leaves_by_a_file_leaves_as_by_the_form(walk: Walk, cast: Cast, operator: Operator) -> None:
    case = walk("dispatched")
    assert "0 new, 1 changed, 0 as they were" in operator.bring("leavers", LEAVERS)
    assert happened("employment.ended") == []

    assert "0 new, 1 changed, 0 as they were" in operator.bring("leavers", LEAVERS, "--apply")
    case.refresh_from_db()
    cast.li.user.refresh_from_db()
    assert (case.follower, cast.li.user.is_active) == (cast.lin, False)
    assert happened("employment.ended") == ENDED
    assert Event.objects.filter(stream=case.stream, kind="follower.left", actor=cast.hr.key).count() == 1

    assert "0 new, 0 changed, 1 as they were" in operator.bring("leavers", LEAVERS, "--apply")
    assert happened("employment.ended") == ENDED


def test_a_last_day_to_come_is_noted(cast: Cast, operator: Operator) -> None:
    rows = "number,by,follower,on\nK02,A03,K03,2027-01-31\n"
    assert "0 new, 1 changed" in operator.bring("leavers", rows, "--apply")
    assert "1 as they were" in operator.bring("leavers", rows, "--apply")
    assert happened("leaving.planned", "employment.ended") == [("leaving.planned", "staff:A03")]
    assert "row 2" in operator.bring("leavers", rows.replace("2027-01-31", "2020-01-01"))
    assert "row 2, on: 'soon'" in operator.bring("leavers", rows.replace("2027-01-31", "soon"))


def test_every_row_that_cannot_leave_is_named_in_the_readers_language(
    cast: Cast, operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "number,by,orders_to\nM07,A03,\nM99,A03,\nK02,K03,\nA03,A03,\nK03,A03,Z99\n,A03,\n"
    said = operator.bring("leavers", rows, "--apply")
    for wrong in (
        "row 3, number: 'M99' cannot be used: nobody",
        "row 4",
        "row 5",
        "row 6, orders_to: 'Z99' cannot be used: nobody",
        "row 7, number",
    ):
        assert wrong in said
    assert "row 2," not in said
    assert happened("employment.ended") == []
    monkeypatch.setenv("GENSUI_LANGUAGE", "zh-hant")
    chinese = operator.bring("leavers", rows)
    assert "第 3 列" in chinese
    assert "nobody" not in chinese


def test_a_household_moves_in_and_out_by_who_noted_it(cast: Cast, operator: Operator, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["home", "act", "name", "phone", "relation", "on", "by"],
        ["3-1-501", "out", "吳剛", "13900000003", None, "2026-11-10", "K03"],
        ["3-1-501", "in", "鄭好", "13900000007", "tenant", "2026-11-11", "K03"],
        ["3-1-501", "out", "鄭好", "13900000007", None, "2026-11-20", "K03"],
        ["3-1-501", "sold", "高遠", "13900000009", None, "2026-11-21", None],
    ):
        sheet.append(row)
    path = tmp_path / "moves.xlsx"
    book.save(path)
    kinds = ("resident.moved_in", "resident.moved_out", "home.sold")
    assert "2 new, 2 changed, 0 as they were" in operator.bring_file("moves", path)
    assert happened(*kinds) == []

    assert "2 new, 2 changed, 0 as they were" in operator.bring_file("moves", path, "--apply")
    told = happened(*kinds)
    by_lin = [
        ("resident.moved_out", "staff:K03"),
        ("resident.moved_in", "staff:K03"),
        ("resident.moved_out", "staff:K03"),
    ]
    assert told[:3] == by_lin
    assert "staff:K03" not in {actor for _kind, actor in told[3:]}
    assert "0 new, 0 changed, 4 as they were" in operator.bring_file("moves", path, "--apply")
    assert happened(*kinds) == told


def test_a_move_that_cannot_be_is_named_by_row(cast: Cast, operator: Operator) -> None:
    rows = (
        "home,act,name,phone,on,by\n"
        "3-1-502,out,陳美,13900000001,,M07\n"  # a repairman moves nobody
        "3-1-502,out,王五,,,\n"
        "9-9-999,in,王五,,,\n"
        "3-1-502,in,王五,,2030-01-01,\n"
        "3-1-502,away,王五,,,\n"
        "3-1-502,in,王五,,,X01\n"
    )
    said = operator.bring("moves", rows, "--apply")
    for wrong in (
        "row 2",
        "row 3, name: '王五'",
        "row 4, home: '9-9-999'",
        "row 5",
        "row 6, act: 'away'",
        "row 7, by: 'X01'",
    ):
        assert wrong in said
    assert happened("resident.moved_in", "resident.moved_out") == []


def test_who_has_moved_on_is_not_brought_back_by_an_old_file(cast: Cast, operator: Operator) -> None:
    came = "home,act,name,phone,relation\n3-1-501,in,鄭好,13900000007,tenant\n"
    gone = "home,act,name,phone\n3-1-501,out,鄭好,13900000007\n3-1-501,out,吳剛,13900000003\n"
    assert "1 new" in operator.bring("moves", came, "--apply")
    assert "2 changed" in operator.bring("moves", gone, "--apply")
    assert "1 as they were" in operator.bring("moves", came, "--apply")
    said = operator.bring("moves", came.replace("鄭好,13900000007", "吳剛,13900000003"), "--apply")
    assert "row 2, on: 吳剛 has lived there before" in said
