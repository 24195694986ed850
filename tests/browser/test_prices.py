"""The price list as it stands on the owner's page, on the narrowest telephone: nothing of it lies beyond the edge."""

from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser

import gensui.ui

SHEETS = Path(gensui.ui.__file__).parent / "static/ui"
HANGS_OVER = "(() => { const box = document.querySelector('.wrap'); return box.scrollWidth - box.clientWidth; })()"
EDGES = "[...document.querySelectorAll('td:last-child')].map(one => Math.round(one.getBoundingClientRect().right))"


def _line(name: str, specification: str, price: str, amount: str) -> SimpleNamespace:
    return SimpleNamespace(
        name=name, specification=specification, count=Decimal("12.50"), unit="米",
        unit_price=Decimal(price), amount=Decimal(amount),
    )  # fmt: skip


@pytest.mark.parametrize("width", [320, 360, 480])
def test_no_price_is_cut_off(chromium: Browser, width: int) -> None:
    lines = [
        _line("不鏽鋼加長編織高壓軟管連接頭", "DN15 300mm", "1180.00", "14750.00"),
        _line("x" * 60, "", "8.00", "100.00"),
    ]
    quote = SimpleNamespace(lines=SimpleNamespace(all=lines), total=Decimal("14850.00"))
    css = "".join((SHEETS / f"{name}.css").read_text() for name in ("tokens", "base", "layout", "components", "forms"))
    table = render_to_string("ui/quote.html", {"quote": quote})
    page = chromium.new_page(viewport={"width": width, "height": 600})
    page.set_content(f"<style>{css}</style><div class=phone><main><section class=card>{table}</section></main></div>")
    assert page.evaluate(HANGS_OVER) == 0
    right = page.evaluate(EDGES)
    assert len(set(right)) == 1
    page.close()
