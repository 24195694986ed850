"""The tests that a change touches: the arguments of pytest for `make quick`.

    python tools/quick.py [BASE]

What differs from BASE (else from where the branch left ``origin/main``), committed or not, is matched with the tests: those that
changed, those of the same room that are named for a changed file, those that import a changed module. The core and the rules of
the house always belong to them. At most ``MOST`` files are taken, the nearest first, so that it stays quick; how many were left to
`make test` is said on the standard error.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
ALWAYS = ("tests/core", "tests/house")
MOST = 12


def _git(*arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.split("\n")[:-1] if done.returncode == 0 else []


def changed(base: str = "") -> list[Path]:
    """What differs from the base, and what is new and not ignored; paths from the root."""
    since = [base] if base else _git("merge-base", "HEAD", "origin/main")
    names = {*_git("diff", "--name-only", (since or ["HEAD"])[0]), *_git("ls-files", "--others", "--exclude-standard")}
    return sorted(Path(name) for name in names)


def tests_of(paths: list[Path]) -> Iterator[Path]:
    """Test files for these paths, nearest first: changed, named for a changed file, importing a changed module."""
    files = {path.relative_to(ROOT): path.read_text("utf-8") for path in sorted((ROOT / "tests").glob("*/test_*.py"))}
    yield from (path for path in paths if path in files)
    code = [path for path in paths if path.parts[0] == "gensui" and path.suffix in (".py", ".html")]
    for path in code:
        room, stem = path.parts[1], path.stem.strip("_")
        yield from (test for test in files if test.parts[1] == room and stem in test.stem)
    for path in code:
        if path.suffix == ".py":
            module = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
            parent, _, name = module.rpartition(".")
            imports = re.compile(
                rf"^from {re.escape(module)} import|^from {re.escape(parent)} import .*\b{name}\b", re.M
            )
            yield from (test for test, text in files.items() if imports.search(text))


def main(words: list[str]) -> int:
    """Print the arguments, one a line."""
    found = [test for test in dict.fromkeys(tests_of(changed(*words[:1]))) if not str(test).startswith(ALWAYS)]
    print("\n".join([*ALWAYS, *map(str, found[:MOST])]))
    if len(found) > MOST:
        print(f"{len(found) - MOST} more test files are touched: make test runs them.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
