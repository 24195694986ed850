"""Policies on disk: the one place that opens their files."""

from importlib import resources
from pathlib import Path

from gensui.core.policy import BadPolicy, Mistake
from gensui.core.said import say

LARGEST = 4 * 2**20


def standard() -> dict[str, str]:
    """The files of the standard policy, by name."""
    folder = resources.files("gensui.policies") / "standard"
    return {file.name: file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".toml")}


def in_path(path: Path) -> dict[str, str]:
    """The TOML file at this path, or all of a folder, by name. Refuses with ``BadPolicy`` what is missing, too large or no text."""
    if path.is_dir():
        found = sorted(path.glob("*.toml"))
        if not found:
            raise BadPolicy([Mistake(str(path), 0, "", "", say("there is no .toml file in this folder"))])
    elif path.is_file():
        found = [path]
    else:
        raise BadPolicy([Mistake(str(path), 0, "", "", say("there is no such file"))])
    mistakes, texts = [], {}
    for file in found:
        if file.stat().st_size > LARGEST:
            mistakes.append(Mistake(file.name, 0, "", "", say("this is far too large for a policy")))
            continue
        try:
            texts[file.name] = file.read_text("utf-8-sig")
        except UnicodeDecodeError as bad:
            line = file.read_bytes()[: bad.start].count(b"\n") + 1
            mistakes.append(Mistake(file.name, line, "", "", say("this is not UTF-8 text")))
        except OSError as bad:
            mistakes.append(Mistake(file.name, 0, "", "", say("it cannot be read: {why}", why=bad.strerror)))
    if mistakes:
        raise BadPolicy(mistakes)
    return texts
