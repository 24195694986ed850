"""Forms of a complaint on its own desk: whom it is about, who looks into it, what was found."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gensui.cases import access, apart
from gensui.cases.apart import Concerned
from gensui.cases.models import Category, Complaint
from gensui.desk.forms.base import ActForm, chips, text
from gensui.people.models import Department, Employee, Site
from gensui.ui.forms import SeveralField


def colleagues(**words: Any) -> SeveralField:
    """Colleagues to choose, by number and name; the list is narrowed by typing either."""
    field: Any = SeveralField(queryset=Employee.objects.none(), required=False, **words)
    field.widget.attrs["data-narrow"] = _("Name or staff number")
    field.label_from_instance = numbered
    return cast(SeveralField, field)


def numbered(one: Employee) -> str:
    """A colleague in a list: two may have the same name, and callers read out the number on the badge."""
    return f"{one.number} {one.name} · {one.department}"


class ConcernedFields(forms.Form):
    """Whom a complaint is about, as far as it is said at the intake."""

    accused = colleagues(
        label=_("The complaint is about"), help_text=_("They neither see the complaint nor who made it.")
    )
    accused_department = forms.ChoiceField(
        label=_("or about the department"), choices=[("", "—"), *Department.Kind.choices], required=False
    )

    def offer(self, site: Site) -> None:
        """Everybody who works in the community."""
        field: Any = self.fields["accused"]
        field.queryset = (
            Employee.objects.working().filter(department__site=site).select_related("department").order_by("number")
        )

    def check(self, category: Category | None) -> None:
        """Refuses names beside what is no complaint."""
        said = self.cleaned_data
        named = bool(said.get("accused") or said.get("accused_department"))
        if named and category is not None and category.request_type != "complaint":
            self.add_error("category", _("Somebody is named as complained about: choose a category of complaints."))

    def concerned(self) -> Concerned:
        """Whom the complaint is about."""
        return Concerned(tuple(self.cleaned_data["accused"]), self.cleaned_data["accused_department"])


class AssessForm(ActForm):
    """Whom or what it is about, how grave it is, who looks into it and how."""

    against = chips(_("What it is about"), Complaint.Against.choices)
    accused = colleagues(label=_("Accused"), help_text=_("They neither see the complaint nor who made it."))
    accused_department = forms.ChoiceField(
        label=_("Accused department"), choices=[("", "—"), *Department.Kind.choices], required=False
    )
    severity = chips(_("How grave"), Complaint.Severity.choices)
    investigator = forms.ModelChoiceField(label=_("Who looks into it"), queryset=Employee.objects.none())
    plan = text(_("How it will be looked into"))
    shows_note = False

    def prepare(self) -> None:
        """Those of the community; who leads may look into it."""
        there = Employee.objects.working().select_related("department").order_by("department__kind", "number")
        here = Q(department__site=self.case.site)
        accused: Any = self.fields["accused"]
        accused.queryset = there.filter(here)
        investigator: Any = self.fields["investigator"]
        investigator.label_from_instance = numbered
        leading = ("dept_head", "service_head")
        investigator.queryset = there.filter(Q(role__in=access.ABOVE) | (here & Q(role__in=leading)))
        known = Complaint.objects.filter(case=self.case).first()
        if known is not None:
            self.initial.setdefault("against", known.against)
            self.initial.setdefault("accused", list(known.accused.values_list("pk", flat=True)))
            self.initial.setdefault("accused_department", known.accused_department)
            investigator.queryset = investigator.queryset.exclude(number__in=apart.numbers_of(self.case))

    def clean(self) -> dict[str, Any]:
        """A complaint about a person names whom; nobody accused, or of that department, looks into it."""
        said = super().clean() or {}
        accused, department = list(said.get("accused") or ()), said.get("accused_department", "")
        if said.get("against") == Complaint.Against.PERSON and not accused:
            self.add_error("accused", _("Name whom it is about."))
        chosen = said.get("investigator")
        kinds = {department, *(one.department.kind for one in accused)}
        if chosen and not all(access.may_investigate(chosen, [one.pk for one in accused], kind) for kind in kinds):
            self.add_error("investigator", _("Somebody else: neither accused nor of that department."))
        return said

    def given(self) -> Mapping[str, Any]:
        names = ("against", "accused", "accused_department", "severity", "investigator", "plan")
        return {name: self.cleaned_data[name] for name in names}


class FactsForm(ActForm):
    """What whoever looked into it found."""

    facts = text(_("What was found out"), rows=5)
    shows_note = False

    def given(self) -> Mapping[str, Any]:
        return {"facts": self.cleaned_data["facts"]}
