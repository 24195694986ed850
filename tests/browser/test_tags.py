"""Tags read in the page itself: by Web NFC, by the camera, and by neither, where the browser has neither."""

import base64
import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import segno
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from gensui.rounds import tags
from gensui.rounds.models import Plan, Round, Scan
from tests.browser.conftest import PHONE, QUIET, Visit, Visitor
from tests.browser.test_rounds import all_sent, comes
from tests.cast import Cast
from tests.rounds.conftest import Grounds, lay_out

SEEN, LEFT, TOP, SCALE = (640, 480), 100, 20, 8
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(400)]
NFC = """
window.NDEFReader = class extends EventTarget {
  async scan({ signal }) {
    window.heldTo = (url) => {
      if (signal.aborted) return;
      const data = new TextEncoder().encode(url);
      const event = Object.assign(new Event("reading"), { message: { records: [{ recordType: "url", data: new DataView(data.buffer) }] } });
      this.dispatchEvent(event);
    };
  }
};
"""
"""A reader of tags as the standard describes it, at the edge of the page; ``heldTo`` holds the telephone to a tag."""
DETECTOR = """
window.BarcodeDetector ??= class {
  constructor({ formats }) { if (!formats.includes("qr_code")) throw new TypeError("qr_code"); }
  async detect(video) {
    const canvas = Object.assign(document.createElement("canvas"), { width: video.videoWidth, height: video.videoHeight });
    canvas.getContext("2d").drawImage(video, 0, 0);
    const rawValue = await window.decoded(canvas.toDataURL("image/png"));
    return rawValue ? [{ rawValue }] : [];
  }
};
"""
"""A detector for browsers without one: it gives what the camera really shows to whoever can read it."""


@pytest.fixture
def ground(cast: Cast) -> Grounds:
    return lay_out(cast, timezone.now())


def address(plan: Plan, number: int) -> str:
    """What is written on the tag of a stop."""
    return (
        f"https://gensui.example/walk/point/{tags.token(plan.stops.select_related('point').get(order=number).point)}/"
    )


def set_out(page: Page) -> None:
    page.locator(".slip.round:enabled", has_text="甲線").click()
    page.wait_for_selector("#walk[data-view=round]")


def keep(page: Page) -> None:
    page.check("[value=yes]")
    page.click("form .btn.primary")
    page.wait_for_selector("#walk[data-view=round]")


def test_the_telephone_is_held_to_tags(ground: Grounds, visit: Visit, pictures: Path) -> None:
    guard = visit("en", PHONE)
    guard.context.add_init_script(NFC)
    guard.sign_in("S10")
    page = comes(guard)
    set_out(page)
    expect(page.locator("p[data-nfc]")).to_be_visible()
    expect(page.locator("p[data-camera]")).to_be_hidden()
    page.screenshot(path=pictures / "walk-nfc.png", full_page=True)
    for number in (1, 2):
        page.wait_for_function("() => Boolean(window.heldTo)")
        page.evaluate("(url) => window.heldTo(url)", address(ground.route, number))
        page.wait_for_selector("#walk[data-view=stop]")
        page.evaluate("(url) => window.heldTo(url)", address(ground.route, 4))  # not while something is asked
        expect(page.locator("#walk h1")).to_have_text(f"巡更點 {number}")
        keep(page)
    page.evaluate("(url) => window.heldTo(url)", "https://gensui.example/walk/point/9.9:made-up/")
    page.wait_for_selector("#walk[data-view=strange]")
    page.locator("[data-does=back]").click()
    page.wait_for_selector("#walk[data-view=round]")
    all_sent(page)
    found = [(one.proof, one.point.name) for one in Scan.objects.select_related("point").order_by("at")]
    assert found == [("nfc", "巡更點 1"), ("nfc", "巡更點 2")]


def test_where_a_browser_reads_neither_the_page_says_how(ground: Grounds, visit: Visit, pictures: Path) -> None:
    guard = visit("en", PHONE)
    guard.context.add_init_script("delete window.BarcodeDetector; delete window.NDEFReader;")
    guard.sign_in("S10")
    page = comes(guard)
    set_out(page)
    expect(page.locator("p[data-camera]")).to_be_visible()
    expect(page.locator("[data-codes]")).to_be_hidden()
    expect(page.locator("p[data-nfc]")).to_be_hidden()
    page.screenshot(path=pictures / "walk-neither.png", full_page=True)
    guard.go(address(ground.route, 1).removeprefix("https://gensui.example"))  # the telephone's own camera leads here
    page.wait_for_selector("#walk[data-view=stop]")
    keep(page)
    page.locator(".stops li", has_text="巡更點 2").locator("button").click()  # and the hand remains
    page.fill("[name=note]", "tag torn off")
    keep(page)
    all_sent(page)
    assert sorted(Scan.objects.values_list("proof", flat=True)) == ["manual", "qr"]


def film(path: Path, said: str) -> Path:
    """What a camera sees that looks at a printed tag: one frame of motion JPEG."""
    drawn = io.BytesIO()
    segno.make(said, error="m").save(drawn, kind="png", scale=SCALE, border=4)
    seen = Image.new("RGB", SEEN, "grey")
    seen.paste(Image.open(drawn).convert("RGB"), (LEFT, TOP))
    frame = io.BytesIO()
    seen.save(frame, "JPEG", quality=95)
    path.write_bytes(frame.getvalue())
    return path


@pytest.fixture
def camera(ground: Grounds, tmp_path: Path, chromium: Browser) -> Iterator[Browser]:
    """A browser whose camera looks at the tag of the first stop."""
    seen = film(tmp_path / "tag.mjpeg", address(ground.route, 1))
    flags = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={seen}",
    ]
    browser = chromium.browser_type.launch(executable_path=_chromium(), args=[*QUIET, *flags])
    yield browser
    browser.close()


def _chromium() -> str:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))


def read_by(plan: Plan) -> Callable[[str], str]:
    """Reads which of a plan's tags a picture shows, by the modules of its code."""
    known = [address(plan, number) for number in (1, 2, 3, 4)]

    def read(picture: str) -> str:
        seen = Image.open(io.BytesIO(base64.b64decode(picture.partition(",")[2]))).convert("L")
        return next((one for one in known if seen.size == SEEN and _shows(seen, one)), "")

    return read


def _shows(seen: Image.Image, said: str) -> bool:
    matrix = segno.make(said, error="m").matrix
    agrees = total = 0
    for row, line in enumerate(matrix):
        for column, dark in enumerate(line):
            x, y = (place + SCALE * (4 + at) + SCALE // 2 for place, at in ((LEFT, column), (TOP, row)))
            agrees += (seen.getpixel((x, y)) < 128) == bool(dark)  # type: ignore[operator]
            total += 1
    return agrees / total > 0.97


def test_the_camera_looks_at_a_tag(ground: Grounds, camera: Browser, live_server: object, pictures: Path) -> None:
    guard = Visitor(camera, str(live_server), "en", PHONE)
    guard.context.expose_function("decoded", read_by(ground.route))
    guard.context.add_init_script(DETECTOR)
    guard.sign_in("S10")
    page = comes(guard)
    set_out(page)
    expect(page.locator("p[data-camera]")).to_be_hidden()
    page.locator("[data-does=look]").click()
    page.wait_for_selector("#walk[data-view=stop]")  # the code was in the picture of the camera
    expect(page.locator("#walk h1")).to_have_text("巡更點 1")
    page.screenshot(path=pictures / "walk-camera.png", full_page=True)
    keep(page)
    all_sent(page)
    assert [(one.proof, one.point.name) for one in Scan.objects.select_related("point")] == [("qr", "巡更點 1")]

    page.locator("[data-does=look]").click()  # it goes on looking, until one goes back
    page.wait_for_selector("#walk[data-view=stop]")
    page.locator("[data-does=back]").click()
    page.wait_for_selector("#walk[data-view=round]")
    assert Round.objects.get().state == "running"
    assert guard.troubles == []
    guard.context.close()


def test_a_camera_that_may_not_be_used_leads_back(ground: Grounds, visit: Visit) -> None:
    guard = visit("en", PHONE)
    guard.context.add_init_script("window.BarcodeDetector ??= class {};")
    guard.sign_in("S10")
    page = comes(guard)
    set_out(page)
    page.locator("[data-does=look]").click()  # the browser asks nobody here: it refuses
    page.wait_for_selector("#walk[data-view=round]")
    expect(page.locator(".stops li").first).to_be_visible()
