"""The forms of a page, as a browser reads them: a test fills in what the page offers and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any


class NotOffered(Exception):
    """The page has no such form, field or choice for this person now."""


@dataclass
class Field:
    """A field of a form: what is in it, and what may be chosen where there is a choice."""

    kind: str
    values: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form of a page."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)

    def filled(self, **answers: Any) -> dict[str, Any]:
        """What a browser sends when these fields are filled in and the others are left as they are.

        ``None`` empties a field, ``True`` ticks a box, ``False`` clears it, a list holds files or the boxes of several to tick. Raises ``NotOffered`` for a field
        or a choice that the page does not have.
        """
        sent: dict[str, Any] = {name: one.values for name, one in self.fields.items() if one.values}
        for name, answer in answers.items():
            if name not in self.fields:
                raise NotOffered(f"{self.action or 'the form'} has no field {name}: {', '.join(self.fields)}")
            sent.pop(name, None)
            if answer is not None and answer is not False:
                sent[name] = self._entered(name, answer)
        return sent

    def _entered(self, name: str, answer: Any) -> Any:
        one = self.fields[name]
        if one.kind == "file":
            return answer
        if one.kind == "checkbox" and answer is True:
            return one.choices[0]
        if one.kind == "checkbox" and isinstance(answer, list):
            return [self._chosen(name, entry) for entry in answer]
        return self._chosen(name, answer) if one.kind in ("radio", "select") else str(getattr(answer, "pk", answer))

    def _chosen(self, name: str, answer: Any) -> str:
        text, choices = str(getattr(answer, "pk", answer)), self.fields[name].choices
        if text not in choices:
            raise NotOffered(f"{name} cannot be {text}: {', '.join(choices)}")
        return text


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.area: str | None = None
        self.choice: str | None = None
        self.alert = False
        self.place = ""
        self.alerts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if given.get("role") == "alert" or given.get("class") == "mistake":
            self.alert = True
            field, below, _number = given.get("id", "").removeprefix("id_").rpartition("_error")
            self.place = f"{field}: " if below else ""
        if tag == "form":
            self.form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self.form)
        elif self.form is not None and "disabled" not in given:
            self._read(self.form, tag, given)

    def _read(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "input" and name:
            kind = given.get("type", "text")
            one = form.fields.setdefault(name, Field(kind))
            if kind in ("checkbox", "radio"):
                one.choices.append(given.get("value", "on"))
                if "checked" in given:
                    one.values.append(one.choices[-1])
            elif kind not in ("file", "submit"):
                one.values = [given.get("value", "")]
        elif tag == "textarea" and name:
            form.fields[name] = Field("textarea", [""])
            self.area = name
        elif tag == "select" and name:
            form.fields[name] = Field("several" if "multiple" in given else "select")
            self.choice = name
        elif tag == "option" and self.choice:
            one = form.fields[self.choice]
            one.choices.append(given.get("value", ""))
            if one.kind == "several":
                one.values += [one.choices[-1]] if "selected" in given else []
            elif "selected" in given or not one.values:
                one.values = [one.choices[-1]]
        elif tag == "button" and name:
            form.fields.setdefault(name, Field("radio")).choices.append(given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.area and self.form is not None:
            one = self.form.fields[self.area]
            one.values = [(one.values[0] + data).removeprefix("\n")]
        if self.alert and data.strip():
            self.alerts.append(self.place + data.strip())

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "textarea":
            self.area = None
        elif tag == "select":
            self.choice = None
        self.alert = self.alert and tag not in ("p", "div", "li", "section")


@dataclass
class Page:
    """What a page offers, and what it objects to: below a field with its name in front."""

    url: str
    forms: list[Form]
    alerts: list[str]

    def form(self, action: str = "", having: str = "") -> Form:
        """The form that goes to this address, or that has this field. Raises ``NotOffered``."""
        for one in self._posted():
            if (one.action.endswith(action) if action else one.action in ("", self.url)) and (
                not having or having in one.fields
            ):
                return one
        raise NotOffered(f"{self.url} offers no form {action or having}: {[one.action for one in self._posted()]}")

    def _posted(self) -> Iterator[Form]:
        return (one for one in self.forms if one.method == "post")


def read(url: str, text: str) -> Page:
    """Read a page."""
    reader = _Reader()
    reader.feed(text)
    return Page(url.partition("?")[0], reader.forms, reader.alerts)
