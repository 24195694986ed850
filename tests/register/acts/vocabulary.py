"""The vocabulary of the stories: each act by its name."""

import io
from collections.abc import Callable
from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

ACTS: dict[str, Callable[..., None]] = {}
"""Every act by its name."""


def act(function: Callable[..., None]) -> Callable[..., None]:
    """Make a function an act of the vocabulary."""
    ACTS[function.__name__] = function
    return function


@cache
def _jpeg() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(file, "JPEG")
    return file.getvalue()


def photo() -> list[SimpleUploadedFile]:
    """A photograph, as a form takes it."""
    return [SimpleUploadedFile("photo.jpg", _jpeg(), "image/jpeg")]
