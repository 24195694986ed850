"""What axe finds on a page, and a picture of it."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Visitor

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def found_by_axe(visitor: Visitor) -> list[str]:
    """What the page that is open does against WCAG 2.2 AA."""
    results = Axe().run(visitor.page, options=RULES)
    return [
        f"{visitor.page.url}: {one['id']}: {one['nodes'][0]['html'][:160]}" for one in results.response["violations"]
    ]


def look(visitor: Visitor, path: str, where: Path) -> list[str]:
    """Open a page, keep a picture of it, and say what axe finds; nothing is wider than the screen."""
    visitor.go(path).screenshot(path=where, full_page=True)
    size = visitor.page.viewport_size
    assert size is not None
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= size["width"], path
    return found_by_axe(visitor)
