"""The messages of the code and their translations.

    python tools/messages.py

brings both catalogues up to date: what is new stands there empty, what is gone is dropped, what is translated stays. Nothing but
Babel is needed. A test finds what is untranslated.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[1] / "gensui"
LANGUAGES = ("zh_Hant", "zh_Hans")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "say": None,
}
WITH_CONTEXT = ("pgettext", "pgettext_lazy", "npgettext")


def _sources() -> Iterator[tuple[Path, bytes]]:
    for path in sorted(ROOT.rglob("*.py")):
        yield path, path.read_bytes()
    for path in sorted(ROOT.rglob("templates/**/*.html")):
        lines = templatize(path.read_text("utf-8"), origin=str(path)).splitlines()
        yield path, "\n".join(line.lstrip() for line in lines).encode()  # indented, Python's tokenizer refuses them


def messages() -> Iterator[tuple[str | None, str | tuple[str, str]]]:
    """Each message of the code: its context, and the text, or the singular and the plural."""
    for _path, source in _sources():
        found: Any = extract_python(io.BytesIO(source), KEYWORDS, [], {"encoding": "utf-8"})
        for _line, function, texts, _comments in found:
            several = (texts,) if isinstance(texts, str) else texts or ()
            given = [text for text in several if isinstance(text, str)]
            context = given.pop(0) if function in WITH_CONTEXT else None
            if given:
                yield context, (given[0], given[1]) if function in ("ngettext", "npgettext") else given[0]


def catalogue(language: str) -> Catalog:
    """The catalogue as it is kept."""
    with (ROOT / f"locale/{language}/LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file, locale=language)


def updated(language: str) -> Catalog:
    """The catalogue with every message of the code, and none besides."""
    kept = catalogue(language)
    new = Catalog(locale=language, project="gensui", fuzzy=False)
    for context, text in sorted(set(messages()), key=str):
        old = kept.get(text if isinstance(text, str) else text[0], context)
        new.add(text, string=old.string if isinstance(old, Message) else None, context=context)
    return new


def write(language: str) -> int:
    """Bring a catalogue up to date; how many of its messages are untranslated."""
    new = updated(language)
    header = f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n'
    header += '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
    header += '"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
    body = io.BytesIO()
    write_po(body, new, width=120, omit_header=True, no_location=True, sort_output=False)
    (ROOT / f"locale/{language}/LC_MESSAGES/django.po").write_text(
        header + body.getvalue().decode().strip() + "\n", "utf-8"
    )
    return sum(
        not any(message.string if isinstance(message.string, tuple) else [message.string])
        for message in new
        if message.id
    )


def main() -> None:
    """Update both catalogues and say what is left to translate."""
    settings.configure(USE_I18N=True)
    django.setup()
    for language in LANGUAGES:
        print(f"{language}: {write(language)} untranslated")


if __name__ == "__main__":
    main()
