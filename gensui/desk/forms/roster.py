"""Forms of the roster: a duty, an absence, a shift, a post."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gensui.ledger import policies
from gensui.people.models import Absence, Duty, Employee, Post, Shift
from gensui.ui.forms import WordsField
from gensui.ui.moments import DayField, HourInput


class DutyForm(forms.Form):
    """A shift of the department, or other hours; on a post, or on none."""

    shift = forms.ModelChoiceField(
        label=_("Shift"), queryset=Shift.objects.none(), widget=forms.RadioSelect, required=False, blank=True,
        empty_label=_("Other hours"),
    )  # fmt: skip
    starts = forms.TimeField(label=_("From"), required=False, widget=HourInput)
    ends = forms.TimeField(
        label=_("Until"), required=False, widget=HourInput, help_text=_("Before the beginning: on the next day.")
    )
    post = forms.ModelChoiceField(label=_("Post"), queryset=Post.objects.none(), required=False, empty_label="—")

    def __init__(self, *args: Any, employee: Employee, day: date, duty: Duty | None = None, **words: Any) -> None:
        self.day, self.zone = day, ZoneInfo(employee.department.site.zone)
        if duty is not None:
            words["initial"] = {"shift": duty.shift_id, "post": duty.post_id} | self._hours(duty)
        super().__init__(*args, **words)
        shift: Any = self.fields["shift"]
        of = Q(department=employee.department_id)
        kept = of & Q(retired_at=None)
        shift.queryset = Shift.objects.filter(kept | of & Q(pk=duty.shift_id) if duty else kept).order_by(
            "starts", "pk"
        )
        shift.label_from_instance = lambda one: f"{one.name} {one.starts:%H:%M}–{one.ends:%H:%M}"
        post: Any = self.fields["post"]
        post.queryset = Post.objects.filter(kept | of & Q(pk=duty.post_id) if duty else kept).order_by("name")

    def _hours(self, duty: Duty) -> dict[str, Any]:
        if duty.shift_id is not None:
            return {}
        return {
            "starts": duty.starts_at.astimezone(self.zone).time(),
            "ends": duty.ends_at.astimezone(self.zone).time(),
        }

    def clean(self) -> None:
        """Hours, where no shift says them."""
        super().clean()
        said = self.cleaned_data
        if said.get("shift") is None and "shift" not in self.errors:
            for name in ("starts", "ends"):
                if said.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Choose a shift, or write the hours."))

    def given(self) -> dict[str, Any]:
        """The duty as it was filled in."""
        said = self.cleaned_data
        hours = said["shift"] or Shift(starts=said["starts"], ends=said["ends"])
        starts_at, ends_at = hours.hours_on(self.day, self.zone)
        return {"starts_at": starts_at, "ends_at": ends_at, "shift": said["shift"], "post": said["post"]}


class AbsenceForm(forms.Form):
    """Why, and on which days."""

    reason = forms.ChoiceField(label=_("Why"), choices=Absence.Reason.choices, widget=forms.RadioSelect, initial="ill")
    since_on = DayField(label=_("First day"))
    last_on = DayField(label=_("Last day"))

    def clean(self) -> None:
        """Days in their order, and not for ever."""
        super().clean()
        first, last = self.cleaned_data.get("since_on"), self.cleaned_data.get("last_on")
        if first and last and not (first <= last <= date(2099, 12, 1) and last - first <= timedelta(days=366)):
            self.add_error("last_on", _("The last day comes after the first, within a year."))


class ShiftForm(forms.Form):
    """A shift of a department."""

    name = WordsField(label=_("Name of the shift"), max_length=40)
    starts = forms.TimeField(label=_("From"), widget=HourInput)
    ends = forms.TimeField(label=_("Until"), widget=HourInput)


class PostForm(forms.Form):
    """A post of a department."""

    post = WordsField(label=_("Name of the post"), max_length=60)
    fills = forms.ChoiceField(
        label=_("Whoever stands there is"), required=False,
        help_text=_("Only where the post gives a part of the policy that the person's position does not: the duty manager, say."),
    )  # fmt: skip

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        field: Any = self.fields["fills"]
        language = get_language() or ""
        field.choices = [("", "—"), *((key, one.name[language]) for key, one in policies.remembered().roles.items())]
