"""Forms of the gate: six fields at most, usable with one hand."""

import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gensui.desk.forms.base import chips
from gensui.people.acting import Entry
from gensui.people.models import Site, Unit
from gensui.security.actions.turn import Arrival
from gensui.security.models import GateEntry
from gensui.security.models.gate import Kind
from gensui.ui.forms import WordsField
from gensui.ui.moments import MomentField


class ArrivalForm(forms.Form):
    """Who stands at the gate."""

    kind = chips(_("Who comes"), Kind.choices, initial=Kind.VISITOR)
    home = forms.CharField(
        label=_("Whom they visit"), max_length=60, required=False,
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off", "placeholder": "3-1-502"}),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Name"), max_length=40, required=False, help_text=_("The surname will do. Never a number of a paper.")
    )
    plate = forms.CharField(label=_("Plate"), max_length=12, required=False)
    persons = forms.IntegerField(label=_("Persons"), min_value=1, max_value=99, initial=1)
    purpose = forms.CharField(label=_("What for"), max_length=60, required=False)
    once = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, site: Site, **words: Any) -> None:
        self.site = site
        words["initial"] = {"once": f"gate:{uuid.uuid4()}"} | (words.get("initial") or {})
        super().__init__(*args, **words)

    def clean_home(self) -> Unit | None:
        """The home of this label. Refuses one that is not there."""
        label = self.cleaned_data["home"].strip()
        if not label:
            return None
        unit = Unit.objects.select_related("building").filter(pk__in=Unit.objects.called(self.site, label).values("pk"))
        found = unit.first()
        if found is None:
            raise forms.ValidationError(_("There is no such home. Write it as 3-1-502."))
        return found

    def arrival(self) -> Arrival:
        """What was filled in."""
        said = self.cleaned_data
        return Arrival(
            kind=said["kind"], unit=said["home"], name=said["name"], plate=said["plate"], purpose=said["purpose"],
            persons=said["persons"],
        )  # fmt: skip

    def entry(self) -> Entry:
        """How it came to be entered."""
        return Entry(once=self.cleaned_data["once"])


class PaperForm(ArrivalForm):
    """A line of the printed register."""

    arrived_at = MomentField(label=_("Arrived"))
    decision = chips(
        _("What was decided"),
        [(GateEntry.Decision.ADMITTED, _("admitted")), (GateEntry.Decision.REFUSED, _("refused"))],
    )
    reply = forms.ChoiceField(
        label=_("What the owner said"), required=False,
        choices=[("", _("nobody was asked")), *(one for one in GateEntry.Reply.choices if one[0] != "pass")],
    )  # fmt: skip
    decided_at = MomentField(label=_("Decided"))
    left_at = MomentField(label=_("Left"), required=False)
    sheet = WordsField(
        label=_("Sheet and line"),
        max_length=20,
        help_text=_("Where it stands on paper, as 12-3: letters, digits, - . /"),
    )

    def times(self) -> dict[str, datetime | None]:
        """When each thing happened."""
        return {name: self.cleaned_data[name] for name in ("arrived_at", "decided_at", "left_at")}
