"""In which encoding a text file is written: found by reading all of it once, so that no row fails half way."""

import codecs
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from gensui.replay.sentences import say
from gensui.replay.table import Unreadable


class Stream(Protocol):
    """Bytes that can be read again from the beginning."""

    def read(self, size: int, /) -> bytes: ...
    def seek(self, offset: int, /) -> int: ...


CHUNK = 2**20
LONGEST_LINE = 16 * CHUNK
SAMPLE = 2**18

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# Two-byte encodings accept nearly anything, so the one that reads more everyday characters wins. An everyday character
# stands, in the national standard of either script, among the punctuation or on the first, most frequent level.
TWO_BYTE = ("gb18030", "cp950", "big5hkscs")
EVERYDAY = (
    ("gb2312", frozenset([*range(0xA1, 0xAA), *range(0xB0, 0xD8)])),
    ("big5", frozenset(range(0xA1, 0xC7))),
)
LEAST_SHARE = 0.7

DAMAGED = say("Its text is UTF-8, but damaged in some places; save it again as UTF-8.")
UNKNOWN = say(
    "Its text is in no encoding that is recognised (UTF-8, UTF-16, GB 18030, Big5); save it as UTF-8, or name it."
)


def detect(path: Path, stream: Stream, given: str) -> str:
    """The encoding of ``stream``, all of which is read. Refuses text in none of those known, or not in ``given``."""
    head = stream.read(CHUNK)
    stream.seek(0)
    name = given or _marked(head) or _utf_16_without_mark(head)
    if name:
        _check(path, stream, name)
        return name
    if _is_utf_8(path, stream):
        return "utf-8"
    return _two_byte(path, stream)


def _chunks(path: Path, stream: Stream) -> Iterator[bytes]:
    stream.seek(0)
    unbroken = 0
    while chunk := stream.read(CHUNK):
        unbroken = 0 if b"\n" in chunk or b"\r" in chunk else unbroken + len(chunk)
        if unbroken > LONGEST_LINE:
            raise Unreadable(path, None, say("Its lines do not end; this is no table of text."))
        yield chunk


def _marked(head: bytes) -> str:
    return next((name for mark, name in MARKS if head.startswith(mark)), "")


def _utf_16_without_mark(head: bytes) -> str:
    """A table holds delimiters and digits; in UTF-16 one byte of each is zero, nearly always at the same side."""
    high, low = head[:4000:2].count(0), head[1:4000:2].count(0)
    if max(high, low) > 5 * min(high, low) + 5:
        return "utf-16-be" if high > low else "utf-16-le"
    return ""


def _check(path: Path, stream: Stream, name: str) -> None:
    try:
        decoder = codecs.getincrementaldecoder(name)()
    except LookupError:
        raise Unreadable(path, None, say("There is no encoding called {name}.", name=name)) from None
    line = 1
    try:
        for chunk in _chunks(path, stream):
            text = decoder.decode(chunk)
            if "\0" in text:
                raise _zero_byte(path, line + text[: text.index("\0")].count("\n"))
            line += text.count("\n")
        decoder.decode(b"", final=True)
    except UnicodeError:
        raise Unreadable(
            path,
            say("after line {line}", line=line),
            say("Not all of its text is written in {name}, as its beginning or the mapping says.", name=name),
        ) from None


def _zero_byte(path: Path, line: int) -> Unreadable:
    reason = say("A zero byte stands in the text: the file is damaged, or it is no text file.")
    return Unreadable(path, say("line {line}", line=line), reason)


def _is_utf_8(path: Path, stream: Stream) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    fits = True
    line = 1
    for chunk in _chunks(path, stream):
        if b"\0" in chunk:
            raise _zero_byte(path, line + chunk[: chunk.index(b"\0")].count(b"\n"))
        line += chunk.count(b"\n")
        try:
            fits = fits and decoder.decode(chunk) is not None
        except UnicodeError:
            fits = False
    try:
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return fits


def _two_byte(path: Path, stream: Stream) -> str:
    """The likeliest of the two-byte encodings that can read the whole stream."""
    decoders = {name: codecs.getincrementaldecoder(name)() for name in TWO_BYTE}
    sample: dict[str, str] = dict.fromkeys(TWO_BYTE, "")
    broken_utf_8 = False
    for chunk in _chunks(path, stream):
        broken_utf_8 = broken_utf_8 or _is_damaged_utf_8(chunk)
        for name in list(decoders):
            try:
                text = decoders[name].decode(chunk)
            except UnicodeError:
                del decoders[name]
            else:
                if len(sample[name]) < SAMPLE:
                    sample[name] += "".join(c for c in text if not c.isascii())
    shares = {name: _share_of_everyday(sample[name]) for name in decoders}
    best = max(shares, key=lambda name: shares[name], default="")
    if broken_utf_8 or not best or shares[best] < LEAST_SHARE:
        raise Unreadable(path, None, DAMAGED if broken_utf_8 else UNKNOWN)
    return best


def _is_damaged_utf_8(chunk: bytes) -> bool:
    """Whether nearly all of what is not ASCII reads as UTF-8, a few places excepted."""
    beyond = Counter(c == "\ufffd" for c in chunk.decode("utf-8", "replace") if not c.isascii())
    return beyond[False] > 20 * beyond[True]


def _share_of_everyday(text: str) -> float:
    return sum(count for c, count in Counter(text).items() if _is_everyday(c)) / max(1, len(text))


def _is_everyday(c: str) -> bool:
    return any(len(pair := c.encode(name, "ignore")) == 2 and pair[0] in leads for name, leads in EVERYDAY)
