"""Forms of amendments: a clause, a setting, a ladder; what the policy's own reader finds is told at the field it stands in."""

import tomllib
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from gensui.core.policy import LANGUAGES, BadPolicy, Mistake, Policy, writing
from gensui.desk.forms.base import text
from gensui.policies import spoken
from gensui.ui.forms import WordsField
from gensui.ui.indicators import NAMES as INDICATORS
from gensui.ui.moments import DayField, MomentField

NAMES = {"zh-Hant": "繁體中文", "zh-Hans": "简体中文", "en": "English"}


class DraftForm(forms.Form):
    """A new draft."""

    title = WordsField(label=gettext_lazy("Subject of the draft"), max_length=120)
    version = WordsField(
        label=gettext_lazy("Name of the version"), max_length=40, help_text=gettext_lazy("Such as 2027.1")
    )


class TableForm(forms.Form):
    """Words of one table. ``others`` holds those without a field of their own, as they stand in the file."""

    own: ClassVar[tuple[str, ...]] = ()
    others = forms.CharField(
        label=gettext_lazy("Everything else, as it stands in the file"), required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "class": "code", "spellcheck": "false"}),
        help_text=gettext_lazy("Events that open, meet and end it, evidence, schedules: see docs/policy-format.md."),
    )  # fmt: skip

    def __init__(self, *args: Any, words: Mapping[str, Any], policy: Policy, **more: Any) -> None:
        self.before, self.policy = words, policy
        more["initial"] = self.first_values(words)
        super().__init__(*args, **more)

    def first_values(self, words: Mapping[str, Any]) -> dict[str, Any]:
        """What stands in the fields before anything is typed."""
        rest = {word: plain for word, plain in words.items() if word not in self.own}
        return {"others": writing.words_as_toml(rest)}

    def clean_others(self) -> dict[str, Any]:
        """The words, read. What is no TOML is told with its line."""
        try:
            found = tomllib.loads(self.cleaned_data["others"])
        except tomllib.TOMLDecodeError as bad:
            raise forms.ValidationError(_("This is not TOML: {reason}").format(reason=bad)) from None
        if doubled := [word for word in found if word in self.own]:
            raise forms.ValidationError(_("{words} have fields of their own.").format(words=", ".join(doubled)))
        return found

    def words(self) -> dict[str, Any]:
        """Every word of the table as it is to be; None for one that goes."""
        rest: dict[str, Any] = self.cleaned_data["others"] if "others" in self.fields else {}
        gone = dict.fromkeys(word for word in self.before if word not in rest and word not in self.own)
        return {**gone, **self.own_words(), **rest}

    def own_words(self) -> dict[str, Any]:
        """The words that have fields."""
        return {}

    def texts(self, word: str) -> dict[str, str]:
        """A text in three languages, from its three fields."""
        return {language: self.cleaned_data[f"{word}_{field_of(language)}"] for language in LANGUAGES}

    def tell(self, bad: BadPolicy) -> None:
        """Each mistake at the field that it names; one that stands elsewhere in the policy with its place."""
        for mistake in bad.mistakes:
            name = self._field(mistake)
            self.add_error(name, spoken.spoken(mistake.reason) if name else spoken.mistake(mistake))

    def _field(self, mistake: Mistake) -> str | None:
        if mistake.where.removeprefix("clause ") != self.before.get("id", mistake.where):
            return None
        name = mistake.word
        if name in ("title", "text"):
            name = f"{name}_{field_of(str(mistake.reason.words.get('language', 'en')))}"
        return name if name in self.fields else "others" if "others" in self.fields else None


def field_of(language: str) -> str:
    """The end of the name of the field for a language."""
    return language.lower().replace("-", "_")


def _three(word: str, label: str, rows: int) -> dict[str, forms.CharField]:
    if rows == 1:
        return {
            f"{word}_{field_of(language)}": forms.CharField(
                label=f"{label} · {NAMES[language]}", required=False, max_length=200
            )
            for language in LANGUAGES
        }
    return {
        f"{word}_{field_of(language)}": text(f"{label} · {NAMES[language]}", rows=rows, required=False)
        for language in LANGUAGES
    }


class ClauseForm(TableForm):
    """A clause: its texts, whose it is, its limit, who is told, and what pauses it."""

    own = ("title", "text", "accountable", "limit", "not_before", "ladder", "paused_by")

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        policy, language = self.policy, get_language() or ""
        roles = [(key, f"{role.name[language]} ({key})") for key, role in policy.roles.items()]
        figures = {f"@{name}": one for setting in policy.settings.values() for name, one in setting.values.items()}
        limit = self.before.get("limit", "")
        stands = _("{name} stands among the settings: {value}.").format(name=limit, value=figures.get(limit, ""))
        self.fields |= {
            **_three("title", _("Title"), 1), **_three("text", _("What it says"), 3),
            "accountable": forms.ChoiceField(label=_("Accountable"), choices=roles),
            "limit": forms.CharField(
                label=_("Limit"), required=False, max_length=60,
                help_text=stands if limit in figures else _("Such as 30 min, 2 h, 3 workdays"),
            ),
            "not_before": forms.CharField(label=_("Not before"), required=False, max_length=60),
            "ladder": forms.ChoiceField(
                label=_("Who is reminded and told"), choices=[("", _("the standard one")), *((key, key) for key in policy.ladders)],
                required=False,
            ),
            "paused_by": forms.MultipleChoiceField(
                label=_("Stands still while"), required=False, widget=forms.CheckboxSelectMultiple,
                choices=[(key, pause.name[language]) for key, pause in policy.pauses.items()],
            ),
        }  # fmt: skip
        self.order_fields([name for name in self.fields if name != "others"])

    def first_values(self, words: Mapping[str, Any]) -> dict[str, Any]:
        texts = {
            f"{word}_{field_of(language)}": words.get(word, {}).get(language, "")
            for word in ("title", "text")
            for language in LANGUAGES
        }
        plain = {word: words[word] for word in self.own[2:] if word in words}
        return super().first_values(words) | texts | plain

    def own_words(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "title": self.texts("title"), "text": self.texts("text"), "accountable": said["accountable"],
            **{word: said[word] or None for word in ("limit", "not_before", "ladder", "paused_by")},
        }  # fmt: skip


class SettingForm(TableForm):
    """A setting: how a gap was resolved, and the figures that follow."""

    own = ("text", "values")

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.figures = dict(self.before["values"])
        del self.fields["others"]
        self.fields |= _three("text", _("What it says"), 3)
        for name, plain in self.figures.items():
            self.fields[f"value_{name}"] = _figure(name, plain)

    def first_values(self, words: Mapping[str, Any]) -> dict[str, Any]:
        texts = {f"text_{field_of(language)}": words["text"].get(language, "") for language in LANGUAGES}
        return texts | {f"value_{name}": plain for name, plain in words["values"].items()}

    def own_words(self) -> dict[str, Any]:
        return {
            "text": self.texts("text"),
            "values": {name: self.cleaned_data[f"value_{name}"] for name in self.figures},
        }

    def words(self) -> dict[str, Any]:
        return self.own_words()


MOST = 1_000_000
"""No figure of a policy is above this."""


def _figure(name: str, plain: object) -> forms.Field:
    if isinstance(plain, bool):
        return forms.BooleanField(label=name, required=False)
    if isinstance(plain, int):
        return forms.IntegerField(label=name, min_value=0, max_value=MOST)
    return (
        forms.FloatField(label=name, min_value=0, max_value=MOST)
        if isinstance(plain, float)
        else WordsField(label=name, max_length=60)
    )


class LadderForm(TableForm):
    """A ladder: when to remind, and who is told how long after."""

    own = ("warn",)
    warn = forms.CharField(
        label=gettext_lazy("Remind at these shares of the limit, in percent"), required=False,
        help_text=gettext_lazy("Such as 50, 80"),
    )  # fmt: skip

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.order_fields(["warn"])

    def first_values(self, words: Mapping[str, Any]) -> dict[str, Any]:
        shares = ", ".join(f"{round(share * 100, 2):g}" for share in words.get("warn", []))
        return super().first_values(words) | {"warn": shares}

    def clean_warn(self) -> list[float]:
        """The shares as the policy writes them."""
        try:
            return [
                round(float(one) / 100, 4)
                for one in self.cleaned_data["warn"].replace("%", "").split(",")
                if one.strip()
            ]
        except ValueError:
            raise forms.ValidationError(_("These are no numbers with commas between.")) from None

    def own_words(self) -> dict[str, Any]:
        return {"warn": self.cleaned_data["warn"] or None}


class RequiredTimeForm(TableForm):
    """By when an order of some sort is to be done: its limit; which orders stands beside it."""

    own = ("limit",)
    limit = WordsField(
        label=gettext_lazy("Limit"), max_length=60, help_text=gettext_lazy("Such as 30 min, 2 h, 3 workdays")
    )

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.order_fields(["limit"])

    def first_values(self, words: Mapping[str, Any]) -> dict[str, Any]:
        return super().first_values(words) | {"limit": words.get("limit", "")}

    def own_words(self) -> dict[str, Any]:
        return {"limit": self.cleaned_data["limit"]}


class PostForm(TableForm):
    """What a post is judged by: its name and reason, and how much each indicator weighs, a hundred in all."""

    own = ("name", "reason", "weights", "shown")

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        rest = self.fields.pop("others")
        self.fields |= _three("name", _("Name"), 1) | _three("reason", _("Why it is judged by these"), 3)
        for key in self.indicators():
            self.fields[f"weight_{key}"] = forms.IntegerField(
                label=f"{key} · {INDICATORS.get(key, key)}", required=False, min_value=0, max_value=100
            )
        shown: Any = forms.MultipleChoiceField(
            label=_("Only shown, without a weight"), required=False, widget=forms.CheckboxSelectMultiple,
            choices=[(key, f"{key} · {INDICATORS.get(key, key)}") for key in self.indicators()],
        )  # fmt: skip
        self.fields |= {"shown": shown, "others": rest}

    def indicators(self) -> list[str]:
        """What it may be judged by: what weighs now, what is shown, then all others."""
        return list(dict.fromkeys([*self.before.get("weights", {}), *self.before.get("shown", []), *INDICATORS]))

    @property
    def sum(self) -> int:
        """What the weights make together, as they stand in the form."""
        typed = [str(self[f"weight_{key}"].value() or 0) for key in self.indicators()]
        return sum(int(one) for one in typed if one.isdecimal())

    def first_values(self, words: Mapping[str, Any]) -> dict[str, Any]:
        texts = {
            f"{word}_{field_of(language)}": words.get(word, {}).get(language, "")
            for word in ("name", "reason")
            for language in LANGUAGES
        }
        weights = {f"weight_{key}": weight for key, weight in words.get("weights", {}).items()}
        return super().first_values(words) | texts | weights | {"shown": words.get("shown", [])}

    def own_words(self) -> dict[str, Any]:
        said = self.cleaned_data
        weights = {key: said[f"weight_{key}"] for key in self.indicators() if said.get(f"weight_{key}")}
        texts = {"name": self.texts("name"), "reason": self.texts("reason")}
        return texts | {"weights": weights, "shown": said["shown"] or None}

    def _field(self, mistake: Mistake) -> str | None:
        word = mistake.word
        if word in ("name", "reason"):
            return super()._field(mistake)
        if mistake.where.startswith("posts.") and word in ("weights", "shown"):
            return word if word == "shown" else f"weight_{self.indicators()[0]}"
        return None


class AskForm(forms.Form):
    """Until when staff may say something."""

    until = MomentField(label=gettext_lazy("Comments until"))


class ApproveForm(forms.Form):
    """When it is published, and from when on it is in force."""

    published_at = MomentField(label=gettext_lazy("Published on"))
    starts_at = MomentField(label=gettext_lazy("In force from"))


class CommentForm(forms.Form):
    """What somebody has to say."""

    clause = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    text = text(gettext_lazy("What do you think of it?"))


class WithdrawForm(forms.Form):
    """Why a draft is given up."""

    reason = text(gettext_lazy("Why it is withdrawn"))


class PeriodForm(forms.Form):
    """Which days are run anew."""

    since = DayField(label=gettext_lazy("From"))
    until = DayField(label=gettext_lazy("Until"))
