"""Forms of supervision: a spot check, the checklist of a record, a notice's answer, the re-check."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gensui.core.plain import says_something
from gensui.core.policy import Clause
from gensui.desk.forms.base import chips, text
from gensui.oversight import access
from gensui.oversight.actions.inspecting import Mark
from gensui.oversight.checklists import Line
from gensui.oversight.models import Judgement, Severity
from gensui.people.acting import Entry
from gensui.people.models import Department, Employee
from gensui.ui.forms import SeveralField, WordsField
from gensui.ui.moments import MomentField
from gensui.ui.pictures import KeepsPictures, PicturesField, content


class OnceForm(KeepsPictures):
    """A form that is carried out once, however often it is sent."""

    once = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, **words: Any) -> None:
        words["initial"] = {"once": f"sup:{uuid.uuid4()}"} | (words.get("initial") or {})
        super().__init__(*args, **words)

    def entry(self) -> Entry:
        """How it came to be entered."""
        return Entry(once=self.cleaned_data["once"])


def _picture() -> PicturesField:
    return PicturesField(label=_("Picture"), required=False, several=False)


class SpotForm(OnceForm):
    """Which department, over which stretch; the own department is not offered."""

    department = forms.ChoiceField(label=_("Department"), choices=[])
    since = MomentField(label=_("From"))
    until = MomentField(label=_("Until"))

    def __init__(self, *args: Any, actor: Employee, at: datetime, **words: Any) -> None:
        words["initial"] = {"since": at - timedelta(days=7), "until": at - timedelta(minutes=1)}
        super().__init__(*args, **words)
        labels = dict(Department.Kind.choices)
        kinds: Any = self.fields["department"]
        kinds.choices = [(kind, labels[kind]) for kind in access.departments(actor)]


class FindingForm(OnceForm):
    """What was found otherwise than by an inspection; the own department is not offered."""

    department = forms.ChoiceField(label=_("Department"), choices=[])
    clause = forms.ChoiceField(label=_("Clause"), choices=[])
    severity = chips(_("How grave"), Severity.choices)
    problem = text(_("What was seen"), rows=4)
    picture = _picture()

    def __init__(
        self, *args: Any, actor: Employee, clauses: Mapping[str, Clause], department: str, **words: Any
    ) -> None:
        words["initial"] = {"department": department, "severity": Severity.GENERAL}
        super().__init__(*args, **words)
        labels, language = dict(Department.Kind.choices), get_language() or ""
        offered: dict[str, Any] = {
            "department": [(kind, labels[kind]) for kind in access.departments(actor)],
            "clause": [("", "—"), *((one.id, f"{one.id} {one.title[language]}") for one in clauses.values())],
        }  # fmt: skip
        for name, choices in offered.items():
            field: Any = self.fields[name]
            field.choices = choices
        self.recall(actor.key)


class TeamForm(OnceForm):
    """Who leads, who is on the team, by which document. By 6.1.1 every head is."""

    leader = forms.ModelChoiceField(label=_("Leader"), queryset=Employee.objects.none(), empty_label=None)
    members = SeveralField(label=_("Members"), queryset=Employee.objects.none(), widget=forms.CheckboxSelectMultiple)
    document = WordsField(
        label=_("Appointment document"), max_length=120, help_text=_("Its number or title, as it is filed.")
    )

    def __init__(self, *args: Any, leaders: Sequence[Employee], heads: Sequence[Employee], **words: Any) -> None:
        words["initial"] = {"members": [one.pk for one in heads]}
        super().__init__(*args, **words)
        for name, offered in (("leader", leaders), ("members", heads)):
            field: Any = self.fields[name]
            field.queryset = Employee.objects.select_related("department").filter(pk__in=[one.pk for one in offered])
            field.label_from_instance = lambda one: f"{one.name} · {one.department}"


class SeenForm(OnceForm):
    """What came of a mail that was set aside."""

    outcome = WordsField(label=_("What came of it"), max_length=300)


class SurveyForm(OnceForm):
    """Until when owners are asked."""

    until = MomentField(label=_("Open until"))


class JudgeForm(OnceForm):
    """One record: each line of its checklist kept, not kept, or not to be asked here; with a note and a picture."""

    def __init__(
        self, *args: Any, lines: tuple[Line, ...], before: dict[str, Judgement], actor: Employee, **words: Any
    ) -> None:
        super().__init__(*args, **words)
        self.fields["once"].required = False  # to judge twice is to judge anew
        self.lines = lines
        for line in lines:
            known = before.get(line.key)
            self.fields[f"{line.key}-verdict"] = chips(
                str(line), Judgement.Verdict.choices, initial=known.verdict if known else None
            )
            self.fields[f"{line.key}-severity"] = forms.ChoiceField(
                label=_("How grave, if not kept"), choices=[("", "—"), *Severity.choices], required=False,
                initial=known.severity if known else "",
            )  # fmt: skip
            self.fields[f"{line.key}-note"] = forms.CharField(
                label=_("What was seen"), required=False, max_length=2000, initial=known.note if known else ""
            )
            self.fields[f"{line.key}-picture"] = _picture()
        self.recall(actor.key)

    def rows(self) -> list[tuple[Line, list[Any]]]:
        """Each line with its fields: verdict, severity, note, picture."""
        parts = ("verdict", "severity", "note", "picture")
        return [(line, [self[f"{line.key}-{part}"] for part in parts]) for line in self.lines]

    def clean(self) -> dict[str, Any]:
        """What is not kept says how grave it is, and what was seen."""
        said = super().clean() or {}
        for line in self.lines:
            if said.get(f"{line.key}-verdict") != Judgement.Verdict.FAIL:
                continue
            for part in ("severity", "note"):
                if not says_something(said.get(f"{line.key}-{part}") or ""):
                    self.add_error(f"{line.key}-{part}", _("What is not kept needs this."))
        return said

    def marks(self) -> list[Mark]:
        """What was judged."""
        said = self.cleaned_data
        return [
            Mark(
                line=line.key, verdict=said[f"{line.key}-verdict"], severity=said[f"{line.key}-severity"],
                note=said[f"{line.key}-note"], picture=content(said[f"{line.key}-picture"]),
            )
            for line in self.lines
        ]  # fmt: skip


class SignForm(OnceForm):
    """What the leader says of it all."""

    summary = text(_("What we learnt"), required=False)


class NoticeForm(OnceForm):
    """Nothing is to be added: the notice says what was found."""


class ReplyForm(OnceForm):
    """Why it was so, and what was done."""

    cause = text(_("Why it was so"), rows=2)
    measures = text(_("What was done"), rows=3)
    picture = _picture()


class VerifyForm(OnceForm):
    """Whether it is put right now."""

    passed = chips(_("Is it put right?"), [("yes", _("yes, put right")), ("no", _("no, another round"))])
    remark = text(_("What the re-check saw"), required=False, rows=2)

    def clean(self) -> dict[str, Any]:
        """Another round says why."""
        said = super().clean() or {}
        if said.get("passed") == "no" and not says_something(said.get("remark", "")):
            self.add_error("remark", _("Another round says why."))
        return said


class MeasuresForm(OnceForm):
    """What is to mend it for good."""

    measures = text(_("What was agreed with superiors"), rows=2)
