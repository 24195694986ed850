"""verify over rows that do not read: each is named, and the rest is checked all the same."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from gensui.cases.models import Case
from gensui.core.policy import reading
from gensui.ledger import policies
from gensui.ledger.models import Obligation, PolicyVersion
from tests.cases.conftest import Walk, cast, walk
from tests.cast import Cast
from tests.cli.test_heads import lift

pytestmark = pytest.mark.database
__all__ = ["cast", "walk"]


def told(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The faults that verify names, besides the one of a case that is checked after the malformed row."""
    other = Case.objects.latest("pk")
    Case.objects.filter(pk=other.pk).update(state="closed")
    with pytest.raises(CommandError, match="found"):
        call_command("verify", "--quiet")
    lines = capsys.readouterr().out.splitlines()
    mine = f"{other.stream}: state: the case is closed, but its log leads to dispatched"
    assert mine in lines
    return [line for line in lines if line != mine]


@pytest.mark.parametrize("table", ["people_employee", "cases_case"])
def test_a_sealed_text_that_no_key_opens(
    walk: Walk, cast: Cast, table: str, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {"people_employee": cast.chen.pk, "cases_case": walk("dispatched").pk}[table]
    walk("dispatched")
    call_command("verify", "--quiet")
    lift(f"UPDATE {table} SET phone = 'gAAAAAbroken' WHERE id = {row}")
    assert f"{table}: row {row}: phone cannot be read: no key of ours sealed it" in told(capsys)


def test_a_duty_whose_row_does_not_read(walk: Walk, capsys: pytest.CaptureFixture[str]) -> None:
    stream = walk("dispatched").stream
    walk("dispatched")
    lift("UPDATE ledger_obligation SET segments = '[1]' WHERE stream = %s", stream)
    lines = told(capsys)
    duties = Obligation.objects.filter(stream=stream).values_list("clause", "cause")
    wanted = {f"{stream}: duty {clause}#{cause}: it cannot be read" for clause, cause in duties}
    assert {line.rpartition(": ")[0] for line in lines} == wanted


def test_a_version_of_the_policy_whose_text_does_not_read(
    walk: Walk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    walk("dispatched")
    monkeypatch.setattr(policies, "_known", (0, ()))  # verify runs in a process of its own
    change_policy(lambda _text: "[")
    lines = told(capsys)
    assert any(line.startswith("policy: version") and "was changed" in line for line in lines)
    assert any(line.startswith("policy: version") and "cannot be read" in line for line in lines)


def change_policy(change: Callable[[str], str]) -> None:
    """Change the text of every version, as somebody does who lifts the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE ledger_policyversion DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER ledger_policyversion_append_only_update")
    for version in PolicyVersion.objects.all():
        files = {name: change(text) for name, text in version.files.items()}
        lift("UPDATE ledger_policyversion SET files = %s", json.dumps(files))


@pytest.mark.parametrize(
    ("word", "other"), [("10 min", "11 min"), ('kind = "', 'kind = "no')], ids=["that reads", "that does not"]
)
def test_one_changed_word_of_the_policy(
    walk: Walk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, word: str, other: str
) -> None:
    """It is told first, and once; nothing is judged again by a text that is not what it was, and the rest is compared."""
    for _each in range(3):
        walk("dispatched")
    monkeypatch.setattr(policies, "_known", (0, ()))
    change_policy(lambda text: text.replace(word, other))
    parsed: list[Any] = []

    class Reader(reading._Reader):
        def __init__(self, given: Any) -> None:
            parsed.append(given)
            super().__init__(given)

    monkeypatch.setattr(reading, "_Reader", Reader)
    lines = told(capsys)
    version = PolicyVersion.objects.get().version
    assert lines[0] == f"policy: version {version}: its text was changed after it was adopted"
    (unjudged,) = (one for one in lines if "cannot be judged again" in one)
    assert unjudged.startswith(f"policy: version {version}: ")
    assert not [one for one in lines if one.startswith("case:")]
    assert len(parsed) == 1
