"""The intake form (F01): one screen."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core import signing
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from gensui.cases.models import Case, Category, Channel, Complexity, Priority
from gensui.cases.recorded import Request
from gensui.core.refusal import Refusal
from gensui.desk.forms.base import chips, text
from gensui.desk.forms.complaint import ConcernedFields
from gensui.people import phones
from gensui.people.acting import Entry
from gensui.people.models import Area, Resident, Site, Unit
from gensui.people.secret import digests
from gensui.ui.forms import WordsField
from gensui.ui.moments import MomentField

SEEN = ("phone", "visit", "wechat", "app", "email", "patrol", "other")
MOST_ROWS = 2**31 - 1
WITHOUT_PHONE = frozenset({"patrol"})
SERVED = "gensui.intake.served"
AN_HOUR = timedelta(hours=1)
"""A page that was served longer ago lay open before anybody called."""


def served(once: str, at: datetime) -> str:
    """What the form with this key carries to say when it was served: signed, so that nobody sets it."""
    return signing.Signer(salt=SERVED).sign_object([once, at.timestamp()])


class IntakeForm(ConcernedFields):
    """Everything the policy asks of an intake, in the order in which it is spoken."""

    channel = chips(_("How it came"), [(one, label) for one, label in Channel.choices if one in SEEN], initial="phone")
    waited = forms.IntegerField(
        label=_("Seconds until answered"),
        required=False,
        min_value=0,
        max_value=3600,
    )
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    requester_name = WordsField(
        label=_("Who asks"), max_length=80, help_text=_("Where nobody says a name, write: unknown caller.")
    )
    relation = forms.ChoiceField(label=_("Who that is"), choices=[("", _("Choose")), *Resident.Relation.choices])
    for_another = forms.ChoiceField(
        label=_("For whom"),
        required=False,
        choices=[("", _("for whoever asks")), ("yes", _("for the resident chosen beside"))],
        help_text=_(
            "A daughter who calls for her mother is told how it goes at the number that the telephone system saw; at a number "
            "that was only said, nothing is sent: say that we call her. The mother decides."
        ),
    )
    home = forms.CharField(label=_("Flat"), max_length=60, required=False, help_text=_("As 3-1-502"))
    area = forms.ModelChoiceField(label=_("or public area"), queryset=Area.objects.none(), required=False)
    place = WordsField(label=_("Exact place"), max_length=120)
    content = text(_("The matter"), rows=3)
    category = forms.ModelChoiceField(
        label=_("Category"), queryset=Category.objects.filter(retired_at=None), widget=forms.TextInput,
        error_messages={"invalid_choice": _("Choose a category from the list.")},
    )  # fmt: skip
    priority = forms.ChoiceField(
        label=_("Priority"), choices=[("", _("as usual for the category")), *Priority.choices], required=False
    )
    complexity = forms.ChoiceField(
        label=_("General or complex"),
        choices=[("", _("as usual for the category")), *Complexity.choices],
        required=False,
    )
    convenient_time = forms.CharField(label=_("When it suits"), max_length=120, required=False)
    answer = text(
        _("Answered on the spot"), required=False, rows=2, help_text=_("Only for a question that needs no order.")
    )
    read_back = forms.BooleanField(
        label=_("Read back to the owner, who was told it is accepted"),
        error_messages={"required": _("Read the record back to the owner first, and say that it is accepted.")},
    )  # fmt: skip
    happened_at = MomentField(
        label=_("Happened earlier"),
        required=False,
        help_text=_("Only for a request on paper, entered later. Both times are kept."),
    )
    resident = forms.IntegerField(required=False, min_value=1, max_value=MOST_ROWS, widget=forms.HiddenInput)
    repeat_of = forms.CharField(
        label=_("Repeat of case"),
        required=False,
        max_length=20,
        help_text=_("The number of the work that failed again."),
    )
    joins = forms.CharField(required=False, max_length=20)
    call = forms.CharField(required=False, widget=forms.HiddenInput, max_length=20)
    once = forms.CharField(widget=forms.HiddenInput, max_length=60)
    served = forms.CharField(required=False, widget=forms.HiddenInput, max_length=400)

    def __init__(self, *args: Any, site: Site, **words: Any) -> None:
        self.site = site
        words["initial"] = {"once": f"intake:{uuid.uuid4()}"} | (words.get("initial") or {})
        super().__init__(*args, **words)
        field: Any = self.fields["area"]
        field.queryset = Area.objects.filter(site=site).order_by("name")
        if not self.is_bound:  # whoever opens it types at once; what was refused begins at its mistake
            first = "requester_name" if self.initial.get("phone") else "phone"
            self.fields[first].widget.attrs["autofocus"] = True
        self.offer(site)
        chosen = Category.objects.filter(pk=self["category"].value() or "").first()
        self.asked = list(self._ask(chosen)) if chosen else []

    def _ask(self, category: Category) -> Iterator[BoundField]:
        """A field for each question of the category."""
        for number, question in enumerate(category.asks):
            name = f"question{number}"
            self.fields[name] = forms.CharField(label=question, required=False, max_length=400)
            yield self[name]

    def tell_rings(self, seconds: int | None) -> None:
        """Say beside the field within how many seconds the policy wants a call answered."""
        if seconds is not None:
            self.fields["waited"].help_text = _("Three rings end at {seconds} seconds.").format(seconds=seconds)

    def clean_repeat_of(self) -> Case | None:
        """The case of this number. Refuses one that is not there."""
        return self._numbered("repeat_of")

    def clean_joins(self) -> Case | None:
        """The case this call is about, where somebody else called about the same. Refuses one that is not there, or not
        accepted yet.
        """
        found = self._numbered("joins")
        if found is not None and found.state == "recording":
            raise forms.ValidationError(
                _("This one is not accepted yet. Accept it first, or take the call in by itself.")
            )
        return found

    def _numbered(self, name: str) -> Case | None:
        typed: str = self.cleaned_data[name].strip()
        if not typed:
            return None
        found = Case.objects.numbered(typed).filter(site=self.site).first()
        if found is None:
            raise forms.ValidationError(_("There is no such case. Write its number as 2026-000123."))
        return found

    def _matter(self) -> str:
        """The matter, with each question that was answered."""
        answered = [
            f"{bound.label} {said}" for bound in self.asked if (said := self.cleaned_data.get(bound.name, "").strip())
        ]
        return "\n".join([self.cleaned_data["content"], *answered])

    def clean_phone(self) -> str:
        """A number that can be dialled."""
        typed: str = self.cleaned_data["phone"].strip()
        if typed:
            try:
                phones.normal(typed)
            except Refusal as refusal:
                raise forms.ValidationError(refusal.sentence) from None
        return typed

    def clean_home(self) -> Unit | None:
        """The home of this label. Refuses one that is not there."""
        label = self.cleaned_data["home"].strip()
        if not label:
            return None
        unit = next(iter(Unit.objects.called(self.site, label).select_related("building")), None)
        if unit is None:
            raise forms.ValidationError(_("There is no such home. Write it as 3-1-502."))
        return unit

    def clean(self) -> None:
        """What one field asks of another."""
        super().clean()
        said = self.cleaned_data
        self.check(said.get("category"))
        if not said.get("phone") and "phone" not in self.errors and said.get("channel") not in WITHOUT_PHONE:
            self.add_error("phone", _("Without a number nobody can be called back."))
        if not said.get("home") and not said.get("area") and not {"home", "area"} & self.errors.keys():
            self.add_error("home", _("Name the home, or the public area."))
        if said.get("for_another") and (for_whom := self._for_whom()) is not None:
            if said.get("requester_name") == for_whom.name:
                self.add_error("for_another", _("Write down who calls: this is the name of the resident."))
        elif said.get("for_another"):
            self.add_error("for_another", _("Choose beside for which resident of the home this call is."))
        if said.get("joins") is not None and said.get("answer"):
            self.add_error("answer", _("What is answered on the spot is not joined to another request."))
        again, unit = said.get("repeat_of"), said.get("home")
        if again is not None and "home" not in self.errors and (unit is None or again.unit_id != unit.pk):
            self.add_error("repeat_of", _("That case belongs to another home."))

    def served_at(self, at: datetime) -> datetime | None:
        """When this form was served; none where it does not say so under our own hand, or too long ago to tell of this request."""
        try:
            once, when = signing.Signer(salt=SERVED).unsign_object(self.cleaned_data["served"])
        except (signing.BadSignature, ValueError):
            return None
        then = datetime.fromtimestamp(when, UTC)
        return then if once == self.cleaned_data["once"] and at - AN_HOUR <= then <= at else None

    def _for_whom(self) -> Resident | None:
        """The resident somebody else calls for: the one chosen; where nobody was, the only owner there."""
        unit = self.cleaned_data.get("home")
        there = Resident.objects.present().filter(household__unit=unit)
        if chosen := self.cleaned_data.get("resident"):
            return there.filter(pk=chosen).first()
        owners = list(there.filter(relation=Resident.Relation.OWNER)[:2]) if unit else []
        return owners[0] if len(owners) == 1 else None

    def _resident(self, unit: Unit | None) -> Resident | None:
        """Who asks, in the home it is about: the person chosen, else the person of this number there."""
        if unit is None:
            return None
        chosen, phone = self.cleaned_data["resident"], self.cleaned_data["phone"]
        there = Resident.objects.present().filter(household__unit=unit)
        if chosen and (found := there.filter(pk=chosen).first()):
            return found
        name = self.cleaned_data["requester_name"]
        marks = digests(phones.normal(phone)) if phone else []
        return there.filter(phone_digest__in=marks, name=name).first() if marks else None

    def entry(self) -> Entry:
        """How it came to be entered."""
        then = self.cleaned_data["happened_at"]
        return Entry(happened_at=then, once=self.cleaned_data["once"], typed=then is not None)

    def request(self, at: datetime) -> Request:
        """The record as it was filled in."""
        said = self.cleaned_data
        answered_at = said["happened_at"] or at
        waited = said["waited"]
        unit = said["home"]
        resident = self._for_whom() if said["for_another"] else self._resident(unit)
        return Request(
            channel=said["channel"], requester_name=said["requester_name"], relation=said["relation"], phone=said["phone"],
            content=self._matter(), place=said["place"], category=said["category"], unit=unit,
            area=None if unit else said["area"], resident=resident, priority=said["priority"],
            complexity=said["complexity"], convenient_time=said["convenient_time"],
            repeat_of=said["repeat_of"],
            rang_at=answered_at - timedelta(seconds=waited) if waited is not None else None, answered_at=answered_at,
            owner_confirmed=said["read_back"], accept_notice=said["read_back"], concerned=self.concerned(),
            for_another=bool(said["for_another"]),
        )  # fmt: skip
