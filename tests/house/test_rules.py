"""The rules of the house that tools do not know. Each is one sentence; what breaks it is named with file and line."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gensui.core import events

ROOT = Path(__file__).parents[2]
CODE = sorted(path for path in (ROOT / "gensui").rglob("*.py") if "migrations" not in path.parts)
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
MAY_WRITE = ("actions.py", "actions/", "ledger/")
SHARED = {
    "master.py",
    "turn.py",
    "sending.py",
    "promising.py",
    "waiting.py",
    "telling.py",
    "concerning.py",
    "having.py",
    "priced.py",
    "entered.py",
}
"""What acts share; no act themselves."""
FORBIDDEN_FILES = {"services.py", "utils.py", "helpers.py", "managers.py", "signals.py", "tasks.py"}
LONGEST = 450
LONGER = {
    "core/policy/reading.py": "one reader for one format, table by table",
    "core/obligations.py": "the rules of the game, in the order in which they apply",
}


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in CODE:
        yield path.relative_to(ROOT / "gensui"), ast.parse(path.read_text("utf-8"))


def writes_of(tree: ast.Module) -> Iterator[ast.Call]:
    """Calls on something's ``objects``, on a queryset, or ``save``: what changes rows."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            source = ast.unparse(node.func.value)
            of_a_row = node.func.attr in ("bulk_create", "bulk_update") or (node.func.attr == "save" and not node.args)
            if "objects" in source or of_a_row:
                yield node


def test_only_actions_and_the_ledger_write() -> None:
    found = [
        f"{path}:{call.lineno} {ast.unparse(call.func)}"
        for path, tree in trees()
        if not any(part in path.as_posix() for part in MAY_WRITE)
        for call in writes_of(tree)
    ]
    assert found == []


def test_the_rule_sees_a_write() -> None:
    (call,) = writes_of(ast.parse("Case.objects.filter(pk=1).update(state='open')"))
    assert call.lineno == 1


def test_the_core_reads_no_clock() -> None:
    clock = re.compile(r"\b(now|today|utcnow|monotonic|perf_counter|time\.time)\(")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in CODE
        if not {"api", "cli", "project", "desk", "portal", "sim"} & set(path.parts)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if clock.search(line)
    ]
    assert found == []


def test_public_actions_take_keywords_with_actor_and_time() -> None:
    wrong = []
    for path, tree in trees():
        if (path.name != "actions.py" and path.parent.name != "actions") or path.name in SHARED:
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                named = {argument.arg for argument in node.args.kwonlyargs}
                if node.args.args or not {"actor", "at"} <= named or node.returns is None:
                    wrong.append(f"{path}:{node.lineno} {node.name}")
    assert wrong == []


def test_no_file_is_called_by_what_says_nothing() -> None:
    assert [str(path) for path in CODE if path.name in FORBIDDEN_FILES] == []


def test_no_file_outgrows_itself() -> None:
    lengths = {path.relative_to(ROOT / "gensui").as_posix(): path.read_text("utf-8").count("\n") for path in CODE}
    assert {name: length for name, length in lengths.items() if length > LONGEST and name not in LONGER} == {}


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.stem)
def test_every_module_and_public_name_is_explained(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    if not tree.body:
        return
    if path.name != "apps.py":
        assert ast.get_docstring(tree), f"{path} says nothing of itself"
    silent = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
        and len(node.body) > 3
    ]
    assert [name for name in silent if name not in ("Command", "main")] == []


def test_every_event_is_explained_and_called_after_its_class() -> None:
    for kind, event in events.VOCABULARY.items():
        assert event.__doc__, kind
        assert "".join(part.capitalize() for part in re.split(r"[._]", kind)) == event.__name__
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+", kind)


def test_migrations_import_nothing_of_ours_but_how_tables_are_made() -> None:
    for path in (ROOT / "gensui").rglob("migrations/0*.py"):
        said = path.read_text("utf-8").replace("from gensui.ledger import tables\n", "")
        assert "gensui" not in re.sub(r'"[^"]*"', "", said), path


def test_every_command_and_setting_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    commands = [path.stem for path in (ROOT / "gensui/cli/management/commands").glob("[a-z]*.py")]
    settings = set(
        re.findall(r"\b(?:GENSUI_[A-Z]+|DATABASE_URL)\b", (ROOT / "gensui/project/settings.py").read_text("utf-8"))
    )
    missing = [name for name in commands if f"gensui {name}" not in readme] + [
        name for name in settings if name not in readme
    ]
    assert missing == []


def test_architecture_is_a_page_one_reads() -> None:
    assert len((ROOT / "ARCHITECTURE.md").read_text("utf-8").splitlines()) <= 150


def test_the_words_of_the_policy_format_are_documented() -> None:
    reading = importlib.import_module("gensui.core.policy.reading")
    text = (ROOT / "docs/policy-format.md").read_text("utf-8")
    words = {*reading.LIVE, *reading.KINDS, *reading.CHECKS, *reading.SOURCES, *reading.REPEATS}
    assert [word for word in sorted(words) if not re.search(rf"\b{word}\b", text)] == []


def test_what_scrolls_is_reached_by_keyboard_and_has_a_name() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {tag}"
        for path in sorted((ROOT / "gensui").rglob("*.html"))
        for tag in re.findall(r'<[^<>]*class="(?:[^"]* )?wrap(?: [^"]*)?"(?:"[^"]*"|[^>"])*>', path.read_text("utf-8"))
        if not all(word in tag for word in ("tabindex", "role", "aria-label"))
    ]
    assert found == []


def test_the_lock_names_no_host() -> None:
    assert not re.search(r"https?://|file:|/opt/|/home/", (ROOT / "requirements.lock").read_text("utf-8"))


def test_what_is_written_to_somebody_is_in_the_readers_language() -> None:
    """``override`` of no language gives the texts of the code, whoever reads them: ``people.languages.in_language`` knows better."""
    found = [
        f"{path}:{call.lineno}"
        for path, tree in trees()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and ast.unparse(call.func).endswith("override")
        and any(isinstance(given, ast.BoolOp) for given in call.args)
        and path.parts[0] not in ("ui", "api")
        and path.as_posix() != "people/languages.py"
    ]
    assert found == []
