"""Forms of the owners' pages: short, and in the owner's words."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gensui.cases import apart, leaves
from gensui.cases.models import Case
from gensui.cases.warranty import Warranty
from gensui.core.refusal import Refusal
from gensui.oversight.surveys import ASKED_OF
from gensui.people import phones
from gensui.people.acting import Entry
from gensui.people.models import Area, Department, Employee, Resident
from gensui.security.models.gate import Kind
from gensui.ui.forms import WordsField
from gensui.ui.moments import MomentField
from gensui.ui.pictures import KeepsPictures, PicturesField

ENOUGH_CODES = _(
    "Codes were asked for several times within the hour, so no new one is sent just now. "
    "Type the newest that you have, or ask again in five minutes."
)
BY_WORDS, COMPLAINT = "words", "complaint"
MATTERS = {
    BY_WORDS: _("What my words say"),
    "REP.WAT.LEAK": _("Water: leak, tap, toilet, drain"),
    "REP.ELE.HOME": _("Electricity: no power, switch, lamp"),
    "REP.DOOR.LOCK": _("Door, lock, window"),
    "REP.LIFT.STOP": _("Lift"),
    "REP.LV.INTERCOM": _("Intercom, access, barrier"),
    "REP.HVAC": _("Air conditioning, heating"),
    "CLN.AREA": _("Cleaning, smell, garbage"),
    "GRN.PRUNE": _("Trees and plants"),
    "SEC.NOISE": _("Noise, parking, safety"),
    "CON.FEE": _("A question"),
    "SUG.SERVICE": _("A suggestion"),
    COMPLAINT: _("A complaint"),
    "PRA.STAFF": _("Praise"),
}
"""What an owner chooses from; the desk finds the exact leaf when it reads the request back."""


class PhoneForm(forms.Form):
    """The telephone to which the code goes."""

    phone = forms.CharField(
        label=_("Your telephone number"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )

    def clean_phone(self) -> str:
        """A number that can be dialled."""
        try:
            return phones.normal(self.cleaned_data["phone"])
        except Refusal as refusal:
            raise forms.ValidationError(refusal.sentence) from None


class CodeForm(forms.Form):
    """The code that was sent."""

    phone = forms.CharField(widget=forms.HiddenInput, max_length=30)
    code = forms.CharField(
        label=_("The six digits we sent you"), max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
    )  # fmt: skip


class NewNumberForm(forms.Form):
    """The code that was sent to a new number."""

    code = forms.CharField(
        label=_("The six digits we sent you"), max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
    )  # fmt: skip


class OnceForm(forms.Form):
    """A form that is carried out once, however often it is sent."""

    once = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, **words: Any) -> None:
        words["initial"] = {"once": f"my:{uuid.uuid4()}"} | (words.get("initial") or {})
        super().__init__(*args, **words)

    def entry(self) -> Entry:
        """How it came to be entered."""
        return Entry(once=self.cleaned_data["once"], seen=self.data.get("seen", "")[:40])


COMPLAINS = _(
    "Your words read like a complaint. If they are, choose “A complaint”: whoever it is about does not see it. Else choose what it "
    "is about."
)


class ReportForm(OnceForm, KeepsPictures):
    """A photo, a few words, sent."""

    photos = PicturesField(label=_("Photo"), required=False)
    content = WordsField(label=_("What is the matter?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    matter = forms.ChoiceField(label=_("It is about"), choices=list(MATTERS.items()), required=False)
    where = forms.ChoiceField(label=_("Where"), choices=[])
    place = WordsField(label=_("Exact place"), max_length=120, help_text=_("As: under the kitchen sink"))
    convenient_time = forms.CharField(label=_("When it suits you"), max_length=120, required=False)

    repeat_of = forms.ChoiceField(
        label=_("Is it what we repaired, come back?"), required=False, help_text=_("Then the repair is free.")
    )

    def __init__(
        self, *args: Any, homes: list[Resident], person: str, repaired: Sequence[Warranty] = (), **words: Any
    ) -> None:
        super().__init__(*args, **words)
        self.recall(person)
        self.repaired = {one.case.number: one.case for one in repaired}
        again: Any = self.fields["repeat_of"]
        again.choices = [("", _("No, something else")), *((one.case.number, str(one)) for one in repaired)]
        if not repaired:
            del self.fields["repeat_of"]
        sites = {home.household.unit.building.site_id: home for home in reversed(homes)}
        self.homes = {f"home:{home.pk}" if homes[1:] else "home": home for home in homes}
        self.areas = {str(area.pk): area for area in Area.objects.filter(site__in=sites).order_by("site", "name")}
        self.sites = sites
        field: Any = self.fields["where"]
        field.choices = [
            *([("", _("Choose"))] if homes[1:] else []),
            *((key, _home_label(home, several=len(sites) > 1)) for key, home in self.homes.items()),
            *((key, _area_label(area, sites)) for key, area in self.areas.items()),
        ]

    def clean(self) -> None:
        """By the words, the likeliest leaf; where they do not tell, none: the desk sorts it when it reads the request back. A
        complaint is never guessed, but asked about.
        """
        said = self.cleaned_data
        if said.get("matter") in ("", BY_WORDS) and said.get("content"):
            found = leaves.likeliest(said["content"])
            if found is not None and found.request_type == "complaint":
                self.add_error("matter", COMPLAINS)
            else:
                said["matter"] = found.key if found else ""
        again = said["repeat_of"] = self.repaired.get(said.get("repeat_of", ""))
        home, area = said.get("where") or (None, None)
        if again is not None and home is not None and (area is not None or again.unit_id != home.household.unit_id):
            self.add_error("repeat_of", _("That repair was at another home."))

    def clean_where(self) -> tuple[Resident, Area | None]:
        """In which home, or as a resident of which community in which public area."""
        where: str = self.cleaned_data["where"]
        if where in self.homes:
            return self.homes[where], None
        area = self.areas[where]
        return self.sites[area.site_id], area


def _home_label(home: Resident, *, several: bool) -> str:
    unit = home.household.unit
    return f"{unit.building.site} · {unit}" if several else unit.label


def _area_label(area: Area, sites: dict[int, Resident]) -> str:
    return f"{sites[area.site_id].household.unit.building.site} · {area}" if len(sites) > 1 else area.name


class PassForm(OnceForm):
    """Whom somebody expects, and when."""

    name = WordsField(
        label=_("Who comes"), max_length=40, help_text=_("The surname will do. Never a number of a paper.")
    )
    kind = forms.ChoiceField(label=_("As"), choices=Kind.choices)
    plate = forms.CharField(label=_("Plate"), max_length=12, required=False)
    valid_from = MomentField(label=_("From"))
    valid_until = MomentField(label=_("Until"))
    uses = forms.IntegerField(label=_("How many times"), min_value=1, max_value=20, initial=1)

    def __init__(self, *args: Any, at: datetime, homes: list[Resident], **words: Any) -> None:
        words["initial"] = {"valid_from": at, "valid_until": at + timedelta(hours=12)} | (words.get("initial") or {})
        super().__init__(*args, **words)
        self.homes = {str(home.pk): home for home in homes}
        if homes[1:]:
            choices = [(key, home.household.unit.label) for key, home in self.homes.items()]
            self.fields["home"] = forms.ChoiceField(label=_("To which home"), choices=[("", _("Choose")), *choices])

    def host(self) -> Resident:
        """The row of the home the visitor comes to."""
        return self.homes.get(self.cleaned_data.get("home", ""), next(iter(self.homes.values())))

    def given(self) -> dict[str, Any]:
        """What the pass says."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("once", "home")}


class WordsForm(OnceForm):
    """A few words."""

    text = WordsField(label=_("Your words"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class MomentForm(OnceForm):
    """A time that suits."""

    appointment_at = MomentField(label=_("A time that suits you"))


STARS_MEAN = _("Five stars: all was well. One star: nothing was.")


class StarsForm(OnceForm):
    """Stars, and words if there are any."""

    stars = forms.TypedChoiceField(
        label=_("How was it?"),
        coerce=int,
        choices=[(5, "★★★★★"), (4, "★★★★"), (3, "★★★"), (2, "★★"), (1, "★")],
        widget=forms.RadioSelect,
        help_text=STARS_MEAN,
    )
    comment = forms.CharField(
        label=_("Words, if you like"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )


class SurveyForm(forms.Form):
    """Stars for each department, those left out that one has nothing to do with."""

    stars_mean = STARS_MEAN
    text = forms.CharField(
        label=_("What should we do better?"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        names: dict[str, Any] = dict(Department.Kind.choices)
        stars = [(count, "★" * count) for count in range(5, 0, -1)]
        for kind in ASKED_OF:
            self.fields[kind] = forms.TypedChoiceField(
                label=names[kind], coerce=int, empty_value=None, required=False, widget=forms.RadioSelect, choices=stars
            )
        self.order_fields([*ASKED_OF, "text"])

    def clean(self) -> dict[str, Any]:
        """At least one mark. Refuses none at all."""
        super().clean()
        if not self.errors and not self.marks():
            raise forms.ValidationError(_("Choose the stars of one department at least."))
        return self.cleaned_data

    def marks(self) -> dict[str, int]:
        """The stars that were given, by department."""
        return {kind: stars for kind in ASKED_OF if (stars := self.cleaned_data.get(kind))}


class ComplaintForm(WordsForm):
    """A complaint, and what would put it right. It goes to somebody else than those it is about."""

    remedy = forms.CharField(
        label=_("What would put it right?"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )
    about = forms.MultipleChoiceField(
        label=_("Whom is it about?"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: whoever handles and follows the request now."),
    )  # fmt: skip

    def __init__(self, *args: Any, case: Case, **words: Any) -> None:
        super().__init__(*args, **words)
        self.holding = [one for one in (case.handler, case.follower) if one is not None]
        self.people: dict[str, Employee] = {one.key: one for one in (*self.holding, *apart.acted(case))}
        self.department = case.department
        field: Any = self.fields["about"]
        field.choices = [(key, one.name) for key, one in self.people.items()]
        if self.department:
            field.choices = [*field.choices, ("department", case.get_department_display())]

    def accused(self) -> tuple[list[Employee], str]:
        """The people named, and the department; where nothing is ticked, who handles and follows the request."""
        ticked = self.cleaned_data["about"]
        if not ticked:
            return self.holding, ""
        named = [one for key, one in self.people.items() if key in ticked]
        return named, self.department if "department" in ticked else ""


class DataForm(forms.Form):
    """What is kept of a person, to be put right by that person."""

    name = WordsField(label=_("Name"), max_length=80)
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("A new number counts once you typed the code that we send to it."),
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    preference = forms.ChoiceField(label=_("Reach me by"), choices=Resident.Preference.choices)
    quiet_from = forms.TimeField(label=_("Quiet from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    quiet_until = forms.TimeField(
        label=_("Quiet until"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("zh-hant", "繁體中文"), ("zh-hans", "简体中文"), ("en", "English")]
    )

    def new_number(self, old: str) -> str:
        """The number that was typed, if it is another than before. Refuses a bad number (``BadPhone``)."""
        typed = phones.normal(self.cleaned_data["phone"])
        return typed if typed != old else ""
