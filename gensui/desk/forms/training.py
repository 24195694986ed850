"""Forms of training: courses, sessions and their lists, what came on paper, results, and the test itself."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gensui.core.refusal import Refusal
from gensui.desk.forms.base import chips, text
from gensui.desk.forms.sanctions import OnceForm
from gensui.people.models import Department, Employee
from gensui.training import questions
from gensui.training.actions.sessions import Sitting
from gensui.training.models import TONGUES, Attempt, Course, HalfDay, Kind, Seat, Session, SignIn, spoken
from gensui.ui.forms import SeveralField, WordsField
from gensui.ui.moments import DayField, HourInput, MomentField

MODULES = {
    "policy": _("this policy"), "flows": _("how each department works"), "conduct": _("manners of service"),
    "updates": _("what is new in the policy"), "cases": _("cases from real service"), "skills": _("new skills"),
}  # fmt: skip
"""What 5.1.2 and 5.1.6 ask to be taught."""
FIELDS = {"zh-Hant": "zh_hant", "zh-Hans": "zh_hans", "en": "en"}
ROWS, FIRST = range(1, 7), 2
"""How many half days a session may have, and how many are asked at first."""
ASKED = _(
    "A line for the question, then a line for each option: * before what is right, - before the others; or = and a number. "
    "An empty line between two questions."
)


class CourseForm(forms.Form):
    """A course: its name and questions in three languages, what it teaches, and how it is passed."""

    kind = chips(_("What it is for"), Kind.choices)
    modules = forms.MultipleChoiceField(
        label=_("What is taught"), choices=list(MODULES.items()), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("An induction teaches the first three, the quarterly training the last three (5.1.2, 5.1.6)."),
    )  # fmt: skip
    pass_mark = forms.IntegerField(label=_("Passed with, out of 100"), min_value=1, max_value=100, initial=80)
    minutes = forms.IntegerField(label=_("Minutes for the test"), min_value=1, max_value=240, initial=20)
    tries = forms.IntegerField(label=_("Tries, with make-ups"), min_value=1, max_value=10, initial=3)

    def __init__(self, *args: Any, course: Course | None = None, **words: Any) -> None:
        if course is not None:
            words["initial"] = _values(course) | (words.get("initial") or {})
        super().__init__(*args, **words)
        own = {"zh-hant": "zh-Hant", "zh-hans": "zh-Hans"}.get(get_language() or "", "en")
        self.tongues = sorted(TONGUES, key=lambda tongue: tongue != own)
        for tongue in self.tongues:
            label = TONGUES[tongue]
            self.fields[f"name_{FIELDS[tongue]}"] = WordsField(
                label=_("Name of the course") if tongue == own else f"{_('Name of the course')} ({label})",
                max_length=80,
                required=tongue == own,
            )
            self.fields[f"questions_{FIELDS[tongue]}"] = forms.CharField(
                label=_("Questions") if tongue == own else f"{_('Questions')} ({label})", required=False, max_length=40_000,
                widget=forms.Textarea(attrs={"rows": 14}), help_text=ASKED if tongue == own else "",
            )  # fmt: skip

    def own(self) -> list[forms.BoundField]:
        """Name and questions in the language of the reader."""
        return self._of(self.tongues[0])

    def others(self) -> list[forms.BoundField]:
        """Name and questions in the other languages; what is left empty there is as in the first."""
        return [bound for tongue in self.tongues[1:] for bound in self._of(tongue)]

    def _of(self, tongue: str) -> list[forms.BoundField]:
        return [self[f"name_{FIELDS[tongue]}"], self[f"questions_{FIELDS[tongue]}"]]

    def clean(self) -> dict[str, Any]:
        """The questions as values; what cannot be read is told with its place."""
        said = super().clean() or {}
        texts = {tongue: said.get(f"questions_{FIELDS[tongue]}") or "" for tongue in self.tongues}
        try:
            said["questions"] = questions.together(texts)
        except Refusal as refusal:
            self.add_error(f"questions_{FIELDS[self.tongues[0]]}", refusal.sentence)
        return said

    def given(self) -> dict[str, Any]:
        """What the act needs."""
        said = self.cleaned_data
        own = said[f"name_{FIELDS[self.tongues[0]]}"]
        return {
            "name": {tongue: said.get(f"name_{FIELDS[tongue]}") or own for tongue in self.tongues},
            **{name: said[name] for name in ("kind", "modules", "questions", "pass_mark", "minutes", "tries")},
        }


def _values(course: Course) -> dict[str, Any]:
    said = {name: getattr(course, name) for name in ("kind", "modules", "pass_mark", "minutes", "tries")}
    for tongue, field in FIELDS.items():
        said[f"name_{field}"] = course.name.get(tongue, "")
        said[f"questions_{field}"] = questions.written(course.questions, tongue)
    return said


class PeopleForm(OnceForm):
    """Who is on the list: whole departments, posts, single persons; the trainer is left out of what is whole."""

    departments = forms.MultipleChoiceField(
        label=_("Whole departments"), choices=Department.Kind.choices, widget=forms.CheckboxSelectMultiple,
        required=False,
    )  # fmt: skip
    roles = forms.MultipleChoiceField(
        label=_("Everybody of a post"),
        choices=Employee.Role.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    persons = SeveralField(
        label=_("Single persons"), queryset=Employee.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )
    owing = forms.BooleanField(label=_("Of departments and posts only who still owes it"), required=False)

    def __init__(self, *args: Any, staff: QuerySet[Employee], **words: Any) -> None:
        super().__init__(*args, **words)
        self.staff = staff
        choice: Any = self.fields["persons"]
        choice.queryset = staff.order_by("number")
        choice.label_from_instance = lambda one: f"{one.number} {one.name}"
        departments: Any = self.fields["departments"]
        there = set(staff.values_list("department__kind", "role").distinct())
        departments.choices = [pair for pair in Department.Kind.choices if pair[0] in {kind for kind, _role in there}]
        roles: Any = self.fields["roles"]
        roles.choices = [pair for pair in Employee.Role.choices if pair[0] in {role for _kind, role in there}]

    def audience(self, trainer: Employee, owed: Sequence[Employee]) -> list[Employee]:
        """The people meant; ``owed`` is who still owes this kind of training."""
        said = self.cleaned_data
        whole = Q(department__kind__in=said["departments"]) | Q(role__in=said["roles"])
        groups = list(self.staff.filter(whole).exclude(pk=trainer.pk).select_related("user", "department__site"))
        if said["owing"]:
            kept = {one.pk for one in owed}
            groups = [one for one in groups if one.pk in kept]
        single = said["persons"].select_related("user", "department__site")
        return list({one.pk: one for one in (*groups, *single)}.values())


class MoveForm(OnceForm):
    """Who teaches, where, and on which half days. ``session`` is one that is moved."""

    trainer = forms.ModelChoiceField(label=_("Trainer"), queryset=Employee.objects.none())
    place = WordsField(label=_("Room"), max_length=60)

    def __init__(
        self, *args: Any, trainers: QuerySet[Employee], zone: ZoneInfo, session: Session | None = None, **words: Any
    ) -> None:
        if session is not None:
            words["initial"] = _planned(session, zone) | (words.get("initial") or {})
        super().__init__(*args, **words)
        self.zone = zone
        choice: Any = self.fields["trainer"]
        choice.queryset = trainers.order_by("number")
        choice.label_from_instance = lambda one: f"{one.number} {one.name}"
        for row in ROWS:
            self.fields[f"day{row}"] = DayField(label=_("Day"), required=row == 1)
            self.fields[f"from{row}"] = forms.TimeField(label=_("From"), widget=HourInput(), required=row == 1)
            self.fields[f"until{row}"] = forms.TimeField(label=_("Until"), widget=HourInput(), required=row == 1)
            self.fields[f"hours{row}"] = forms.IntegerField(
                label=_("Course hours"), min_value=1, max_value=6, initial=3, required=row == 1
            )

    def first_rows(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The half days that most sessions have."""
        return self._rows(ROWS[:FIRST])

    def more_rows(self) -> list[tuple[int, list[forms.BoundField]]]:
        """Those that longer ones have."""
        return self._rows(ROWS[FIRST:])

    def _rows(self, rows: range) -> list[tuple[int, list[forms.BoundField]]]:
        return [(row, [self[f"{name}{row}"] for name in ("day", "from", "until", "hours")]) for row in rows]

    def clean(self) -> dict[str, Any]:
        """A half day that is begun to be written has day, beginning and end."""
        said = super().clean() or {}
        for row in ROWS[1:]:
            asked = [f"{name}{row}" for name in ("day", "from", "until")]
            missing = [name for name in asked if said.get(name) is None and name not in self.errors]
            if 0 < len(missing) < len(asked):
                for name in missing:
                    self.add_error(name, _("Write day, beginning and end, or leave all three empty."))
        return said

    def sittings(self) -> list[Sitting]:
        """The half days, in their order."""
        said = self.cleaned_data
        return sorted(
            (
                self._sitting(said[f"day{row}"], said[f"from{row}"], said[f"until{row}"], said[f"hours{row}"])
                for row in ROWS
                if said.get(f"day{row}")
            ),
            key=lambda one: one.starts_at,
        )  # fmt: skip

    def _sitting(self, day: date, begins: time, ends: time, hours: int | None) -> Sitting:
        """Where nobody says how many course hours it holds, three, or as many as it is long."""
        starts_at, ends_at = self._at(day, begins), self._at(day, ends)
        return Sitting(starts_at, ends_at, hours or max(1, min(3, (ends_at - starts_at) // timedelta(hours=1))))

    def _at(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, self.zone)


def _planned(session: Session, zone: ZoneInfo) -> dict[str, Any]:
    """How a session stands, as its form asks it."""
    found: dict[str, Any] = {"trainer": session.trainer_id, "place": session.place}
    for row, one in enumerate(session.half_days.order_by("starts_at"), 1):
        starts_at, ends_at = one.starts_at.astimezone(zone), one.ends_at.astimezone(zone)
        found |= {
            f"day{row}": starts_at.date(), f"from{row}": starts_at.time(), f"until{row}": ends_at.time(),
            f"hours{row}": one.hours,
        }  # fmt: skip
    return found


class SessionForm(PeopleForm, MoveForm):
    """A session: which course, who teaches where, its half days, and who comes."""

    course = forms.ModelChoiceField(label=_("Course"), queryset=Course.objects.order_by("kind", "key"))

    field_order = ("course", "trainer", "place")

    def who(self) -> list[forms.BoundField]:
        """What says who comes."""
        return [self[name] for name in ("departments", "roles", "owing", "persons")]


class PaperForm(forms.Form):
    """A signature from the printed sheet."""

    seat = forms.ModelChoiceField(label=_("Who"), queryset=Seat.objects.none())
    half_day = forms.ModelChoiceField(label=_("Half day"), queryset=HalfDay.objects.none())
    came_at = MomentField(
        label=_("Time on the sheet"), help_text=_("Both times are kept: this one, and that of entering it.")
    )

    def __init__(self, *args: Any, session: Session, **words: Any) -> None:
        super().__init__(*args, **words)
        seat: Any = self.fields["seat"]
        seat.queryset = session.seats.select_related("employee").order_by("employee__number")
        seat.label_from_instance = lambda one: f"{one.employee.number} {one.employee.name}"
        half_day: Any = self.fields["half_day"]
        half_day.queryset = session.half_days.order_by("starts_at")
        zone = ZoneInfo(session.site.zone)
        half_day.label_from_instance = lambda one: f"{one.starts_at.astimezone(zone):%m-%d %H:%M}"


class StrikeForm(forms.Form):
    """A signature that was wrong."""

    sign_in = forms.ModelChoiceField(label=_("Which signature"), queryset=SignIn.objects.none())
    reason = WordsField(label=_("Why"), max_length=200)

    def __init__(self, *args: Any, session: Session, **words: Any) -> None:
        super().__init__(*args, **words)
        choice: Any = self.fields["sign_in"]
        there = SignIn.objects.filter(seat__session=session, struck_at=None)
        choice.queryset = there.select_related("seat__employee", "half_day__session").order_by(
            "seat__employee__number", "came_at"
        )
        zone = ZoneInfo(session.site.zone)
        choice.label_from_instance = lambda one: f"{one.seat.employee.name} {one.came_at.astimezone(zone):%m-%d %H:%M}"


class CorrectForm(forms.Form):
    """A result put right."""

    seat = forms.ModelChoiceField(label=_("Whose result"), queryset=Seat.objects.none())
    score = forms.IntegerField(label=_("Score"), min_value=0, max_value=100)
    reason = text(_("Why it is put right"), rows=2)

    def __init__(self, *args: Any, session: Session, **words: Any) -> None:
        super().__init__(*args, **words)
        seat: Any = self.fields["seat"]
        there = session.seats.exclude(attended_at=None)
        seat.queryset = there.select_related("employee").order_by("employee__number")
        seat.label_from_instance = lambda one: f"{one.employee.number} {one.employee.name}"


class TestForm(forms.Form):
    """The questions of a test, in the language of the reader. What is left open counts as wrong."""

    def __init__(self, *args: Any, attempt: Attempt, **words: Any) -> None:
        super().__init__(*args, **words)
        self.asked = list(attempt.questions)
        for place, question in enumerate(self.asked):
            self.fields[f"q{place}"] = _field(place, question)

    def answers(self) -> list[list[int]]:
        """What was answered, question by question."""
        given = [self.cleaned_data.get(f"q{place}") for place in range(len(self.asked))]
        return [
            [int(one) for one in answer] if isinstance(answer, list) else [] if answer in (None, "") else [int(answer)]
            for answer in given
        ]


def _field(place: int, question: questions.Question) -> forms.Field:
    label = f"{place + 1}. {spoken(question['text'])}"
    choices = [(str(number), spoken(option)) for number, option in enumerate(question["options"])]
    sort = questions.sort_of(question)
    if sort == "number":
        return forms.IntegerField(label=label, required=False, min_value=0, max_value=1_000_000)
    if sort == "many":
        return forms.MultipleChoiceField(
            label=label, choices=choices, widget=forms.CheckboxSelectMultiple, required=False
        )
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, required=False)
