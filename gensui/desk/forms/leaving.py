"""The form of who leaves: into whose hands what the person holds goes."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from gensui.oversight import successors
from gensui.oversight.actions.leaving import Hands
from gensui.oversight.leavers import Open
from gensui.oversight.models import Leaving
from gensui.people.models import Employee
from gensui.ui.moments import DayField


class ColleagueField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no parameters at run time
    """A colleague, by name and number."""

    def label_from_instance(self, obj: Any) -> str:
        """As people say it."""
        return f"{obj.name} {obj.number} · {obj.get_role_display()}"


def _nobody() -> QuerySet[Employee]:
    return Employee.objects.none()


class LeavingForm(forms.Form):
    """Ends an employment today, or at the end of a day to come."""

    last_on = DayField(
        label=_("Last day"), help_text=_("Today: it ends at once. A later day: it ends when that day is over.")
    )

    orders_to = ColleagueField(
        label=_("Orders go to"), queryset=_nobody(), required=False, empty_label=_("each to who could best take it")
    )
    follower = ColleagueField(
        label=_("Requests are followed by"), queryset=_nobody(), required=False,
        empty_label=_("nobody yet: the head of the desk has to name somebody"),
    )  # fmt: skip
    plans_to = ColleagueField(
        label=_("Plans go to"), queryset=_nobody(), required=False, empty_label=_("whoever stands there on duty")
    )
    complaints_to = ColleagueField(
        label=_("Complaints are looked into by"),
        queryset=_nobody(),
        required=False,
        empty_label=_("the administration manager"),
    )
    courses_to = ColleagueField(
        label=_("Courses are held by"), queryset=_nobody(), required=False, empty_label=_("whoever planned them")
    )
    reason = forms.CharField(label=_("Note"), required=False, max_length=400)
    sure = forms.BooleanField(
        label=_("The employment ends then"),
        error_messages={"required": _("Tick the box first: sign-in, tokens and roster end then.")},
    )

    def __init__(
        self, *args: Any, whom: Employee, held: Open, today: date, planned: Leaving | None = None, **words: Any
    ) -> None:
        words["initial"] = {"last_on": today} if planned is None else model_to_dict(planned)
        super().__init__(*args, **words)
        able = successors.of(whom)
        wanted: dict[str, list[Any]] = {
            "orders_to": held.orders,
            "follower": held.followed,
            "plans_to": held.plans,
            "courses_to": held.sessions,
            "complaints_to": held.complaints,
        }
        for name, things in wanted.items():
            field: Any = self.fields[name]
            field.queryset = able[name]
            if not things:
                del self.fields[name]

    def hands(self) -> Hands:
        """Into whose hands, and why."""
        return Hands(**{name: value for name, value in self.cleaned_data.items() if name not in ("sure", "last_on")})
