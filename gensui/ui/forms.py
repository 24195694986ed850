"""How forms are rendered: each field with its label, its hint and its mistake, and what may go wrong above them."""

import uuid
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

from gensui.core.plain import says_something
from gensui.core.refusal import Refusal
from gensui.ledger.refusals import KeyReused
from gensui.people.refusals import NoWords


class Renderer(TemplatesSetting):
    """Forms and fields by our own templates."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"


MOST_KEY = 2**63 - 1
"""The largest key a row can have."""


class SeveralField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # no parameters at run time
    """Several rows to choose. A key that no row can have is no choice; the database would fail on it."""

    def clean(self, value: Any) -> Any:
        for one in value or () if isinstance(value, list | tuple) else ():
            if str(one).strip().lstrip("-").isdecimal() and abs(int(one)) > MOST_KEY:
                raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": one})
        return super().clean(value)


class WordsField(forms.CharField):
    """Words of a person. Where they are required, a dot is none: the act would refuse it too (``NoWords``)."""

    def validate(self, value: str) -> None:
        super().validate(value)
        if self.required and not says_something(value):
            refusal = NoWords()
            raise forms.ValidationError(refusal.sentence, refusal.code)


def new_key(what: str) -> str:
    """A key for a form that is about to be filled in."""
    return f"{what}:{uuid.uuid4()}"


def refuse(form: forms.Form, refusal: Refusal) -> None:
    """Show a refusal above the form. Where its key was used before, it gets a new one: the next press sends a new request."""
    form.add_error(None, refusal.sentence)
    if isinstance(refusal, KeyReused):
        given: Any = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict, as a request posts it
        given[form.add_prefix("once")] = new_key("again")
        form.data = given
