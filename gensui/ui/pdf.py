"""Pages as PDF: what is printed, served on somebody, or kept with a case."""

import ctypes
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from PIL import ImageFile

from gensui.core.refusal import Refusal

PACKAGES = "libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-noto-cjk"
"""Debian's names."""


class NoPdf(Refusal):
    """The libraries or the Chinese fonts that set a PDF are not on this machine."""

    code = "no_pdf"

    def __init__(self) -> None:
        super().__init__(
            _("A PDF cannot be set on this machine. Install what is missing: {packages}.").format(packages=PACKAGES)
        )


def has_chinese() -> bool:
    """Whether fonts here have Chinese letters, of both scripts: without, a paper would be set in empty boxes and nobody be told."""
    try:
        fonts = ctypes.CDLL("libfontconfig.so.1")
    except OSError:  # no Debian: Pango brings what it needs, or is missed by itself
        return True
    for name in ("FcNameParse", "FcObjectSetCreate", "FcFontList"):
        getattr(fonts, name).restype = ctypes.c_void_p
    return all(_lists(fonts, wanted) for wanted in (b":lang=zh-tw", b":lang=zh-cn"))


def _lists(fonts: ctypes.CDLL, wanted: bytes) -> bool:
    pattern, nothing = ctypes.c_void_p(fonts.FcNameParse(wanted)), ctypes.c_void_p(fonts.FcObjectSetCreate())
    found = ctypes.c_void_p(fonts.FcFontList(None, pattern, nothing))
    try:
        return bool(found.value and ctypes.cast(found, ctypes.POINTER(ctypes.c_int))[0])  # how many stands first
    finally:
        fonts.FcPatternDestroy(pattern)
        fonts.FcObjectSetDestroy(nothing)
        if found.value:
            fonts.FcFontSetDestroy(found)


def pdf(template: str, context: Mapping[str, Any], language: str = "", sizes: Sequence[str] = ("",)) -> bytes:
    """The template as PDF, in this language (or the one in force), with the print stylesheet. It loads nothing from anywhere.

    ``sizes`` are style sheets of a paper that is one page, each smaller than the one before: the first that fits is taken.

    Refuses where Pango or a font with Chinese letters is missing (``NoPdf``).
    """
    lenient = ImageFile.LOAD_TRUNCATED_IMAGES
    try:
        from weasyprint import CSS, HTML, URLFetcher  # noqa: PLC0415  a second and eighty megabytes: only where a PDF is made
    except OSError as missing:
        raise NoPdf from missing
    ImageFile.LOAD_TRUNCATED_IMAGES = (
        lenient  # its import lets Pillow fill up half a picture with grey, in the whole process
    )
    if not has_chinese():
        raise NoPdf
    with translation.override(language or translation.get_language()):
        html = render_to_string(template, {**context, "language": translation.get_language()})
    sheet = finders.find("ui/pdf.css")
    document = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=("data",)))
    for size in sizes:
        paper = document.render(stylesheets=[CSS(filename=sheet), CSS(string=size)])
        if len(paper.pages) == 1:
            break
    made: bytes = paper.write_pdf()
    return made
