"""Pictures that come from outside: checked by what they are, made small, stripped of where and by what they were taken."""

import base64
import hashlib
import io
from typing import Self

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from gensui.cases.refusals import BadPicture

MOST_BYTES = 15_000_000
REDUCED = 3
"""A JPEG that is decoded at reduced size may have so many times the pixels."""
LONGEST = 1_600
STAMP = 160
KNOWN = ("JPEG", "PNG", "WEBP")


class Picture(bytes):
    """A picture as it is kept: WebP, upright, at most 1,600 pixels on its long side. Clean it again, and it is the same."""

    width: int
    height: int

    @classmethod
    def kept(cls, content: bytes, width: int, height: int) -> Self:
        """A picture that was cleaned before."""
        picture = cls(content)
        picture.width, picture.height = width, height
        return picture

    @property
    def content(self) -> bytes:
        """The bytes."""
        return self

    @property
    def digest(self) -> str:
        """What the picture is known by."""
        return hashlib.sha256(self).hexdigest()

    @property
    def thumbnail(self) -> str:
        """The picture as a stamp, for a page that shows what was chosen: a ``data:`` address of a few kilobytes."""
        with Image.open(io.BytesIO(self), formats=("WEBP",)) as opened:
            opened.thumbnail((STAMP, STAMP))
            stamp = io.BytesIO()
            opened.save(stamp, "WEBP", quality=60)
        return f"data:image/webp;base64,{base64.b64encode(stamp.getvalue()).decode()}"


def clean(content: bytes) -> Picture:
    """The picture as we keep it. Nothing of the file comes through but its pixels.

    It takes up to a second: do it before a row is locked. Refuses (``BadPicture``) what is too large, no picture, of another
    kind, or broken.
    """
    if isinstance(content, Picture):
        return content
    if len(content) > MOST_BYTES:
        raise BadPicture(_("This picture is larger than {most} MB. Take it again at a lower quality.").format(most=15))
    try:
        with Image.open(io.BytesIO(content), formats=KNOWN) as opened:
            return _made(_small(opened))
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BadPicture(_("This file is no picture we can read. JPEG, PNG and WebP are.")) from None
    except (OSError, SyntaxError, ValueError) as broken:
        raise BadPicture(_("This picture is broken and cannot be read: take it again.")) from broken


def is_signed(picture: Picture) -> bool:
    """Whether somebody wrote here: enough ink, over enough of the height and width. A dot, a short stroke or a blank sheet is none.

    All is measured by the height of the sheet, so that the pixels of the screen do not matter.
    """
    with Image.open(io.BytesIO(picture)) as sheet:
        ink = sheet.convert("L").point(lambda shade: 255 if shade < INK else 0)
    drawn = ink.getbbox()
    if drawn is None:
        return False
    left, top, right, bottom = drawn
    wide, high, amount = (right - left) / ink.height, (bottom - top) / ink.height, ink.histogram()[255] / ink.height**2
    return wide >= SIGNED_WIDE and high >= SIGNED_HIGH and amount >= SIGNED_AMOUNT


INK, SIGNED_WIDE, SIGNED_HIGH, SIGNED_AMOUNT = 128, 0.2, 0.12, 0.008
"""What is darker is ink. A fifth of the height wide, an eighth high, and about a stroke as long as half the height."""


def _small(opened: ImageFile.ImageFile) -> Image.Image:
    """The picture upright and small. What would take too much memory is refused before anything is decoded."""
    # only a JPEG can be decoded at a fraction of its size, and one that is sent in steps is held whole all the same
    is_reduced = opened.format == "JPEG" and not opened.info.get("progressive")
    most = settings.PICTURE_PIXELS * (REDUCED if is_reduced else 1)
    if opened.width * opened.height > most:
        raise BadPicture(_("This picture has more than {most} million pixels.").format(most=most // 1_000_000))
    opened.draft(None, (LONGEST, LONGEST))
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # half a picture is none here; WeasyPrint sets this when it is imported
    opened.load()
    opened.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS, reducing_gap=3)
    return ImageOps.exif_transpose(opened)


def _made(upright: Image.Image) -> Picture:
    plain = Image.new("RGB", upright.size, "white")
    plain.paste(upright, mask=upright.getchannel("A") if upright.mode in ("RGBA", "LA") else None)
    kept = io.BytesIO()
    plain.save(kept, "WEBP", quality=82, method=4)
    return Picture.kept(kept.getvalue(), *plain.size)
