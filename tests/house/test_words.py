"""Wherever somebody must give words, the field is the one that knows what words are."""

import ast
from collections.abc import Iterator

from tests.house.test_rules import trees

ELSEWHERE = ("HiddenInput", "PasswordInput", "inputmode", "one-time-code")
"""Fields that nobody fills with words: hidden ones, secrets, numbers to be dialled, codes."""


def plain_fields() -> Iterator[str]:
    for path, tree in trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or ast.unparse(node.func) not in ("forms.CharField", "CharField"):
                continue
            given = {one.arg: ast.unparse(one.value) for one in node.keywords}
            hidden = any(one in given.get("widget", "") for one in ELSEWHERE)
            if given.get("required") != "False" and not hidden:
                yield f"{path}:{node.lineno}"


def test_every_field_that_asks_for_words_is_the_one_that_knows_them() -> None:
    found = [one for one in plain_fields() if one.startswith(("desk/", "portal/", "ui/", "reports/", "people/"))]
    assert [one for one in found if "/models/" not in one] == []
