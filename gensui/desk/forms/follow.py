"""Forms of following: what the owner is told and says, the return visit, complaints, corrections."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gensui.cases import access, apart, queries, suggestions
from gensui.cases.actions.visit import Heard
from gensui.cases.models import Attachment, Category, Complaint, Complexity, Message, Priority, ReturnVisit
from gensui.core.plain import says_something
from gensui.desk.forms.base import ActForm, AgainForm, CallForm, TriedForm, chips, text
from gensui.desk.forms.complaint import ConcernedFields
from gensui.desk.forms.order import DEPARTMENTS
from gensui.desk.forms.word import AnsweredForm
from gensui.ledger.models import Outgoing
from gensui.notices.wording import Words, words_for
from gensui.people import queries as people
from gensui.people.models import Area, Employee, Unit
from gensui.ui.forms import WordsField
from gensui.ui.pictures import PicturesField

STARS = [(str(star), str(star)) for star in range(1, 6)]
ISSUES = [("suggestion", _("a suggestion")), ("defect", _("a defect"))]
ANSWERED = frozenset({"satisfied", "basically", "dissatisfied"})
"""Outcomes of a return visit at which the owner said what they think."""
YES_NO = [("", _("not asked")), ("yes", _("yes")), ("no", _("no"))]


class AnswerForm(ActForm):
    """What was answered."""

    answer = text(_("What was answered"))
    shows_note = False

    def given(self) -> Mapping[str, Any]:
        return {"answer": self.cleaned_data["answer"]}


class ConfirmForm(ConcernedFields, AgainForm):
    """Reads back what came in writing, and classifies it."""

    category = forms.ModelChoiceField(
        label=_("Category"), queryset=Category.objects.filter(retired_at=None).order_by("key")
    )
    priority = forms.ChoiceField(
        label=_("Priority"), choices=[("", _("as usual for the category")), *Priority.choices], required=False
    )
    complexity = forms.ChoiceField(
        label=_("General or complex"),
        choices=[("", _("as usual for the category")), *Complexity.choices],
        required=False,
    )
    answer = text(
        _("Answered on the spot"), required=False, rows=2, help_text=_("Only for a question that needs no order.")
    )
    read_back = forms.BooleanField(label=_("Read back to the owner, who was told it is accepted"))
    shows_note = False

    def first_values(self) -> dict[str, Any]:
        return super().first_values() | {"category": self.case.category_id}

    def prepare(self) -> None:
        super().prepare()
        self.offer(self.case.site)
        if self.case.channel == "patrol":
            del self.fields["read_back"]  # a colleague found it: no owner has to confirm it

    def clean(self) -> None:
        """Only a complaint is about somebody."""
        super().clean()
        self.check(self.cleaned_data.get("category"))

    def given(self) -> Mapping[str, Any]:
        said = {name: self.cleaned_data[name] for name in ("category", "priority", "complexity", "answer")}
        said |= {"concerned": self.concerned(), "repeat_of": self.repeated()}
        return said | {"read_back": self.cleaned_data.get("read_back", False)}


class CorrectForm(AgainForm):
    """Puts the intake record right."""

    content = text(_("The matter"))
    place = forms.CharField(label=_("Exact place"), max_length=120, required=False)
    requester_name = forms.CharField(label=_("Who asks"), max_length=80, required=False)
    phone = forms.CharField(
        label=_("Telephone"), max_length=30, required=False, help_text=_("Left empty, it stays as it is.")
    )
    home = forms.CharField(label=_("Flat"), max_length=60, required=False)
    area = forms.ModelChoiceField(label=_("Public area"), queryset=Area.objects.none(), required=False)
    reason = text(_("Why it is corrected"), rows=2)
    shows_note = False

    def first_values(self) -> dict[str, Any]:
        case = self.case
        return super().first_values() | {
            "content": case.content, "place": case.place, "requester_name": case.requester_name,
            "home": case.unit.label if case.unit else "", "area": case.area_id,
        }  # fmt: skip

    def prepare(self) -> None:
        super().prepare()
        field: Any = self.fields["area"]
        field.queryset = Area.objects.filter(site=self.case.site).order_by("name")

    def clean_home(self) -> Unit | None:
        """The home of this label. Refuses one that is not there."""
        label = self.cleaned_data["home"].strip()
        if not label:
            return None
        unit = Unit.objects.called(self.case.site, label).first()
        if unit is None:
            raise forms.ValidationError(_("There is no such home. Write it as 3-1-502."))
        return unit

    def given(self) -> Mapping[str, Any]:
        said = self.cleaned_data
        names = ("content", "place", "requester_name", "phone", "area", "reason")
        return {name: said[name] for name in names} | {"unit": said["home"], "repeat_of": self.repeated()}


TELLS = ("chat", "progress", "result", "contact")


class MessageForm(ActForm):
    """Words to the owner, and what they are to tell."""

    purpose = chips(_("What it tells"), [(one, label) for one, label in Message.Purpose.choices if one in TELLS])
    text = text(_("Words to the owner"), rows=4)
    shows_note = False
    can_preview = True

    def first_values(self) -> dict[str, Any]:
        purpose = suggestions.purpose_of(self.case)
        return {"purpose": purpose, "text": suggestions.wording(self.case, purpose, self.at)}

    def suggested(self) -> list[tuple[str, str]]:
        labels = dict(Message.Purpose.choices)
        kinds = ("progress", "result", "contact")
        found = [(str(labels[one]), suggestions.wording(self.case, one, self.at)) for one in kinds]
        return [(label, words) for label, words in found if words]

    def preview(self) -> Words | None:
        said, resident = self.cleaned_data, self.case.resident
        if resident is None:
            return None
        message = Outgoing(
            stream=self.case.stream, to=resident.key, what=f"message.{said['purpose']}", body=said["text"]
        )
        return words_for(message, resident.language, self.at)

    def given(self) -> Mapping[str, Any]:
        return {"purpose": self.cleaned_data["purpose"], "text": self.cleaned_data["text"]}


class QuestionForm(ActForm):
    """What the owner wants to know."""

    text = text(_("What the owner asks"))
    shows_note = False

    def given(self) -> Mapping[str, Any]:
        return {"text": self.cleaned_data["text"]}


class AnswerQuestionForm(CallForm):
    """The answer to a question, in writing or as it was given in a call."""

    question = forms.ModelChoiceField(label=_("The question"), queryset=Message.objects.none(), empty_label=None)
    text = text(_("The answer"), help_text=_("The owner reads it on the page of the request."))
    in_a_call = forms.BooleanField(label=_("Answered in a call"), required=False)
    shows_note = False

    def prepare(self) -> None:
        super().prepare()
        field: Any = self.fields["question"]
        field.queryset = queries.questions_of(self.case)
        field.label_from_instance = lambda one: one.text[:120]
        self.order_fields(["question", "text", "in_a_call", "call"])

    def given(self) -> Mapping[str, Any]:
        return {name: self.cleaned_data[name] for name in ("question", "text", "in_a_call")}


class DisputeForm(ActForm):
    """What the owner objects to."""

    dispute = text(_("What the owner objects to, in full"))
    shows_note = False

    def given(self) -> Mapping[str, Any]:
        return {"dispute": self.cleaned_data["dispute"]}


class AttemptForm(TriedForm):
    """How the owner was tried."""

    method = chips(_("How"), ReturnVisit.Method.choices)

    def first_values(self) -> dict[str, Any]:
        return {"method": "phone"}

    def given(self) -> Mapping[str, Any]:
        return {"method": self.cleaned_data["method"]}


class VisitForm(AnsweredForm):
    """The return-visit form (F05), always the same, and what shows that it was held."""

    method = chips(_("How"), ReturnVisit.Method.choices)
    visited_person = WordsField(label=_("Who answered"), max_length=80)
    service_score = chips(_("The service, in stars"), STARS, required=False)
    result_score = chips(_("The result, in stars"), STARS, required=False)
    punctual = chips(_("In time"), YES_NO, required=False)
    tidy = chips(_("Place left tidy"), YES_NO, required=False)
    charge_clear = chips(_("Charges clear"), YES_NO, required=False)
    opinion = text(_("What the owner said"), required=False)
    outcome = chips(_("Outcome"), [one for one in ReturnVisit.Outcome.choices if one[0] != "unreachable"])
    issue = forms.BooleanField(label=_("A complaint or suggestion came up"), required=False)
    issue_kind = chips(_("What came up"), ISSUES, required=False)
    forwarded_to = forms.ChoiceField(
        label=_("Goes to"), choices=[("", "—"), *DEPARTMENTS], required=False,
        help_text=_("The department owes an answer, and its head is told. Left empty, it is to be sent on within two hours."),
    )  # fmt: skip
    shows_note = False

    def first_values(self) -> dict[str, Any]:
        return {"method": "phone", "visited_person": self.case.requester_name}

    def words(self) -> str:
        return str(self.cleaned_data.get("opinion", ""))

    def answered(self) -> bool:
        return self.cleaned_data.get("outcome") in ReturnVisit.CONTENT

    def clean(self) -> None:
        """What came up is written down; a dissatisfied owner says why; who said anything gave stars."""
        said = self.cleaned_data
        if said.get("outcome") in ANSWERED:
            for name in ("service_score", "result_score"):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, _("Ask for it: from one to five stars."))
        if (said.get("issue") or said.get("outcome") == "dissatisfied") and not says_something(
            said.get("opinion") or ""
        ):
            self.add_error("opinion", _("Write down what came up, in full."))
        if said.get("issue") and not said.get("issue_kind") and "issue_kind" not in self.errors:
            self.add_error("issue_kind", _("Say what it is: a suggestion or a defect."))
        super().clean()

    def given(self) -> Mapping[str, Any]:
        said = self.cleaned_data
        answers: dict[str, Any] = {
            name: {"yes": True, "no": False}.get(said[name]) for name in ("punctual", "tidy", "charge_clear")
        }
        names = ("method", "visited_person", "outcome", "opinion", "issue", "forwarded_to")
        answers["issue_kind"] = said["issue_kind"]
        asked = said["outcome"] in ANSWERED
        answers |= {name: int(said[name]) if asked else None for name in ("service_score", "result_score")}
        return {"heard": Heard(**{name: said[name] for name in names}, **answers)}


class ForwardForm(ActForm):
    """Where it goes."""

    department = chips(_("Goes to"), DEPARTMENTS)
    issue_kind = chips(_("What came up"), ISSUES)

    def given(self) -> Mapping[str, Any]:
        return {name: self.cleaned_data[name] for name in ("department", "issue_kind")}


class InvestigateForm(ActForm):
    """How a complaint will be looked into."""

    severity = chips(_("How grave"), Complaint.Severity.choices)
    plan = text(_("How it will be looked into"))
    shows_note = False

    def given(self) -> Mapping[str, Any]:
        return {"severity": self.cleaned_data["severity"], "plan": self.cleaned_data["plan"]}


class DecideForm(ActForm):
    """What a complaint came to."""

    facts = text(_("What was found out"))
    statement = text(
        _("What those it is about say to it"),
        required=False,
        help_text=_("In their words. They read it in their file, taken down by you, with what follows."),
    )
    valid = chips(_("Is it justified"), Complaint.Validity.choices)
    decision = text(_("What follows"))
    prevention = text(_("What keeps it from coming back"), required=False)
    shows_note = False

    def given(self) -> Mapping[str, Any]:
        return {name: self.cleaned_data[name] for name in ("facts", "statement", "valid", "decision", "prevention")}


class AttachForm(ActForm):
    """Pictures, and what they show."""

    kind = chips(_("What it shows"), [one for one in Attachment.Kind.choices if one[0] != "signature"])
    photos = PicturesField(label=_("Photos"))
    shows_note = False

    def pictures(self) -> list[tuple[str, bytes]]:
        return [(self.cleaned_data["kind"], content) for content in self.cleaned_data["photos"]]


class FollowerForm(ActForm):
    """Who follows the request from now on; whoever is on duty comes first."""

    follower = forms.ModelChoiceField(label=_("Who follows"), queryset=Employee.objects.none(), empty_label=None)

    def prepare(self) -> None:
        there = Employee.objects.working().filter(department__site=self.case.site_id, role__in=access.FRONT)
        there = there.exclude(pk__in=people.away_on(self.case.site, self.at).values("employee"))
        there = there.exclude(number__in=apart.numbers_of(self.case))
        field: Any = self.fields["follower"]
        field.queryset = (
            there.exclude(pk=self.case.follower_id or 0).select_related("department").order_by("role", "number")
        )

    def given(self) -> Mapping[str, Any]:
        return {"follower": self.cleaned_data["follower"]}
