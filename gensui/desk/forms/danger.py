"""Forms of work that begins before consent because of danger."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gensui.cases import access, plans
from gensui.cases.models import Attachment
from gensui.desk.forms.base import ActForm, chips, text
from gensui.desk.forms.work import shown
from gensui.ui.pictures import PicturesField


class EmergencyForm(ActForm):
    """The danger that cannot wait, with its picture."""

    reason = text(_("What danger cannot wait"), rows=2)
    word = forms.ChoiceField(
        label=_("Whose word"),
        widget=forms.RadioSelect,
        help_text=_(
            "Whoever is not here is asked by telephone. The head hears of it at once, and confirms it afterwards."
        ),
    )
    photos = PicturesField(label=_("Photo"))
    shows_note = False

    ALONE = "alone"

    def prepare(self) -> None:
        """Who leads gives the own word; a handler enters whose word it is."""
        if access.leads(self.actor, self.case):
            del self.fields["word"]
            return
        self.leading = {str(one.pk): one for one in plans.gives_word(self.case, self.at)}
        alone = (
            []
            if plans.leader_on_duty(self.case, self.at)
            else [(self.ALONE, _("Nobody who leads is on duty: I begin"))]
        )
        named = [(key, f"{one.name} · {one.get_role_display()}") for key, one in self.leading.items()]
        field: Any = self.fields["word"]
        field.choices = [*alone, *named]

    def pictures(self) -> list[tuple[str, bytes]]:
        return [(Attachment.Kind.BEFORE, content) for content in self.cleaned_data["photos"]]

    def given(self) -> Mapping[str, Any]:
        said = self.cleaned_data
        word_by = self.leading[said["word"]] if said.get("word", self.ALONE) != self.ALONE else None
        return {"reason": said["reason"], "photo": shown(said["photos"]), "word_by": word_by}


class ConfirmEmergencyForm(ActForm):
    """Whether it was right to begin before consent with no leader there, and why."""

    right = chips(_("Danger did not allow to wait"), [("yes", _("Yes")), ("no", _("No"))])
    reason = text(_("Why"), rows=2)
    shows_note = False

    def given(self) -> Mapping[str, Any]:
        return {"right": self.cleaned_data["right"] == "yes", "reason": self.cleaned_data["reason"]}
