"""Forms of files, appeals and breaches: what is written, and nothing computed."""

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gensui.core.policy.values import Policy
from gensui.desk.forms.base import chips, text
from gensui.oversight import money
from gensui.oversight import sanction_access as access
from gensui.oversight.actions.appeals import Milder
from gensui.oversight.actions.sanctions import Facts
from gensui.oversight.measures import Measure
from gensui.oversight.models import Appeal, Sanction
from gensui.people.acting import Entry
from gensui.people.models import Employee
from gensui.ui.forms import WordsField
from gensui.ui.pictures import KeepsPictures, PicturesField, content


class MoneyField(forms.CharField):
    """An amount in yuan, kept as fen."""

    def __init__(self, **words: Any) -> None:
        super().__init__(max_length=16, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **words)

    def clean(self, value: Any) -> int:
        """Whole fen; nothing typed is nothing."""
        said = super().clean(value)
        try:
            return money.fen(said) if said else 0
        except ValueError:
            raise forms.ValidationError(_("Write an amount in yuan, like 350 or 350.50.")) from None


class OnceForm(KeepsPictures):
    """A form that is carried out once, however often it is sent."""

    once = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, **words: Any) -> None:
        words["initial"] = {"once": f"file:{uuid.uuid4()}"} | (words.get("initial") or {})
        super().__init__(*args, **words)

    def given(self) -> dict[str, Any]:
        """What was written, as the action takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "once"}

    def entry(self) -> Entry:
        """The key under which it is done once."""
        return Entry(once=self.cleaned_data["once"])


class TextForm(OnceForm):
    """Words of the person concerned."""

    text = text(_("In your own words"), rows=6)


class StatementForm(OnceForm):
    """The person's own side, or something more of it."""

    text = text(_("In your own words"), required=False, rows=6)
    pictures = PicturesField(label=_("Pictures, if you have any"), required=False)
    all_said = forms.BooleanField(label=_("That is all: it may be decided from now on"), required=False)


class ReceivedForm(OnceForm):
    """That the notice was read, by the person's own hand."""

    read = forms.BooleanField(label=_("I have read the decision, what it costs me, and until when I may appeal"))

    def given(self) -> dict[str, Any]:
        """Nothing more: the tick is what is asked for."""
        return {}


class WordsForm(OnceForm):
    """Why something is done."""

    words = text(_("Why"), rows=2)


class CheckedForm(OnceForm):
    """What was looked at when it was checked that the matter is put right."""

    words = text(_("What you looked at, and what you saw"), rows=2)


class DropForm(WordsForm):
    """Why a file is closed without a sanction."""

    not_theirs = forms.BooleanField(
        label=_("It was not this person's: no file is opened about it again"), required=False
    )


class OpenForm(OnceForm):
    """What is said to have happened, and which lapses it rests on."""

    clause = WordsField(label=_("Clause that was broken"), max_length=20)
    severity = chips(_("How grave"), Sanction.Severity.choices, initial="minor")
    facts = text(_("Facts: when, where, what"), rows=4)
    evidence = text(_("Evidence, and where it lies"), required=False, rows=2)
    loss = MoneyField(label=_("Loss that is to be proven, in yuan"), required=False)
    third_party = forms.BooleanField(label=_("The loss is what we paid to somebody else"), required=False)
    breaches = forms.MultipleChoiceField(
        label=_("Lapses it rests on"), choices=[], required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, breaches: Iterable[tuple[str, list[tuple[int, str]]]], policy: Policy, **words: Any
    ) -> None:
        super().__init__(*args, **words)
        self.policy = policy
        field: Any = self.fields["breaches"]
        field.choices = list(breaches)
        field.widget.choices = field.choices

    def clean_clause(self) -> str:
        """A clause of the policy."""
        clause: str = self.cleaned_data["clause"].strip()
        if clause not in self.policy.clauses:
            raise forms.ValidationError(_("The policy has no such clause. Write its number, like 4.2.1."))
        return clause

    def facts_given(self) -> Facts:
        """The file's beginning."""
        said = self.cleaned_data
        return Facts(
            clause=said["clause"], severity=said["severity"], facts=said["facts"], evidence=said["evidence"],
            loss_fen=said["loss"], third_party=said["third_party"], breaches=[int(one) for one in said["breaches"]],
        )  # fmt: skip


class MeasureForm(OnceForm):
    """What is to be given, why, and on what it rests."""

    kind = chips(_("Measure"), Sanction.Kind.choices)
    reasons = text(_("Reasons"), rows=3)
    basis = text(
        _("What it rests on"), required=False, rows=2,
        help_text=_("Of money: the clause of the contract. Of grave measures: the agreement, or the published rule."),
    )  # fmt: skip
    check = text(_("What union or human resources said (grave measures)"), required=False, rows=2)
    negligence = forms.ChoiceField(
        label=_("The person's own fault (compensation)"),
        required=False,
        choices=[("", "—"), *Sanction.Negligence.choices],
    )
    claim = MoneyField(label=_("Amount, in yuan (compensation, fine)"), required=False)
    percent = forms.IntegerField(label=_("Percent of performance pay"), required=False, min_value=0, max_value=20)

    def __init__(self, *args: Any, kinds: Collection[str] = (), **words: Any) -> None:
        """``kinds`` are the measures to offer; why another is not to be had, the action says."""
        super().__init__(*args, **words)
        kind: Any = self.fields["kind"]
        kind.widget.choices = [choice for choice in kind.choices if choice[0] in kinds]

    def given(self) -> dict[str, Any]:
        """The measure."""
        said = self.cleaned_data
        measure = Measure(
            kind=said["kind"], reasons=said["reasons"], basis=said["basis"], check=said["check"],
            negligence=said["negligence"], claim_fen=said["claim"], percent=said["percent"] or 0,
        )  # fmt: skip
        return {"measure": measure}


class HandOverForm(OnceForm):
    """How the notice was handed over on paper, to somebody who does not take it on the own page."""

    signature = chips(_("Signature"), Sanction.Signature.choices)
    paper = PicturesField(label=_("Picture of the paper"), several=False)
    witness = forms.ModelChoiceField(
        label=_("Witness, who will be asked to confirm it"), queryset=Employee.objects.none(), empty_label="—"
    )

    def __init__(self, *args: Any, sanction: Sanction, **words: Any) -> None:
        super().__init__(*args, **words)
        witness: Any = self.fields["witness"]
        out = [sanction.employee_id, *(one.pk for one in access.parts_of(sanction))]
        there = Employee.objects.working().filter(department__site=sanction.site).exclude(pk__in=out)
        witness.queryset = there.order_by("number")

    def given(self) -> dict[str, Any]:
        """How, before whom, and the picture."""
        said = super().given()
        return said | {"paper": said["paper"][0]}


class AppealForm(OnceForm):
    """Why the sanction is not right."""

    grounds = chips(_("What is not right"), Appeal.Grounds.choices)
    statement = text(_("In your own words"), rows=6)


class DecideAppealForm(OnceForm):
    """What somebody who had no part in it makes of the appeal."""

    decision = chips(_("Decision"), Appeal.Decision.choices)
    hearing = text(
        _("What was said in the talk"), required=False, rows=2, help_text=_("Needed, unless the appeal is allowed.")
    )
    reasons = text(_("Reasons"), rows=4)
    outside = forms.CharField(
        label=_("Who decided it outside the house, if nobody in it may"), required=False, max_length=120
    )
    paper = PicturesField(
        label=_("A picture of the paper on which it was decided outside"), required=False, several=False
    )
    kind = forms.ChoiceField(
        label=_("Allowed in part: what is left"), required=False, choices=[("", "—"), *Sanction.Kind.choices]
    )
    claim = MoneyField(label=_("Amount, in yuan (compensation, fine)"), required=False)
    percent = forms.IntegerField(label=_("Percent of performance pay"), required=False, min_value=0, max_value=20)

    def __init__(self, *args: Any, kinds: Collection[str] = (), **words: Any) -> None:
        """``kinds`` are the milder measures to offer."""
        super().__init__(*args, **words)
        kind: Any = self.fields["kind"]
        kind.widget.choices = [choice for choice in kind.choices if not choice[0] or choice[0] in kinds]

    def given(self) -> dict[str, Any]:
        """The decision, and what is left where it was allowed in part."""
        said = self.cleaned_data
        left = Milder(said["kind"], said["claim"] or 0, said["percent"] or 0) if said["kind"] else None
        given = {name: said[name] for name in ("decision", "hearing", "reasons", "outside")}
        return given | {"paper": content(said["paper"]), "milder": left}


class TalkForm(OnceForm):
    """That it was talked over."""

    words = text(_("What was said and agreed"), rows=3)
