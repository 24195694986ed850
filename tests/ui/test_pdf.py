"""A page as PDF: it says what the template says, in its language, and loads nothing."""

from pathlib import Path
from typing import Any

import pypdfium2

from gensui.ui.pdf import pdf

PAGE = """{% extends "ui/pdf.html" %}{% load i18n %}{% block title %}{{ name }}{% endblock %}
{% block body %}<h1>{{ name }}</h1><p>{% translate "Category" %}</p><img src="file:///etc/hostname"><img src="http://127.0.0.1:9/x">{% endblock %}"""


def words(made: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made))


def test_a_page_says_what_its_template_says(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "page.html").write_text(PAGE, "utf-8")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]

    chinese = pdf("page.html", {"name": "<跟隨>"}, "zh-hant")
    assert "<跟隨>" in words(chinese)  # escaped
    assert "分類" in words(chinese)  # translated
    assert "Category" in words(pdf("page.html", {"name": "x"}, "en"))
