"""Forms of a home: who moves in or out, until when somebody rents it, to whom it is sold."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gensui.core.refusal import Refusal
from gensui.people import phones
from gensui.people.actions.homes import Person
from gensui.people.models import Resident
from gensui.ui.forms import WordsField
from gensui.ui.moments import DayField

LIVING = [
    (Resident.Relation(one).value, Resident.Relation(one).label)
    for one in ("owner", "family", "tenant", "decorator", "agent", "staff")
]
LANGUAGES = [("zh-hant", "繁體中文"), ("zh-hans", "简体中文"), ("en", "English")]


class PersonForm(forms.Form):
    """Who comes, and how the person is reached."""

    name = WordsField(label=_("Name"), max_length=80)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    preference = forms.ChoiceField(label=_("Reach by"), choices=Resident.Preference.choices)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    signed_on = DayField(
        label=_("Form signed on"), required=False, help_text=_("You hold a signed form with this number.")
    )
    on = DayField(label=_("On"))

    def __init__(self, *args: Any, there: Sequence[Resident], today: date, **words: Any) -> None:
        words["initial"] = {"on": today} | (words.get("initial") or {})
        super().__init__(*args, **words)

    def clean_phone(self) -> str:
        """A number that can be dialled."""
        typed: str = self.cleaned_data["phone"].strip()
        try:
            return phones.normal(typed) if typed else ""
        except Refusal as refusal:
            raise forms.ValidationError(refusal.sentence) from None

    def person(self) -> Person:
        """The person as written."""
        names = ("name", "phone", "email", "preference", "language", "signed_on")
        return Person(relation=self._relation(), **{name: self.cleaned_data[name] for name in names})

    def _relation(self) -> str:
        return Resident.Relation.OWNER


class MoveInForm(PersonForm):
    """Somebody moves in."""

    relation = forms.ChoiceField(label=_("As"), choices=LIVING)
    tenancy_until = DayField(
        label=_("Tenancy until"), required=False, help_text=_("The last day; empty without an end.")
    )

    field_order = ("name", "relation", "phone")

    def _relation(self) -> str:
        return str(self.cleaned_data["relation"])


class SoldForm(PersonForm):
    """The home is sold."""

    staying = forms.MultipleChoiceField(
        label=_("Stay as before"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("As a tenant does. Everybody else of the household moves out."),
    )  # fmt: skip

    def __init__(self, *args: Any, there: Sequence[Resident], **words: Any) -> None:
        super().__init__(*args, there=there, **words)
        field: Any = self.fields["staying"]
        field.choices = [(str(one.pk), f"{one.name} · {one.get_relation_display()}") for one in there]
        self.initial["staying"] = [str(one.pk) for one in there if one.relation == Resident.Relation.TENANT]
        if not there:
            del self.fields["staying"]

    def staying_rows(self) -> list[int]:
        """The rows of those who stay."""
        return [int(row) for row in self.cleaned_data.get("staying", [])]


class WhoForm(forms.Form):
    """Somebody who lives in the home."""

    resident = forms.ChoiceField(label=_("Who"))

    def __init__(self, *args: Any, there: Sequence[Resident], today: date, **words: Any) -> None:
        super().__init__(*args, **words)
        self.there = {str(one.pk): one for one in there}
        field: Any = self.fields["resident"]
        field.choices = [(key, f"{one.name} · {one.get_relation_display()}") for key, one in self.there.items()]

    def who(self) -> Resident:
        """The person chosen."""
        return self.there[self.cleaned_data["resident"]]


class MoveOutForm(WhoForm):
    """Somebody moves out."""

    on = DayField(label=_("On"))

    def __init__(self, *args: Any, today: date, **words: Any) -> None:
        words["initial"] = {"on": today} | (words.get("initial") or {})
        super().__init__(*args, today=today, **words)


class TenancyForm(WhoForm):
    """Until when somebody rents the home."""

    until = DayField(label=_("Last day"), required=False, help_text=_("Empty: no end is agreed."))


class AuthoriseForm(WhoForm):
    """Who may agree to what the owner pays."""

    authorised = forms.ChoiceField(
        label=_("By the owner's word"),
        choices=[("yes", _("may agree in the owner's stead")), ("no", _("may not, or no longer"))],
        widget=forms.RadioSelect,
    )


class NumberForm(WhoForm):
    """Whose number a signed form proves; those are asked whose number nothing has proved yet."""

    signed_on = DayField(label=_("Form signed on"), help_text=_("You hold a signed form with this number."))

    def __init__(self, *args: Any, there: Sequence[Resident], **words: Any) -> None:
        super().__init__(*args, there=[one for one in there if one.phone and not one.has_proved_phone], **words)


class NameForm(WhoForm):
    """The name that somebody asks for is confirmed, or not."""

    agrees = forms.ChoiceField(choices=[("yes", ""), ("no", "")])
