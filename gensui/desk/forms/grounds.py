"""Forms of the grounds: plans and points, what is looked at, what came on paper, notices, reports."""

import uuid
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from gensui.desk.forms.base import chips, text
from gensui.desk.forms.follow import YES_NO
from gensui.people.models import Area, Building, Employee, Post, Shift, Site
from gensui.rounds import checklist
from gensui.rounds.actions.checking import OnPaper
from gensui.rounds.checklist import Item
from gensui.rounds.models import Announcement, Plan, Point, Round, Sort, Stop
from gensui.ui.forms import SeveralField, WordsField
from gensui.ui.moments import MomentField


class PointForm(forms.Form):
    """A new point on the grounds."""

    name = WordsField(label=_("Name of the point"), max_length=80)
    x = forms.IntegerField(label=_("From the left, of 1000"), min_value=0, max_value=1000, initial=500)
    y = forms.IntegerField(label=_("From the top, of 1000"), min_value=0, max_value=1000, initial=500)
    latitude = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    area = forms.ModelChoiceField(label=_("Area"), queryset=Area.objects.none(), required=False)

    def __init__(self, *args: Any, site: Site, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["area"].queryset = Area.objects.filter(site=site).order_by("name")  # type: ignore[attr-defined]


WORKING = ("guard", "cleaner", "gardener", "technician")


def key_of(whose: Employee | Post | Shift | None) -> str:
    """What a person, a post or a shift is called in a form."""
    return f"{type(whose).__name__.lower()}:{whose.pk}" if whose is not None else ""


class WhoseField(forms.ChoiceField):
    """Whom a plan belongs to: a post, a shift, or one person."""

    def offer(self, site: Site) -> None:
        """Offer what the community has."""
        posts = Post.objects.filter(department__site=site, retired_at=None).select_related("department")
        shifts = Shift.objects.filter(department__site=site, retired_at=None).select_related("department")
        staff = Employee.objects.working().filter(department__site=site, role__in=WORKING).select_related("department")
        self.known: dict[str, Employee | Post | Shift] = {}
        groups = []
        for label, found in (
            (_("Posts"), posts.order_by("department", "name")), (_("Shifts"), shifts.order_by("department", "starts")),
            (_("People"), staff.order_by("number")),
        ):  # fmt: skip
            offered = {key_of(one): one for one in found}
            self.known |= offered
            groups.append((label, [(key, f"{one.department}: {one}") for key, one in offered.items()]))
        self.choices = [("", "—"), *groups]

    def clean(self, value: Any) -> Employee | Post | Shift | None:
        """The person, post or shift of this key; nobody for none."""
        return self.known.get(super().clean(value))


class RouteForm(forms.Form):
    """When and which way: a place in the order for each point that is visited, and the seconds on foot from the one before."""

    rule = forms.CharField(
        label=_("When"), max_length=300, required=False,
        help_text=_("A rule of RFC 5545, as FREQ=DAILY;BYHOUR=8,15 or FREQ=WEEKLY;BYDAY=TU;BYMONTH=4,5. Empty: that of the sort."),
    )  # fmt: skip
    first_at = MomentField(label=_("First time"))
    tolerance = forms.IntegerField(
        label=_("Minutes of tolerance"),
        min_value=0,
        max_value=2880,
        required=False,
        help_text=_("Empty: that of the clause."),
    )
    minutes = forms.IntegerField(
        label=_("Takes at most, in minutes"), min_value=1, max_value=1440, required=False,
        help_text=_("Empty: that of the sort."),
    )  # fmt: skip
    whose = WhoseField(
        label=_("Whose"), required=False,
        help_text=_("Whoever stands on the post then, or works in the shift; empty: whoever leads then."),
    )  # fmt: skip

    def __init__(self, *args: Any, site: Site, plan: Plan | None = None, **words: Any) -> None:
        super().__init__(*args, **words)
        field = self.fields["whose"]
        assert isinstance(field, WhoseField)
        field.offer(site)
        stops = {stop.point_id: stop for stop in plan.stops.all()} if plan is not None else {}
        points = list(Point.objects.filter(site=site, retired_at=None).order_by("pk"))
        self.points = sorted(points, key=lambda one: stops[one.pk].order if one.pk in stops else len(points))
        for point in self.points:
            stop = stops.get(point.pk)
            self._ask(point, "place", _("Place of {name} in the order"), 1, stop.order if stop else None)
            self._ask(point, "way", _("Seconds to {name}"), 0, stop.seconds if stop else None)

    def _ask(self, point: Point, what: str, label: Any, least: int, initial: int | None) -> None:
        widget = forms.NumberInput(attrs={"aria-label": str(label).format(name=point.name)})
        self.fields[f"{what}{point.pk}"] = forms.IntegerField(
            min_value=least, max_value=7200, required=False, initial=initial, widget=widget
        )

    def asked(self) -> list[forms.BoundField]:
        """What is asked beside the points."""
        return [self[name] for name in self.fields if not name[-1].isdigit()]

    def lines(self) -> list[tuple[Point, forms.BoundField, forms.BoundField]]:
        """Each point with its place and its way; those visited first, in their order."""
        return [(one, self[f"place{one.pk}"], self[f"way{one.pk}"]) for one in self.points]

    def clean(self) -> dict[str, Any]:
        """At least one point has a place, and no two the same."""
        said = super().clean() or {}
        places = [said[f"place{one.pk}"] for one in self.points if said.get(f"place{one.pk}")]
        if not places:
            self.add_error(None, _("Give each point that is visited its place in the order: 1, 2, 3."))
        if len(set(places)) < len(places):
            self.add_error(None, _("Two points have the same place in the order."))
        return said

    def stops(self) -> list[tuple[Point, int]]:
        """The points in their order, each with the seconds from the one before."""
        said = self.cleaned_data
        visited = sorted((one for one in self.points if said[f"place{one.pk}"]), key=lambda one: said[f"place{one.pk}"])
        return [(one, said[f"way{one.pk}"] or 0) for one in visited]


class PlanForm(RouteForm):
    """A new plan: which sort, which points in which order, when."""

    sort = forms.ModelChoiceField(label=_("Sort"), queryset=Sort.objects.order_by("department", "key"))
    name = WordsField(label=_("Name"), max_length=80)

    field_order = ("sort", "name", "rule", "first_at", "tolerance", "minutes", "whose")


class ChangeForm(RouteForm):
    """The next edition of a plan."""

    first_at = MomentField(
        label=_("Followed from"), help_text=_("Slots planned for later are taken back and planned anew.")
    )


class CheckForm(forms.Form):
    """What whoever leads found, looking at what was done; a patrol cannot be walked again."""

    passed = chips(_("What you found"), [("yes", _("it passes")), ("no", _("it does not pass: again"))])
    score = forms.ChoiceField(
        label=_("Score"), choices=[("", "—"), *((str(n), str(n)) for n in range(5, 0, -1))], required=False
    )
    remark = text(_("Remark"), required=False, rows=2)

    def __init__(self, *args: Any, is_patrol: bool, **words: Any) -> None:
        super().__init__(*args, **words)
        self.is_patrol = is_patrol
        if is_patrol:
            self.fields["passed"] = chips(_("What you found"), [("yes", _("it passes")), ("no", _("it does not pass"))])

    def clean(self) -> dict[str, Any]:
        """What does not pass is said in words."""
        said = super().clean() or {}
        if said.get("passed") == "no" and not said.get("remark"):
            what = _("Say what was wrong with it.") if self.is_patrol else _("Say what is to be done again.")
            self.add_error("remark", what)
        return said


def _answer(stop: Stop, item: Item) -> str:
    return f"answer{stop.pk}-{item.key}"


def _field_of(item: Item) -> forms.Field:
    """How what is asked at a point is entered from paper."""
    if item.kind == "pass":
        return chips(str(item), YES_NO, required=False)
    if item.kind == "number":
        return forms.FloatField(label=str(item), required=False)
    hint = ", ".join(item.choices)
    return forms.CharField(label=str(item), required=False, max_length=checklist.LONGEST, help_text=hint)


class RegisterForm(forms.Form):
    """A round from the paper register: who, when it began and ended, and the time signed at each point that was."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    worker = forms.ModelChoiceField(label=_("Who walked"), queryset=Employee.objects.none())
    started_at = MomentField(label=_("Began"))
    finished_at = MomentField(label=_("Ended"))
    note = text(_("Note"), required=False, rows=2)

    def __init__(self, *args: Any, plan: Plan, at: datetime, **words: Any) -> None:
        words["initial"] = {"key": f"paper-{uuid.uuid4().hex[:30]}"} | (words.get("initial") or {})
        super().__init__(*args, **words)
        self.plan, self.at, self.zone = plan, at, ZoneInfo(plan.site.zone)
        kinds = [plan.sort.department]
        staff = Employee.objects.working().filter(department__site=plan.site, department__kind__in=kinds)
        self.fields["worker"].queryset = staff.order_by("number")  # type: ignore[attr-defined]
        self.stops = list(plan.stops.select_related("point").order_by("order"))
        for stop in self.stops:
            widget = forms.TimeInput(attrs={"type": "time"})
            self.fields[f"stop{stop.pk}"] = forms.TimeField(label=stop.point.name, required=False, widget=widget)
            for item in checklist.items_of(plan.sort, stop):
                if item.must:
                    self.fields[_answer(stop, item)] = _field_of(item)

    def lines(self) -> list[tuple[forms.BoundField, list[forms.BoundField]]]:
        """Each point: when it was signed, and what must be written beside it."""
        return [
            (self[f"stop{stop.pk}"], [self[_answer(stop, item)] for item in self._must(stop)]) for stop in self.stops
        ]

    def _must(self, stop: Stop) -> list[Item]:
        return [item for item in checklist.items_of(self.plan.sort, stop) if item.must]

    def signed(self) -> list[OnPaper]:
        """The points that were signed, with time and answers; one before the start belongs to the next day."""
        begun: datetime = self.cleaned_data["started_at"]
        found = []
        for stop in self.stops:
            time = self.cleaned_data.get(f"stop{stop.pk}")
            if time is not None:
                at = datetime.combine(begun.astimezone(self.zone).date(), time, self.zone)
                at = at if at >= begun.replace(second=0) else at + timedelta(days=1)
                found.append(
                    OnPaper(stop.point, at, {item.key: self._answered(stop, item) for item in self._must(stop)})
                )
        return found

    def _answered(self, stop: Stop, item: Item) -> object:
        value = self.cleaned_data[_answer(stop, item)]
        return {"yes": True, "no": False}[value] if item.kind == "pass" else value

    def clean(self) -> dict[str, Any]:
        """It ended after it began, and before now."""
        said = super().clean() or {}
        begun, ended = said.get("started_at"), said.get("finished_at")
        if begun and ended and not begun <= ended <= self.at:
            self.add_error("finished_at", _("It ends after it begins, and not in the future."))
        for stop in self.stops:
            for item in self._must(stop) if said.get(f"stop{stop.pk}") else ():
                if said.get(name := _answer(stop, item)) in (None, "") and name not in self.errors:
                    self.add_error(name, _("It is always answered: write what stands on the paper."))
        return said


class NoticeForm(forms.Form):
    """The notice of a task (F11)."""

    title = WordsField(label=_("Title"), max_length=120)
    work = text(_("What is done"), rows=2)
    place = WordsField(label=_("Where"), max_length=120)
    to_at = MomentField(label=_("Until"))
    agent = WordsField(label=_("Agent"), max_length=120, required=False)
    impact = text(_("What it means for those who live there"), rows=2)
    contact = WordsField(label=_("Whom to ask"), max_length=120)
    channels = forms.MultipleChoiceField(
        label=_("Where it is published"), choices=Announcement.Channel, widget=forms.CheckboxSelectMultiple
    )
    buildings = SeveralField(
        label=_("Buildings concerned"), queryset=Building.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("None: all of them."),
    )  # fmt: skip

    def __init__(self, *args: Any, round: Round, **words: Any) -> None:
        super().__init__(*args, **words)
        self.round = round
        found = Building.objects.filter(site=round.plan.site).order_by("pk")
        self.fields["buildings"].queryset = found  # type: ignore[attr-defined]
        if round.plan.sort.work == "pest":
            self.fields["agent"].required = True

    def clean_to_at(self) -> datetime:
        """It ends after it starts."""
        until: datetime = self.cleaned_data["to_at"]
        if self.round.planned_at is not None and until <= self.round.planned_at:
            raise forms.ValidationError(_("It ends after it starts."))
        return until


class PutOffForm(forms.Form):
    """Another time for a task, or none."""

    starts_at = MomentField(label=_("New start"), required=False, help_text=_("Empty: it is cancelled."))
    reason = text(_("Reason"), rows=2)


class ReportForm(forms.Form):
    """The report of a week, drafted and put right (F12)."""

    problems = text(_("Problems, and what is done about them"), required=False, rows=6)
    patterns = text(_("What comes again and again"), required=False, rows=3)
    ahead = text(_("Next week"), rows=4)
