"""What pages and figures ask of a policy, by meaning: whole, and every mistake told."""

import ast
import re
from pathlib import Path

import pytest

import gensui
from gensui.core.policy import BadPolicy, difference, read_policy
from gensui.core.policy.meanings import NAMES
from gensui.policies import files

NAME = "03-meanings.toml"
ROOMS = Path(gensui.__file__).parent


def mistakes(before: str, after: str) -> list[tuple[str, str]]:
    """What is wrong once the first of these words stands otherwise."""
    given = files.standard()
    assert before in given[NAME]
    with pytest.raises(BadPolicy) as refused:
        read_policy(given | {NAME: given[NAME].replace(before, after, 1)})
    return [(one.where, str(one.reason)) for one in refused.value.mistakes]


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ('told = ["4.1.9"]', "", "told is missing"),
        ('told = ["4.1.9"]', 'told = ["9.9.9"]', "there is no clause '9.9.9'"),
        ('told = ["4.1.9"]', 'told = ["4.1.9", "4.1.9"]', "told names '4.1.9' twice"),
        ('told = ["4.1.9"]', 'told = "4.1.9"', "told must be a list"),
        ('told = ["4.1.9"]', 'told = ["4.1.9"]\nsung = []', "there is no meaning 'sung'"),
    ],
)
def test_every_mistake_is_told_at_its_place(before: str, after: str, why: str) -> None:
    assert ("meanings", why) in mistakes(before, after)


def test_a_policy_may_promise_nothing_of_the_sort() -> None:
    given = files.standard()
    fewer = read_policy(given | {NAME: given[NAME].replace('surveyed = ["5.2.7"]', "surveyed = []")})
    assert fewer.meanings["surveyed"] == ()


def test_a_policy_of_an_older_release_has_none() -> None:
    assert read_policy({name: text for name, text in files.standard().items() if name != NAME}).meanings == {}


def test_another_clause_for_a_meaning_is_a_difference() -> None:
    before, after = files.standard(), files.standard()
    after[NAME] = after[NAME].replace('told = ["4.1.9"]', 'told = ["4.1.8"]')
    (change,) = difference.changes(before, after)
    assert (change.part, [(one.word, one.before, one.after) for one in change.words]) == (
        "meanings", [("told", "4.1.9", "4.1.8")]
    )  # fmt: skip


def test_each_meaning_is_asked_for() -> None:
    """A meaning that nobody asks for burdens every company that writes a policy."""
    said = {
        node.value
        for path in ROOMS.rglob("*.py")
        if path.name != "meanings.py" and "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    pages = " ".join(path.read_text("utf-8") for path in ROOMS.rglob("*.html"))
    assert {name for name in NAMES - said if f'{{% clauses "{name}" %}}' not in pages} == set()


def test_no_clause_is_asked_for_by_its_number() -> None:
    """A policy may number its clauses as it likes: code and pages name what they ask for."""
    known = read_policy(files.standard()).clauses
    named = {
        f"{path.relative_to(ROOMS)}: {node.value}"
        for path in ROOMS.rglob("*.py")
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node.value.split() and known.keys() >= set(node.value.split())
    }
    assert named == set()
    linked = re.compile(r'"(C?\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)"')
    assert [
        path.name for path in ROOMS.rglob("*.html") if known.keys() & set(linked.findall(path.read_text("utf-8")))
    ] == []
