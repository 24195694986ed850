"""A page as PDF: it says what the template says, in its language, and loads nothing."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

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


SETS = """
import django
django.setup()
from gensui.ui.pdf import NoPdf, pdf
try:
    print(len(pdf("ui/pdf.html", {}, "en")))
except NoPdf as refused:
    print(refused.sentence)
"""


@pytest.mark.parametrize("fonts", ["none", "as here"])
def test_without_a_chinese_font_no_paper_is_set(tmp_path: Path, fonts: str) -> None:
    (tmp_path / "fonts.conf").write_text(f"<fontconfig><cachedir>{tmp_path}</cachedir></fontconfig>", "utf-8")
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "gensui.project.settings", "GENSUI_DATA": str(tmp_path)}
    if fonts == "none":
        env["FONTCONFIG_FILE"] = str(tmp_path / "fonts.conf")
    done = subprocess.run(
        [sys.executable, "-c", SETS], env=env, capture_output=True, text=True, timeout=100, check=True
    )
    assert ("fonts-noto-cjk" in done.stdout, done.stdout.strip().isdigit()) == (fonts == "none", fonts != "none")
