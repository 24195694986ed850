"""The form field for pictures: several at once, from the camera where there is one, kept while the form is put right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from gensui.cases import drafts, pictures
from gensui.cases.actions import drafting
from gensui.cases.pictures import Picture
from gensui.cases.refusals import BadPicture
from gensui.ledger.requests import KEY

LONGEST = 60
"""A key of a form has at most so many signs."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a page sent: files, and the digests of kept pictures that are to be left out."""

    files: list[Any]
    left_out: frozenset[str]


class Pictures(forms.FileInput):
    """A chooser of pictures, with those that are kept already."""

    allow_multiple_selected = True
    template_name = "ui/forms/pictures.html"

    def __init__(self, *, several: bool = True, **words: Any) -> None:
        super().__init__(attrs={"accept": "image/*"} | ({"multiple": True} if several else {}) | words)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Chosen:
        """The new files, and what was ticked to be left out."""
        left_out = data.getlist(f"{name}-left_out") if isinstance(data, QueryDict) else ()
        return Chosen(super().value_from_datadict(data, files, name) or [], frozenset(left_out))

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """What the template shows: the kept pictures too."""
        context: dict[str, Any] = super().get_context(name, None, attrs)
        context["widget"]["kept"] = value if isinstance(value, list) else []
        return context


class PicturesField(forms.FileField):
    """The pictures that were chosen, made small before the act begins.

    What is no picture, or beyond ``PICTURES_MOST``, is refused with the form, by its name; the others are ``held``, with those of
    earlier tries.
    """

    def __init__(self, *, several: bool = True, **words: Any) -> None:
        super().__init__(widget=Pictures(several=several), **words)
        self.several = several
        self.held: list[Picture] = []

    def clean(self, data: Any, initial: Any = None) -> list[Picture]:
        """Each file by itself; none is fine where none is required."""
        held = {one.digest: one for one in self.held if one.digest not in data.left_out}
        wrong = []
        for file in data.files:
            if len(held) == settings.PICTURES_MOST and self.several:
                sentence = _("{name}: more than {most} pictures at once. Send it afterwards, by itself.")
                wrong.append(sentence.format(name=file.name, most=settings.PICTURES_MOST))
                continue
            try:
                picture = pictures.clean(super().clean(file, initial).read())
            except BadPicture as refusal:
                wrong.append(f"{file.name}: {refusal.sentence}")
            except forms.ValidationError as empty:
                wrong += [f"{file.name}: {said}" for said in empty.messages]
            else:
                held[picture.digest] = picture
        self.held = list(held.values())[0 if self.several else -1 :]
        if wrong:
            raise forms.ValidationError(wrong)
        if self.required and not self.held:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return self.held

    def bound_data(self, data: Any, initial: Any) -> list[Picture]:
        """What the form shows when it comes back."""
        return self.held


def content(given: Sequence[bytes]) -> bytes:
    """The picture that a field for one brought; nothing, where it is empty."""
    return given[0] if given else b""


class KeepsPictures(forms.Form):
    """A form whose pictures wait on the server until it is carried out. Its field ``once`` names it."""

    def recall(self, person: str) -> None:
        """Take up what this person chose at earlier tries. One query, for a form with pictures that was sent."""
        self.person, self.sent_as = person, self._key()
        self.recalled = drafts.pictures_of(person, self.sent_as) if self.sent_as and self._choosers() else {}
        for name, field in self._choosers().items():
            field.held = self.recalled.get(name, [])

    def keep(self, at: datetime) -> None:
        """The form comes back: keep what was chosen so far. Four statements, none where nothing was chosen."""
        chosen = {name: field.held for name, field in self._choosers().items() if field.held}
        if (key := self._key()) and (chosen or self.recalled):
            drafting.keep_pictures(actor=self.person, at=at, form=key, chosen=chosen, sent_as=self.sent_as)

    def _key(self) -> str:
        key = str(self.data.get(self.add_prefix("once"), "")) if self.is_bound else ""
        return key if len(key) <= LONGEST and KEY.fullmatch(key) else ""

    def _choosers(self) -> dict[str, PicturesField]:
        return {name: field for name, field in self.fields.items() if isinstance(field, PicturesField)}
