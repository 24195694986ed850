"""Pictures that come from outside: checked by what they are, made small, stripped of where and by what they were taken."""

import hashlib
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from gensui.cases.refusals import BadPicture

MOST_BYTES = 15_000_000
MOST_PIXELS = 50_000_000
LONGEST = 1_600
KNOWN = ("JPEG", "PNG", "WEBP")
_strictly = threading.Lock()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept: WebP, upright, at most 1,600 pixels on its long side."""

    content: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        """What the picture is known by."""
        return hashlib.sha256(self.content).hexdigest()


def clean(content: bytes) -> Picture:
    """The picture as we keep it. Nothing of the file comes through but its pixels.

    Refuses (``BadPicture``) what is too large, no picture, of another kind, or broken.
    """
    if len(content) > MOST_BYTES:
        raise BadPicture(_("This picture is larger than {most} MB. Take it again at a lower quality.").format(most=15))
    try:
        with Image.open(io.BytesIO(content), formats=KNOWN) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise BadPicture(_("This picture has more than {most} million pixels.").format(most=50))
            with _whole():
                opened.load()
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
            plain = Image.new("RGB", upright.size, "white")
            plain.paste(upright, mask=upright.getchannel("A") if upright.mode in ("RGBA", "LA") else None)
    except (UnidentifiedImageError, Image.DecompressionBombError):
        raise BadPicture(_("This file is no picture we can read. JPEG, PNG and WebP are.")) from None
    except (OSError, SyntaxError, ValueError) as broken:
        raise BadPicture(_("This picture is broken and cannot be read: take it again.")) from broken
    kept = io.BytesIO()
    plain.save(kept, "WEBP", quality=82, method=4)
    return Picture(kept.getvalue(), plain.width, plain.height)


@contextmanager
def _whole() -> Iterator[None]:
    """Half a picture is none here, whatever others in this process allow: WeasyPrint lets Pillow fill it up with grey, for all."""
    with _strictly:
        allowed, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = allowed
