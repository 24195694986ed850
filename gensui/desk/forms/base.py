"""What every form of an act has: a note, the time it happened if that was earlier, and a key so that it is done once."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from gensui.cases import proofs, warranty
from gensui.cases.models import Case, PhoneCall, Quote
from gensui.notices.wording import Words
from gensui.people.acting import Entry
from gensui.people.models import Employee
from gensui.ui.forms import WordsField
from gensui.ui.moments import MomentField
from gensui.ui.pictures import KeepsPictures


class ActForm(KeepsPictures):
    """The form of an act that needs nothing more than that it is done."""

    note = WordsField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=4000)
    happened_at = MomentField(
        label=_("Happened earlier"),
        required=False,
        help_text=_("Only if you enter this later than it happened. Both times are kept."),
    )
    once = forms.CharField(widget=forms.HiddenInput, max_length=60)

    note_needed = False
    shows_note = True
    can_preview = False

    def __init__(self, *args: Any, case: Case, actor: Employee, at: datetime, **words: Any) -> None:
        self.case, self.actor, self.at = case, actor, at
        words["initial"] = {"once": f"act:{uuid.uuid4()}"} | self.first_values() | (words.get("initial") or {})
        super().__init__(*args, **words)
        self.fields["note"].required = self.note_needed
        if not self.shows_note:
            self.fields["note"].widget = forms.HiddenInput()
        self.prepare()
        self.recall(actor.key)
        self.order_fields([name for name in self.fields if name not in ("note", "happened_at", "once")])

    def first_values(self) -> dict[str, Any]:
        """What stands in the form before anything is typed."""
        return {}

    def prepare(self) -> None:
        """Fill in what depends on the case."""

    def given(self) -> Mapping[str, Any]:
        """What the act needs, beyond who, when and which case."""
        return {}

    def quote(self) -> Quote | None:
        """The plan that the act is about, shown above the form."""
        return None

    def suggested(self) -> list[tuple[str, str]]:
        """What could be written, each with what it tells."""
        return []

    def preview(self) -> Words | None:
        """What the other side will read, where the act writes to somebody."""
        return None

    def pictures(self) -> list[tuple[str, bytes]]:
        """Pictures that go with the act, each with its kind."""
        return []

    def entry(self) -> Entry:
        """How the act came to be entered."""
        said = self.cleaned_data
        seen = self.data.get("seen", "")[:40]
        then = said.get("happened_at")
        return Entry(happened_at=then, once=said["once"], note=said.get("note", ""), seen=seen, typed=then is not None)


def _told(call: PhoneCall) -> str:
    """A call of the telephone log, by its time, length and caller."""
    when = localtime(call.began_at).strftime("%m-%d %H:%M")
    return f"{when} · {call.talked_seconds // 60}:{call.talked_seconds % 60:02} · {call.caller}"


class CallForm(ActForm):
    """An act that happens in a call: the call can be chosen from the telephone log, and proves it."""

    LOGGED = timedelta(days=3)
    answered_only = True

    call = forms.ModelChoiceField(
        label=_("The call in the telephone log"),
        queryset=PhoneCall.objects.none(),
        required=False,
        help_text=_("It proves the entry. Stars entered by staff count only where something proves them."),
    )

    def prepare(self) -> None:
        """Offer the calls to the owner's number of the last days."""
        field: Any = self.fields["call"]
        field.queryset = proofs.calls(
            self.case, self.numbers(), since=self.since(), until=self.at, answered=self.answered_only
        )
        field.label_from_instance, field.empty_label = _told, _("Without a call on record")

    def numbers(self) -> set[str]:
        """Whom the call may have reached."""
        return proofs.numbers_of(self.case)

    def since(self) -> datetime:
        """Since when it may have been made."""
        return self.at - self.LOGGED

    def entry(self) -> Entry:
        """How the act came to be entered, with the call as its proof."""
        call = self.cleaned_data.get("call")
        return replace(super().entry(), proofs={"call": call.key} if call else {})


class TriedForm(CallForm):
    """Somebody was called and not reached: a call that nobody answered proves it too."""

    answered_only = False


class NotedCallForm(CallForm):
    """A call in which something was told: in words, with the call if the telephone log holds it."""

    note_needed = True


class NotedForm(ActForm):
    """An act that says nothing without words."""

    note_needed = True


class ToldForm(NotedCallForm):
    """A result was told by telephone, and the owner asked."""

    asked = forms.BooleanField(
        label=_("Asked whether it satisfies"),
        error_messages={"required": _("Ask first whether it satisfies. The owner may still answer later.")},
    )

    def given(self) -> Mapping[str, Any]:
        return {"asked": self.cleaned_data["asked"]}


class AgainForm(ActForm):
    """What may be the same fault again as work at this home that is still under warranty."""

    repeat_of = forms.ChoiceField(
        label=_("The same fault again"), required=False, help_text=_("Within its warranty it is free.")
    )

    def first_values(self) -> dict[str, Any]:
        return {"repeat_of": self.case.repeat_of.number if self.case.repeat_of else ""}

    def prepare(self) -> None:
        """Offer what is under warranty, and what is named already."""
        super().prepare()
        under = warranty.warranties(self.actor, self.case.site, self.case.unit, self.at)
        before = self.case.repeat_of
        self.repeats = {before.number: before} if before else {}
        self.repeats |= {one.case.number: one.case for one in under if one.case != self.case}
        told = {one.case.number: str(one) for one in under}
        field: Any = self.fields["repeat_of"]
        field.choices = [("", _("no"))] + [(number, told.get(number, number)) for number in self.repeats]
        if not self.repeats:
            del self.fields["repeat_of"]

    def repeated(self) -> Case | None:
        """What it repeats."""
        return self.repeats.get(self.cleaned_data.get("repeat_of", ""))


def text(label: Any, *, required: bool = True, rows: int = 3, **words: Any) -> WordsField:
    """A field for sentences."""
    return WordsField(
        label=label, required=required, widget=forms.Textarea(attrs={"rows": rows}), max_length=4000, **words
    )


def chips(label: Any, choices: Any, **words: Any) -> forms.ChoiceField:
    """A choice of few, all to be seen."""
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, **words)
