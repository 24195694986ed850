"""The form field for pictures: several at once, from the camera where there is one."""

from typing import Any

from django import forms

from gensui.cases import pictures
from gensui.cases.refusals import BadPicture


class Pictures(forms.ClearableFileInput):
    """A chooser of pictures."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"

    def __init__(self, **words: Any) -> None:
        super().__init__(attrs={"accept": "image/*", "multiple": True} | words)


class PicturesField(forms.FileField):
    """The pictures that were chosen, made small before the act begins: what is no picture is refused with the form."""

    widget = Pictures

    def clean(self, data: Any, initial: Any = None) -> list[bytes]:
        """Each file by itself; none is fine where none is required."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if not files:
            super().clean(None, initial)
        checked: list[Any] = [super(PicturesField, self).clean(one, initial) for one in files]
        try:
            return [pictures.clean(one.read()) for one in checked]
        except BadPicture as refusal:
            raise forms.ValidationError(refusal.sentence) from None
