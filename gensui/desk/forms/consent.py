"""The form of a consent to plan and prices, with what proves it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gensui.cases import plans, proofs
from gensui.cases.actions.plan import MESSAGE
from gensui.cases.models import Attachment, Message, Quote
from gensui.cases.work_refusals import NoSuchCall, NoSuchMessage
from gensui.desk.forms.base import CallForm, chips
from gensui.desk.forms.word import Signed, wrote
from gensui.desk.forms.work import OfPlan, shown
from gensui.people.acting import Entry
from gensui.people.models import Resident
from gensui.ui.forms import WordsField
from gensui.ui.pictures import PicturesField


class ConsentForm(OfPlan, Signed, CallForm):
    """The word of who decides about the money: signed on this screen, said in a recorded call, or written.

    Where the house pays, the head of the department decides by sending the form.
    """

    method = chips(_("How"), [choice for choice in Quote.Method.choices if choice[0] not in ("app", "head")])
    by = forms.ChoiceField(label=_("Who agrees"))
    message = forms.ModelChoiceField(
        label=_("What they wrote"),
        queryset=Message.objects.none(),
        required=False,
        help_text=_("Since the plan was laid, to us about this request."),
    )
    photos = PicturesField(
        label=_("Picture of the message"),
        required=False,
        help_text=_("Where it came to another telephone or on paper."),
    )
    resolution = WordsField(
        label=_("Resolution of the owners' committee"),
        max_length=120,
        help_text=_("Its number and date. The fund pays nothing without it."),
    )
    shows_note = False

    def first_values(self) -> dict[str, Any]:
        return {"method": "sign"}

    def prepare(self) -> None:
        plan = self.quote()
        self.laid_at = plan.proposed_at if plan is not None else self.at
        self.deciders = {str(one.pk): one for one in plans.deciders(self.case)}
        super().prepare()
        self.house_pays = plan is not None and plan.house_pays
        if plan is None or plan.payer != Quote.Payer.FUND:
            del self.fields["resolution"]
        if self.house_pays:
            for name in ("method", "by", "message", "photos", "signature", "call"):
                del self.fields[name]
            return
        written: Any = self.fields["message"]
        written.queryset = proofs.written_by(self.case, self.deciders.values(), since=self.laid_at)
        written.label_from_instance = wrote
        field: Any = self.fields["by"]
        field.choices = [(key, f"{one.name} · {one.get_relation_display()}") for key, one in self.deciders.items()]
        if not self.deciders and self.case.relation == Resident.Relation.OWNER and not self.case.for_another:
            field.choices = [("owner", self.case.requester_name)]

    def numbers(self) -> set[str]:
        named = [proofs.numbers_of(self.case, one) for one in self.deciders.values()]
        return set[str]().union(*named) if named else super().numbers()

    def since(self) -> datetime:
        return self.laid_at

    def clean(self) -> None:
        """A signature is there where signing is the way, and a proof for what was said or written."""
        super().clean()
        said = self.cleaned_data
        if said.get("method") == "sign" and not said.get("signature") and "signature" not in self.errors:
            self.add_error("method", _("Sign below, or choose another way."))
        if said.get("method") == "recorded_call" and not said.get("call") and "call" not in self.errors:
            self.add_error("call", NoSuchCall().sentence)
        if said.get("method") == "sms" and not (said.get("message") or said.get("photos")):
            self.add_error("message", NoSuchMessage().sentence)

    def pictures(self) -> list[tuple[str, bytes]]:
        photos = self.cleaned_data.get("photos") or ()
        return [*super().pictures(), *((Attachment.Kind.REPORT, photo) for photo in photos)]

    def entry(self) -> Entry:
        return replace(super().entry(), proofs={})

    def given(self) -> Mapping[str, Any]:
        said = self.cleaned_data
        if self.house_pays:
            return {"method": Quote.Method.HEAD, "key": said.get("resolution", "")}
        key = said["method"]
        if key == Quote.Method.CALL:
            key = said["call"].key
        elif key == Quote.Method.SMS:
            key = f"{MESSAGE}{said['message'].pk}" if said["message"] else shown(said["photos"])
        person = self.deciders.get(said["by"])
        return {"method": said["method"], "key": key, "person": person, "by": self.case.requester_name}
