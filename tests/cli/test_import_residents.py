"""Residents are brought in as lists have them, some without a telephone."""

from pathlib import Path

import pytest

from gensui.people.models import Resident
from tests.cases.conftest import cast
from tests.cast import Cast
from tests.cli.test_import_leaving import Operator

__all__ = ["cast"]

pytestmark = pytest.mark.database


@pytest.fixture
def operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Operator:
    monkeypatch.setenv("GENSUI_LANGUAGE", "en")
    return Operator(tmp_path)


def test_who_has_no_telephone_comes_in_by_name_and_once(cast: Cast, operator: Operator) -> None:
    rows = "home,name,relation,phone\n3-1-502,許婆婆,family,\n"
    assert "1 new" in operator.bring("residents", rows, "--apply")
    assert "0 new, 0 changed, 1 as they were" in operator.bring("residents", rows, "--apply")
    assert Resident.objects.get(name="許婆婆").household == cast.mei.household
