"""``gensui policy``: check, list, adopt, versions; and what must be true of the policy that comes with Gensui."""

import json
import re

import pytest

from gensui.core.policy import LANGUAGES, Policy, read_policy
from gensui.policies import files
from tests.cli.conftest import Installation
from tests.core.small import CONTACT, HEAD

HALF_WIDTH = re.compile("[\u4e00-\u9fff][,:;?!]|[,:;?!][\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def standard() -> Policy:
    return read_policy(files.standard())


def test_a_right_policy_is_called_right(bare: Installation) -> None:
    (bare.folder / "p.toml").write_text(HEAD + CONTACT, "utf-8")

    assert "small 1 is right: 1 clause, 1 of them kept by the engine." in bare.run("policy", "check", "p.toml").stdout


def test_every_mistake_is_told_with_its_line(bare: Installation) -> None:
    (bare.folder / "p.toml").write_text(
        HEAD + CONTACT.replace("10 min", "soon").replace('"handler"', '"nobody"'), "utf-8"
    )
    done = bare.run("policy", "check", "p.toml", check=False)

    lines = done.stderr.splitlines()
    assert done.returncode == 1
    assert len([line for line in lines if line.startswith(("p.toml, line ", "CommandError: p.toml, line "))]) == 2
    assert "2" in lines[-1]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"", b"\x00" * 100, b"[" * 5_000, b"a = 1\n" * 10])
def test_what_is_no_policy_is_refused(bare: Installation, content: bytes) -> None:
    (bare.folder / "p.toml").write_bytes(content)
    done = bare.run("policy", "check", "p.toml", check=False)

    assert (done.returncode, "Traceback" in done.stderr, "p.toml" in done.stderr) == (1, False, True)


@pytest.mark.parametrize("words", [("policy", "list", "--json"), ("policy", "versions")])
def test_who_reads_no_further_is_told_nothing(migrated: Installation, words: tuple[str, ...]) -> None:
    """As behind ``| head``: of an answer long or short."""
    migrated.run("policy", "adopt")
    with migrated.start("-m", "gensui.project.main", *words) as command:
        assert command.stdout is not None
        assert command.stderr is not None
        command.stdout.close()
        assert command.stderr.read() == ""
    assert command.returncode == 141


def test_the_list_shows_every_clause(bare: Installation, standard: Policy) -> None:
    shown = json.loads(bare.run("policy", "list", "--json").stdout)

    assert [one["id"] for one in shown] == list(standard.clauses)
    for one in shown:
        assert {"id", "kind", "role", "limit", "opens", "closes", "text"} <= one.keys()
        assert all(one["text"][language] and one["title"][language] for language in LANGUAGES)
    assert "4.2.1" in bare.run("policy", "list").stdout
    ways = {one["id"]: one["kept"] for one in shown}
    assert {clause: ways[clause] for clause in KEPT} == KEPT
    assert {clause for clause, way in ways.items() if way in ("nobody", "document")} == LEFT_TO_PEOPLE
    assert {one["id"] for one in shown if one["reason"]} == LEFT_TO_PEOPLE
    assert not any(one["can_lapse"] for one in shown if one["kept"] in ("refusal", "document", "nobody"))


def test_mistakes_are_told_in_the_language_of_the_shell(bare: Installation) -> None:
    (bare.folder / "p.toml").write_text(
        HEAD + CONTACT.replace('limit = "10 min"', 'limit = "soon"\nladder = "steep"'), "utf-8"
    )
    bare.env["GENSUI_LANGUAGE"] = "zh-Hant"

    told = bare.run("policy", "check", "p.toml", check=False).stderr
    assert "條款 4.2.1: limit：'soon' 不是時長" in told
    assert "沒有這個升級階梯：'steep'" in told
    assert "p.toml 第 " in told


@pytest.mark.database
def test_a_policy_is_adopted_once(migrated: Installation) -> None:
    assert "No policy is in force yet" in migrated.run("policy", "versions").stdout
    adopted = migrated.run("policy", "adopt").stdout
    assert "is adopted" in adopted
    again = migrated.run("policy", "adopt", check=False)
    assert (again.returncode, "Traceback" in again.stderr) == (1, False)
    assert len(migrated.run("policy", "versions").stdout.splitlines()) == 1

    version = migrated.run("policy", "versions").stdout.split("\t")[0]
    assert "files are written" in migrated.run("policy", "export", "mine", "--version", version).stdout
    assert "is right" in migrated.run("policy", "check", "mine").stdout
    assert files.in_path(migrated.folder / "mine") == files.standard()
    again = migrated.run("policy", "export", "mine", check=False)
    assert (again.returncode, "not empty" in again.stderr) == (1, True)
    unknown = migrated.run("policy", "export", "other", "--version", "1999.1", check=False)
    assert (unknown.returncode, "gensui policy versions" in unknown.stderr) == (1, True)


# The standard policy


def test_all_statements_are_there(standard: Policy) -> None:
    sources = [clause.source for clause in standard.clauses.values()]

    assert sources.count("document") == 155
    assert sources.count("practice") == 14
    assert sorted(standard.settings) == [f"C{number:02}" for number in [*range(1, 59), *range(70, 77), 86, 87, 94]]


def test_every_clause_is_kept_somehow(standard: Policy) -> None:
    for clause in standard.clauses.values():
        assert clause.is_live or clause.kept_by or clause.kind in ("conduct", "measure"), clause.id
        assert clause.checked, clause.id
        for other in clause.kept_by:
            kept = standard.clauses[other]
            assert kept.is_live or kept.kept_by or kept.kind in ("conduct", "measure"), clause.id


def test_texts_are_of_their_language(standard: Policy) -> None:
    traditional, simplified = set("條數時說沒這與為請檔寫務業應後處讓點"), set("条数时说没这与为请档写务业应后处让点")
    for clause in standard.clauses.values():
        for texts in (clause.title, clause.text):
            assert not simplified & set(texts.zh_hant) - traditional, clause.id
            assert not traditional & set(texts.zh_hans) - simplified, clause.id
            assert not HALF_WIDTH.search(texts.zh_hant + texts.zh_hans), clause.id
            assert texts.en.isascii() or "–" in texts.en or "’" in texts.en or "“" in texts.en, clause.id


KEPT = {
    "4.2.1": "clock",
    "4.1.7": "clock",
    "4.2.5": "refusal",
    "4.1.4": "record",
    "4.2.7": "sample",
    "3.1.1": "document",
}
LEFT_TO_PEOPLE = {"1.2.1", "3.1.1", "3.2.6", "6.1.4", "7.1", "7.4"}
"""Text alone, each with its reason."""


@pytest.mark.parametrize(
    ("clause", "limit"),
    [
        ("3.1.2", "15 s"), ("4.1.5", "5 min"), ("4.2.1", "10 min"), ("3.2.5", "30 min"), ("4.2.2", "30 min"), ("4.2.3", "15 min, 4 h"),
        ("4.2.9", "2 h"), ("4.2.12", "30 min"), ("4.1.9", "1 h"), ("3.3.3", "24 h"), ("4.1.6", "24 h"), ("4.3.8", "5 min"),
        ("4.3.9", "1 min"), ("4.4.9", "30 min"), ("4.4.10", "1 h"), ("4.1.8", "2 h"), ("4.1.12", "2 h"), ("3.4.1", "48 h"),
    ],
)  # fmt: skip
def test_the_figures_of_the_policy(standard: Policy, clause: str, limit: str) -> None:
    found = standard.clauses[clause]
    assert {str(rule.limit or found.limit) for rule in found.opens} == set(limit.split(", "))


@pytest.mark.database
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-hant", ("條款 3.4.1", "四十八小時", "72 小時")),
        ("zh-hans", ("条款 3.4.1", "四十八小时", "72 小时")),
        ("en", ("clause 3.4.1", "forty-eight hours", "72 hours")),
    ],
)
def test_a_value_without_its_sentence_is_refused_in_the_readers_language(
    migrated: Installation, language: str, said: tuple[str, ...]
) -> None:
    folder = migrated.folder / f"own-{language}"
    migrated.run("policy", "export", str(folder))
    assert migrated.run("policy", "check", str(folder)).returncode == 0
    settings = folder / "01-settings.toml"
    settings.write_text(settings.read_text("utf-8").replace('visit_closes = "48 h"', 'visit_closes = "72 h"'), "utf-8")
    migrated.env["GENSUI_LANGUAGE"] = language
    for act in ("check", "adopt"):
        done = migrated.run("policy", act, str(folder), check=False)
        assert (done.returncode, all(word in done.stderr for word in said)) == (1, True), done.stderr
