"""A number that no table can hold, in whatever field of whatever form: a mistake at the field, never a fault of the page."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.urls import reverse

import gensui.desk.forms as rooms
from gensui.training.models import Course
from gensui.training.models.course import Kind
from gensui.ui.forms import SeveralField
from tests.cast import Cast
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database
HUGE = ("9" * 30, "-" + "9" * 30, "9" * 19, "９" * 30)
BOUNDED = 2**31 - 1
"""The smallest column that holds a whole number."""


def every_form() -> Iterator[type[forms.BaseForm]]:
    """The forms of the desk and of the owners' pages."""
    names = [f"gensui.desk.forms.{one.name}" for one in pkgutil.iter_modules(rooms.__path__)] + ["gensui.portal.forms"]
    seen = set()
    for name in names:
        for one in vars(importlib.import_module(name)).values():
            if isinstance(one, type) and issubclass(one, forms.BaseForm) and one not in seen:
                seen.add(one)
                yield one


FIELDS = [
    pytest.param(field, id=f"{form.__name__}.{name}")
    for form in every_form()
    for name, field in getattr(form, "base_fields", {}).items()
    if isinstance(field, forms.IntegerField | forms.ModelChoiceField)
]


def test_there_are_many() -> None:
    assert len(FIELDS) > 40


@pytest.mark.parametrize("field", FIELDS)
def test_a_number_that_no_table_holds_is_a_mistake_of_the_field(db: Any, field: Any) -> None:
    if isinstance(field, forms.ModelChoiceField):
        assert field.queryset is not None
        field.queryset = field.queryset.model._default_manager.all()
    several = isinstance(field, forms.ModelMultipleChoiceField)
    for typed in HUGE:
        with pytest.raises(forms.ValidationError):
            field.clean([typed] if several else typed)


@pytest.mark.parametrize("field", FIELDS)
def test_every_whole_number_has_its_bounds(field: Any) -> None:
    assert not isinstance(field, forms.ModelMultipleChoiceField) or isinstance(field, SeveralField)
    if isinstance(field, forms.IntegerField) and not isinstance(field, forms.FloatField | forms.DecimalField):
        assert isinstance(field.min_value, int)
        assert isinstance(field.max_value, int)
        assert field.max_value <= BOUNDED or field.widget.is_hidden


def test_the_page_of_a_session_says_it(cast: Cast, sign_in: SignIn) -> None:
    course = Course.objects.create(key="x", name={"en": "x"}, kind=Kind.values[0])
    said = {"course": course.pk, "persons": "9" * 30, "trainer": "9" * 30, "place": "x", "once": "s:1"}
    assert sign_in(cast.hr).post(reverse("session_new"), said).status_code == 422
