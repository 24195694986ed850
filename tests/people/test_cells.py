"""No spreadsheet takes a text for a formula, and nothing is not a quotation mark."""

import pytest

from gensui.people.cells import harmless


@pytest.mark.parametrize("text", ["=1+1", "+86", "-2", "@x", "\t=1", "\r=1"])
def test_a_formula_is_a_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "漏水", "3-1-502", "a=b", "'"])
def test_a_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text
