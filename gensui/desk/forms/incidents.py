"""Forms of an emergency: the red button, and what is written when it is over."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gensui.cases.models import spoken
from gensui.desk.forms.base import chips, text
from gensui.people.acting import Entry
from gensui.people.models import Area, Site, Unit
from gensui.security import plans
from gensui.security.actions.incident import Alarm


class RedForm(forms.Form):
    """Where it is; what it is, if that is known."""

    plan = forms.ChoiceField(label=_("What is it?"), choices=[], required=False, widget=forms.RadioSelect)
    area = forms.ModelChoiceField(queryset=Area.objects.none(), required=False)
    place = forms.CharField(label=_("or home, or in words"), max_length=120, required=False)
    drill = forms.BooleanField(label=_("This is a drill"), required=False)
    once = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, site: Site, **words: Any) -> None:
        self.site = site
        words["initial"] = {"once": f"red:{uuid.uuid4()}", "plan": plans.UNCLEAR} | (words.get("initial") or {})
        super().__init__(*args, **words)
        area: Any = self.fields["area"]
        area.queryset = Area.objects.filter(site=site)
        plan: Any = self.fields["plan"]
        plan.choices = [(one.key, spoken(dict(one.name))) for one in plans.standard().values()]

    def alarm(self) -> Alarm:
        """What was said. A place that is the label of a home is that home."""
        said = self.cleaned_data
        unit = Unit.objects.called(self.site, said["place"]).select_related("building").first()
        return Alarm(
            plan=said["plan"] or plans.UNCLEAR, area=said["area"], unit=unit, place="" if unit else said["place"],
            drill=said["drill"],
        )  # fmt: skip

    def entry(self) -> Entry:
        """How it came to be entered."""
        return Entry(once=self.cleaned_data["once"])


class CloseForm(forms.Form):
    """Why it happened, who was hurt, and what there is to show."""

    cause = text(_("Cause"), rows=3)
    injured = forms.IntegerField(label=_("Injured"), min_value=0, max_value=9999, initial=0)
    evidence = forms.MultipleChoiceField(
        label=_("What there is to show"), choices=[], required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, plan: str, **words: Any) -> None:
        super().__init__(*args, **words)
        known = plans.standard().get(plan)
        evidence: Any = self.fields["evidence"]
        evidence.choices = [(place, spoken(dict(one))) for place, one in enumerate(known.evidence if known else ())]

    def given(self) -> dict[str, Any]:
        """What was written."""
        return self.cleaned_data | {"evidence": [int(one) for one in self.cleaned_data["evidence"]]}


class ReviewForm(forms.Form):
    """What was learnt."""

    review = text(_("What went well, what did not"), rows=4)
    contained = chips(
        _("Was the danger contained, and were life and property protected?"),
        [("yes", pgettext_lazy("contained", "yes")), ("no", pgettext_lazy("contained", "no"))],
    )
    measures = text(_("What is done about it"), required=False, rows=3)

    def given(self) -> dict[str, Any]:
        """What was written."""
        return self.cleaned_data | {"contained": self.cleaned_data["contained"] == "yes"}
