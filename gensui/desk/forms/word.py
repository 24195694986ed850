"""What shows an owner's answer: a call, what they wrote, a signature; else who was spoken to, and what they said."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from gensui.cases import pictures, proofs, queries
from gensui.cases.models import Attachment, Message
from gensui.cases.refusals import BadPicture
from gensui.core.plain import says_something
from gensui.desk.forms.base import ActForm, CallForm, chips, text
from gensui.desk.forms.work import OfPlan
from gensui.people.acting import Entry
from gensui.people.refusals import NothingProvesIt
from gensui.ui.forms import WordsField

LONGEST_SIGNATURE = 400_000
OBJECTED = frozenset({"dispute.recorded", "explanation.rejected"})


def wrote(message: Message) -> str:
    """What somebody wrote, with its time."""
    return f"{localtime(message.written_at):%m-%d %H:%M} · {message.text[:60]}"


class Signed(ActForm):
    """The owner may sign on this screen."""

    signature = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_signature(self) -> bytes:
        """The picture that was drawn; nothing, where nothing was. Refuses what is no signature, as a dot."""
        drawn: str = self.cleaned_data["signature"]
        if not drawn:
            return b""
        head, _comma, body = drawn.partition(",")
        if head != "data:image/png;base64" or len(body) > LONGEST_SIGNATURE:
            raise forms.ValidationError(_("The signature cannot be read. Clear it and sign again."))
        try:
            signed = pictures.clean(base64.b64decode(body, validate=True))
        except (binascii.Error, BadPicture):
            raise forms.ValidationError(_("The signature cannot be read. Clear it and sign again.")) from None
        if not pictures.is_signed(signed):
            raise forms.ValidationError(
                _("This is a dot or a stroke, not a signature. Clear it and let the owner sign.")
            )
        return signed

    def pictures(self) -> list[tuple[str, bytes]]:
        drawn = self.cleaned_data.get("signature")
        return [(Attachment.Kind.SIGNATURE, drawn)] if drawn else []


class AnsweredForm(Signed, CallForm):
    """An owner's answer to a result, with what shows it. What nothing on record shows needs words (``words``)."""

    message = forms.ModelChoiceField(
        label=_("What they wrote"),
        queryset=Message.objects.none(),
        required=False,
        help_text=_("Since the work was done, to us about this request."),
    )

    def prepare(self) -> None:
        super().prepare()
        asked = [self.case.resident] if self.case.resident else []
        field: Any = self.fields["message"]
        field.queryset = proofs.written_by(self.case, asked, since=self.since())
        field.label_from_instance, field.empty_label = wrote, _("Nothing in writing")

    def since(self) -> datetime:
        """An answer to the result comes after the work; one that settles an objection, after the objection."""
        objected = [one.happened_at for one in queries.objections_of(self.case) if one.kind in OBJECTED]
        after = objected[-1:] if self.case.state == "disputed" else []
        return max([super().since(), *filter(None, [self.case.completed_at]), *after])

    def words(self) -> str:
        """What stands for a proof where there is none."""
        raise NotImplementedError

    def answered(self) -> bool:
        """Whether the owner answered."""
        return True

    def shown_by(self) -> Mapping[str, str]:
        """What on record shows the answer."""
        said = self.cleaned_data
        if said.get("call"):
            return {"call": said["call"].key}
        if said.get("message"):
            return {"message": str(said["message"].pk)}
        return {"signature": said["signature"].digest[:12]} if said.get("signature") else {}

    def clean(self) -> None:
        """A bare word is written down."""
        super().clean()
        if self.answered() and not self.errors and not self.shown_by() and not says_something(self.words()):
            self.add_error(None, NothingProvesIt().sentence)

    def entry(self) -> Entry:
        return replace(super().entry(), proofs=self.shown_by())


class SaidForm(AnsweredForm):
    """Who was spoken to and what they said."""

    spoken_to = forms.CharField(label=_("Who was spoken to"), max_length=80, required=False)
    said = text(_("What they said"), required=False, rows=2)
    shows_note = False

    def first_values(self) -> dict[str, Any]:
        return {"spoken_to": self.case.requester_name}

    def words(self) -> str:
        spoken_to, said = (self.cleaned_data.get(name, "").strip() for name in ("spoken_to", "said"))
        return f"{spoken_to}: {said}" if says_something(spoken_to) and says_something(said) else ""


class ContentForm(SaidForm):
    """The owner is content."""

    def entry(self) -> Entry:
        return replace(super().entry(), note=self.words())


class LeaveForm(OfPlan, AnsweredForm):
    """Who wants nothing done, why, and what shows it."""

    by = WordsField(label=_("Who declines"), max_length=80)
    reason = text(_("Why"), rows=2)
    shows_note = False

    def first_values(self) -> dict[str, Any]:
        return {"by": self.case.requester_name}

    def prepare(self) -> None:
        super().prepare()
        self.order_fields(["by", "reason", "call", "message", "signature"])

    def words(self) -> str:
        return str(self.cleaned_data.get("reason", ""))

    def given(self) -> Mapping[str, Any]:
        return {"by": self.cleaned_data["by"], "reason": self.cleaned_data["reason"]}


class ExplainForm(SaidForm):
    """What was explained, whether it was accepted, and what shows that."""

    explanation = text(_("What was explained"))
    accepted = chips(
        _("What the owner says"),
        [("yes", _("accepts it")), ("no", _("rejects it")), ("", _("has not answered yet"))],
        required=False,
    )

    def prepare(self) -> None:
        super().prepare()
        self.order_fields(["explanation", "accepted", "spoken_to", "said", "call", "message", "signature"])

    def answered(self) -> bool:
        return bool(self.cleaned_data.get("accepted"))

    def given(self) -> Mapping[str, Any]:
        accepted = {"yes": True, "no": False}.get(self.cleaned_data["accepted"])
        return {"explanation": self.cleaned_data["explanation"], "accepted": accepted, "answer": self.words()}
