"""A case whose row was changed behind the log is found and named."""

import pytest

from gensui.cases import verify
from gensui.cases.models import Case
from tests.cases.conftest import Walk

pytestmark = pytest.mark.database


def test_a_state_changed_behind_the_log_is_named(walk: Walk) -> None:
    case, other = walk("working"), walk("told")
    assert list(verify.check_cases()) == []
    Case.objects.filter(pk=case.pk).update(state="told")
    (fault,) = verify.check_cases()
    assert fault.stream == case.stream != other.stream
    assert "working" in fault.reason
