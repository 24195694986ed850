"""What `make quick` runs: the tests nearest to a change."""

from pathlib import Path

import pytest

from tools import quick


@pytest.mark.parametrize(
    ("changed", "test"),
    [
        ("tests/cases/test_order.py", "tests/cases/test_order.py"),
        ("gensui/desk/leaving.py", "tests/desk/test_leaving.py"),
        ("gensui/desk/templates/desk/supervision.html", "tests/desk/test_supervision.py"),
        ("gensui/notices/channels.py", "tests/notices/test_gateway_answers.py"),
        ("gensui/ledger/record.py", "tests/ledger/test_order.py"),
    ],
)
def test_a_change_leads_to_its_tests(changed: str, test: str) -> None:
    assert Path(test) in quick.tests_of([Path(changed)])


def test_what_nothing_imports_leads_nowhere() -> None:
    assert list(quick.tests_of([Path("README.md"), Path("gensui/nowhere/unknown.py")])) == []


def test_the_nearest_come_first_and_no_more_than_is_quick(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    touched = [Path("gensui/people/models.py"), Path("tests/people/test_keys.py")]
    monkeypatch.setattr(quick, "changed", lambda *_base: touched)
    assert quick.main([]) == 0
    told = capsys.readouterr()
    assert told.out.split()[:3] == [*quick.ALWAYS, "tests/people/test_keys.py"]
    assert len(told.out.split()) == len(quick.ALWAYS) + quick.MOST
    assert "make test runs them" in told.err
