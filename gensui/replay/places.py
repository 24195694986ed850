"""On which line each word of a TOML text stands. Python's reader keeps no places, so the text is walked beside it."""

import re

KEY = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)"""
PATH = rf"{KEY}(?:\s*\.\s*{KEY})*"
HEADER = re.compile(rf"\s*\[\[?\s*({PATH})\s*\]")
WORD = re.compile(rf"\s*({PATH})\s*=(.*)")
TEXTS = re.compile(r"""\"\"\".*?\"\"\"|'''.*?'''|"(?:[^"\\]|\\.)*"|'[^']*'|#.*""")

Path = tuple[str, ...]


def lines_of(toml: str) -> dict[Path, int]:
    """The line of each word and table by its full path; what stands in an inline table has none of its own."""
    places: dict[Path, int] = {}
    table: Path = ()
    depth, inside = 0, ""
    for number, line in enumerate(toml.splitlines(), start=1):
        if inside:
            if inside not in line:
                continue
            line = line.partition(inside)[2]
            inside = ""
        elif depth == 0:
            if header := HEADER.match(line):
                table = _split(header[1])
                places.setdefault(table, number)
                continue
            word = WORD.match(line)
            if word:
                places.setdefault(table + _split(word[1]), number)
                line = word[2]
        bare = TEXTS.sub("", line)
        inside = next((mark for mark in ('"""', "'''") if mark in bare), "")
        depth = max(0, depth + sum(map(bare.count, "[{")) - sum(map(bare.count, "]}")))
    return places


def line_of(places: dict[Path, int], path: Path) -> int:
    """The line of this word, or of what surrounds it; 0 if neither is known."""
    while path and path not in places:
        path = path[:-1]
    return places.get(path, 0)


def _split(path: str) -> Path:
    return tuple(part[1:-1] if part[0] in "\"'" else part for part in re.findall(KEY, path))
