"""Forms of the work order."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gensui.cases import access, calling, queries, reopening
from gensui.cases.actions import promising, sending
from gensui.cases.models import Case, Category, Complexity, Coordination, Priority
from gensui.cases.queries import Candidate
from gensui.desk.forms.base import ActForm, AgainForm, CallForm, chips, text
from gensui.people.models import Department, Employee
from gensui.ui.forms import WordsField
from gensui.ui.moments import MomentField
from gensui.ui.pictures import PicturesField

DEPARTMENTS = [choice for choice in Department.Kind.choices if choice[0] != ""]


def reason_for(one: Candidate) -> str:
    """Why somebody is proposed, in words."""
    said = [gettext("on duty") if one.on_duty else gettext("off duty")]
    if one.skilled:
        said.append(gettext("knows this trade"))
    if one.near:
        said.append(gettext("already in the building"))
    said.append(gettext("{count} open").format(count=one.open))
    if one.employee.newcomer_since is not None:
        said.append(gettext("not inducted yet"))
    if one.redoes:
        said.append(gettext("previous round, the owner was not content"))
    if one.complained_of:
        said.append(gettext("this home complains about them"))
    return f"{one.employee.name} {one.employee.number} · " + " · ".join(said)


class HandlerForm(ActForm):
    """Whom to give the order; the best first, with the reason. Not who has it, unless the ``same`` may do it."""

    same = False
    handler = forms.ModelChoiceField(
        label=_("Handler"), queryset=Employee.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    anyway = forms.CharField(
        label=_("Why this person all the same"), required=False, max_length=400,
        help_text=_("Only for whom the list gives a reason against. Whoever has the order reads it."),
    )  # fmt: skip
    shows_note = False

    def prepare(self) -> None:
        found = [
            one
            for one in queries.candidates(self.case, self.at, self.actor)
            if self.same or one.employee.pk != self.case.handler_id
        ]
        self.against = {one.employee.pk: words for one in found if (words := against(one))}
        field: Any = self.fields["handler"]
        field.queryset = Employee.objects.filter(pk__in=[one.employee.pk for one in found])
        field.choices = [(one.employee.pk, reason_for(one)) for one in found[:14]]
        if found:
            self.choose(found[0].employee.pk)
        if not self.against:
            del self.fields["anyway"]

    def choose(self, handler: int) -> None:
        """Chosen beforehand, unless something speaks against it."""
        self.initial["handler"] = None if handler in self.against else handler

    def clean(self) -> None:
        """Whom something speaks against is chosen deliberately, with a reason."""
        super().clean()
        chosen = self.cleaned_data.get("handler")
        if chosen is None or self.cleaned_data.get("anyway") or not (words := self.against.get(chosen.pk)):
            return
        self.add_error("anyway", words)

    def given(self) -> Mapping[str, Any]:
        return {"handler": self.cleaned_data["handler"], "anyway": self.cleaned_data.get("anyway", "")}


def against(one: Candidate) -> str:
    """What speaks against somebody, as a question; the empty text if nothing does."""
    refusal = sending.against(one.employee, one.on_duty, one.complained_of)
    return refusal.sentence if refusal is not None else ""


class TransferForm(HandlerForm):
    """Into whose hands, and why."""

    reason = text(_("Why"), rows=2)

    def given(self) -> Mapping[str, Any]:
        return {**super().given(), "reason": self.cleaned_data["reason"]}


class ReworkForm(HandlerForm):
    """Who does it again: also whoever did it, but only where somebody chooses that."""

    same = True

    def prepare(self) -> None:
        super().prepare()
        self.fields["handler"].required = False
        if self.initial["handler"] == self.case.handler_id:
            self.initial["handler"] = None


class ReasonForm(ActForm):
    """An act that needs its reason."""

    reason = text(_("Why"), rows=2)
    shows_note = False

    def given(self) -> Mapping[str, Any]:
        return {"reason": self.cleaned_data["reason"]}


class ReopenForm(ReasonForm):
    """The same fault again; until when that opens the request is said beside it."""

    def prepare(self) -> None:
        """Say until when."""
        until = reopening.reopens_until(self.case)
        if until is not None:
            shown = self.case.local(until).strftime("%Y-%m-%d %H:%M")
            self.fields["reason"].help_text = _("It can be reopened until {until}.").format(until=shown)


class DispatchForm(ActForm):
    """Where the order goes, and by when it is to be done."""

    department = chips(_("Department"), DEPARTMENTS)
    required_by = MomentField(
        label=_("To be done by"), required=False, help_text=_("Left empty, the policy's rule sets it.")
    )

    def first_values(self) -> dict[str, Any]:
        return {"department": self.case.department}

    def given(self) -> Mapping[str, Any]:
        return {"department": self.cleaned_data["department"], "required_by": self.cleaned_data["required_by"]}


def _owners_wish() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("The owner asked for this time"), required=False,
        help_text=_("Needed for a visit that is far away, with a note of what was said."),
    )  # fmt: skip


class ContactForm(CallForm):
    """What was settled with the owner."""

    visit_needed = forms.BooleanField(label=_("Somebody must come"), required=False, initial=True)
    appointment_at = MomentField(
        label=_("Agreed time"), required=False, help_text=_("Left empty: at once, within half an hour.")
    )
    owner_asked = _owners_wish()

    def given(self) -> Mapping[str, Any]:
        return {name: self.cleaned_data[name] for name in ("visit_needed", "appointment_at", "owner_asked")}


class AppointmentForm(CallForm):
    """The time agreed, and the call in which it was."""

    appointment_at = MomentField(label=_("Agreed time"))
    owner_asked = _owners_wish()

    def prepare(self) -> None:
        super().prepare()
        if self.case.appointment_at is not None:
            note = self.fields["note"]
            note.label, note.help_text = _("Why the time changes, and who agreed"), _("The owner reads it.")

    def given(self) -> Mapping[str, Any]:
        return {name: self.cleaned_data[name] for name in ("appointment_at", "owner_asked")}


class ArriveForm(ActForm):
    """By hand, where the code at the door cannot be read: it takes a reason, and is flagged."""

    note_needed = True
    photos = PicturesField(label=_("Photo"), required=False)

    def prepare(self) -> None:
        self.fields["note"].label = _("Why the code at the door was not scanned")

    def pictures(self) -> list[tuple[str, bytes]]:
        return [("arrival", content) for content in self.cleaned_data["photos"]]

    def given(self) -> Mapping[str, Any]:
        return {"proof": "manual"}


class ReclassifyForm(ActForm):
    """What it is now, and why."""

    category = forms.ModelChoiceField(
        label=_("Category"), queryset=Category.objects.filter(retired_at=None).order_by("key")
    )
    priority = chips(_("Priority"), Priority.choices)
    complexity = chips(_("General or complex"), Complexity.choices)
    eta_at = MomentField(label=_("Done by, if complex"), required=False)
    reason = text(_("Why"), rows=2, help_text=_("With a new time, the owner reads it."))
    shows_note = False

    def first_values(self) -> dict[str, Any]:
        return {"category": self.case.category_id, "priority": self.case.priority, "complexity": self.case.complexity}

    def prepare(self) -> None:
        """Ask for a time only where it is promised."""
        if self.case.complexity == Complexity.COMPLEX or not promising.may_promise(self.case):
            del self.fields["eta_at"]

    def given(self) -> Mapping[str, Any]:
        said = {name: self.cleaned_data[name] for name in ("category", "priority", "complexity", "reason")}
        return said | {"eta_at": self.cleaned_data.get("eta_at")}


class CoordinationForm(ActForm):
    """Which department is needed, for what."""

    department = chips(_("Department needed"), DEPARTMENTS)
    matter = text(_("What is needed of it"))
    shows_note = False

    def prepare(self) -> None:
        field: Any = self.fields["department"]
        own = access.led_with({self.case.department})
        field.choices = [choice for choice in DEPARTMENTS if choice[0] not in own]

    def given(self) -> Mapping[str, Any]:
        return {"department": self.cleaned_data["department"], "matter": self.cleaned_data["matter"]}


class HelpForm(ActForm):
    """Which request for help is meant."""

    coordination = forms.ModelChoiceField(label=_("Which"), queryset=Coordination.objects.none(), empty_label=None)
    shows_note = False

    def prepare(self) -> None:
        field: Any = self.fields["coordination"]
        field.queryset = self.waiting()
        field.label_from_instance = lambda one: f"{one.get_department_display()}: {one.matter[:60]}"

    def waiting(self) -> QuerySet[Coordination]:
        """What can be settled."""
        return self.case.coordinations.filter(decided_at=None)

    def mine(self) -> QuerySet[Coordination]:
        """What the actor's own department is asked for."""
        departments = {one.department for one in self.waiting()}
        asked = [department for department in departments if access.is_asked(self.actor, department)]
        return self.waiting().filter(department__in=asked)


class SettleForm(HelpForm):
    """Who does what by when, decided from above."""

    decision = text(_("Who does what by when"))

    def given(self) -> Mapping[str, Any]:
        return {"coordination": self.cleaned_data["coordination"], "decision": self.cleaned_data["decision"]}


class AgreeForm(SettleForm):
    """Who does what by when, said by the department that was asked."""

    def prepare(self) -> None:
        super().prepare()
        self.fields["coordination"].queryset = self.mine()  # type: ignore[attr-defined]  # a choice of rows


class RefuseHelpForm(HelpForm):
    """Why the department cannot help."""

    reason = text(_("Why not"))

    def prepare(self) -> None:
        super().prepare()
        self.fields["coordination"].queryset = self.mine().filter(refused_at=None)  # type: ignore[attr-defined]

    def given(self) -> Mapping[str, Any]:
        return {"coordination": self.cleaned_data["coordination"], "reason": self.cleaned_data["reason"]}


class SplitForm(AgainForm):
    """The second matter, and where it belongs."""

    content = text(_("The second matter"))
    category = forms.ModelChoiceField(
        label=_("Category"), queryset=Category.objects.filter(retired_at=None).order_by("key")
    )
    place = forms.CharField(
        label=_("Exact place"), max_length=120, required=False, help_text=_("Left empty: the place of the first.")
    )
    read_back = forms.BooleanField(label=_("Read back to the owner, who was told it is accepted"))
    shows_note = False

    def prepare(self) -> None:
        super().prepare()
        if self.case.channel == "patrol":
            del self.fields["read_back"]  # a colleague found it: no owner has to confirm it

    def first_values(self) -> dict[str, Any]:
        """The second matter is another one: what the first repeats says nothing of it."""
        return {}

    def given(self) -> Mapping[str, Any]:
        said = {name: self.cleaned_data[name] for name in ("content", "category", "place")}
        return said | {"repeat_of": self.repeated(), "read_back": self.cleaned_data.get("read_back", False)}


class OtherCaseForm(ActForm):
    """Names another case by its number."""

    number = WordsField(label=_("Number of the other case"), max_length=20)
    name = "into"
    shows_note = False

    def clean_number(self) -> Case:
        """The case of this number. Refuses one that is not there."""
        found = queries.search(self.actor, self.cleaned_data["number"]).filter(
            pk__in=Case.objects.numbered(self.cleaned_data["number"]).values("pk")
        )
        case = found.first()
        if case is None:
            raise forms.ValidationError(_("There is no such case. Write the number as 2026-001234."))
        return case

    def given(self) -> Mapping[str, Any]:
        return {self.name: self.cleaned_data["number"]}


class JoinForm(OtherCaseForm):
    """The case that goes on, and that two homes may be meant."""

    two_homes = forms.BooleanField(
        label=_("Two homes ask for the same matter"), required=False,
        help_text=_("Each is told progress and result, and asked at the return visit; neither learns who the other is."),
    )  # fmt: skip

    def given(self) -> Mapping[str, Any]:
        return {**super().given(), "two_homes": self.cleaned_data["two_homes"]}


class CancelForm(JoinForm):
    """Why it is cancelled; or which request it repeats, to which it is joined instead."""

    name = "repeats"
    reason = text(_("Why"), rows=2)

    def prepare(self) -> None:
        number = self.fields["number"]
        number.required = False
        number.label = _("If it repeats another request: the number of that one")
        number.help_text = _("Then it is not cancelled but joined to the other, and the owner hears how that one goes.")
        self.order_fields(["reason", "number", "two_homes"])

    def clean_number(self) -> Case | None:  # type: ignore[override]
        return super().clean_number() if self.cleaned_data["number"] else None

    def given(self) -> Mapping[str, Any]:
        return {"reason": self.cleaned_data["reason"], **super().given()}


class ParentForm(OtherCaseForm):
    """The fault of the building it belongs to."""

    name = "parent"

    def prepare(self) -> None:
        faults = calling.faults_of_building(self.case.site, [self.case.unit] if self.case.unit else [])
        if faults:
            self.fields["number"].help_text = " · ".join(f"{one.number} {one.sentence}" for one in faults[:3])


class SentenceForm(ActForm):
    """What to say to who calls."""

    sentence = WordsField(
        label=_("What to say to who calls"), max_length=200,
        help_text=_("As: Building 3 has no water since ten; we expect it back at noon and will call you."),
    )  # fmt: skip
    shows_note = False

    def given(self) -> Mapping[str, Any]:
        return {"sentence": self.cleaned_data["sentence"]}
