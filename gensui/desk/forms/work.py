"""Forms of the plan, the work and its record."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gensui.cases import plans, warranty
from gensui.cases.actions.plan import MOST, Line, Plan
from gensui.cases.actions.work import Handling, Part
from gensui.cases.models import Attachment, Complexity, HandlingRecord, PauseReason, PriceItem, Quote
from gensui.cases.pictures import Picture
from gensui.cases.work_refusals import NotDone
from gensui.desk.forms.base import ActForm, chips, text
from gensui.ui.moments import MomentField
from gensui.ui.pictures import PicturesField

ROWS = 5
SPARE = 2
"""Empty rows below those of the last plan."""


class OfPlan(ActForm):
    """A form about the newest plan of the round, which is shown above it."""

    def quote(self) -> Quote | None:
        return self.case.quotes.filter(round=self.case.round).prefetch_related("lines").order_by("-version").first()


def shown(photos: Sequence[Picture]) -> str:
    """What the log calls the first of these pictures, as it does when the picture is kept; the empty text, without any."""
    return photos[0].digest[:12] if photos else ""


class PlanForm(OfPlan):
    """What was found, what is to be done, and what it costs, from the price list. The last version is the start of the next."""

    findings = text(_("What was found"), rows=2)
    cause = text(_("Why"), rows=2)
    plan = text(_("What is to be done"), rows=2)
    payer = chips(_("Who pays"), Quote.Payer.choices)
    complexity = chips(_("General or complex"), Complexity.choices)
    eta_at = MomentField(label=_("Done by, if complex"), required=False)
    impact = text(_("What the owner should know"), required=False, rows=2)
    explained = chips(
        _("Explained to the owner"), [("", _("Not yet")), *Quote.Explained.choices], required=False, initial=""
    )
    photos = PicturesField(label=_("Photos before the work"), required=False)
    shows_note = False

    def quote(self) -> Quote | None:
        """The last plan, of this round or of the one before."""
        return self.case.quotes.prefetch_related("lines").order_by("-round", "-version").first()

    def first_values(self) -> dict[str, Any]:
        """The last version is the start of the next; done again, work begins with the plan that did not satisfy."""
        self.last = last = self.quote()
        if last is None:
            return {
                "complexity": self.case.complexity or "general",
                "payer": self._payer(),
            }
        kept = {name: getattr(last, name) for name in ("findings", "cause", "plan", "payer", "complexity", "impact")}
        if last.round != self.case.round:
            kept["payer"] = self._payer()
        kept["eta_at"] = last.eta_at if last.eta_at and last.eta_at > self.at else None
        for row, line in enumerate(last.lines.all()):
            kept |= {f"item{row}": line.item_id, f"quantity{row}": line.quantity, f"price{row}": line.unit_price}
        return kept

    def _payer(self) -> str:
        """Work that failed again, in another round or within its warranty, is free; in a home the owner pays else, on public ground
        the company.
        """
        if self.case.round > 1 or warranty.under_warranty(self.case, self.at):
            return Quote.Payer.WARRANTY
        return Quote.Payer.OWNER if self.case.unit_id else Quote.Payer.COMPANY

    def prepare(self) -> None:
        of_last = len(self.last.lines.all()) if self.last else 0
        self.row_numbers = range(max(ROWS, of_last + SPARE))
        items = PriceItem.objects.filter(retired_at=None).order_by("kind", "key")
        choices = [("", "—"), *((one.pk, f"{one} {one.specification} ¥{one.price}/{one.unit}") for one in items)]
        for row in self.row_numbers:
            self.fields[f"item{row}"] = forms.ChoiceField(label=_("Item"), choices=choices, required=False)
            self.fields[f"quantity{row}"] = forms.DecimalField(
                label=_("Quantity"),
                required=False,
                min_value=Decimal("0.01"),
                max_value=Decimal(9999),
                decimal_places=2,
            )
            self.fields[f"price{row}"] = forms.DecimalField(
                label=_("Price"), required=False, min_value=Decimal(0), max_value=Decimal(99_999), decimal_places=2
            )

    def rows(self) -> list[tuple[forms.BoundField, ...]]:
        """The lines of the price list, as rows of fields."""
        return [(self[f"item{row}"], self[f"quantity{row}"], self[f"price{row}"]) for row in self.row_numbers]

    def _lines(self) -> list[Line]:
        chosen = {self.cleaned_data[f"item{row}"] for row in self.row_numbers} - {""}
        items = PriceItem.objects.in_bulk(chosen)
        lines = []
        for row in self.row_numbers:
            item = items.get(self.cleaned_data[f"item{row}"])
            if item is not None:
                quantity = self.cleaned_data[f"quantity{row}"] or Decimal(1)
                price = self.cleaned_data[f"price{row}"]
                changed = item.pk != self.initial.get(f"item{row}", item.pk)
                if price is None or (changed and price == self.initial.get(f"price{row}")):
                    price = item.price  # the price that stood there was that of another item
                lines.append(Line(str(item), item.kind, quantity, price, item, item.specification, item.unit))
        return lines

    def clean(self) -> None:
        """Each row and all of them together cost no more than can be kept."""
        super().clean()
        if self.errors:
            return
        lines = self._lines()
        total = sum((line.amount for line in lines), Decimal())
        if total > MOST:
            dearest = max(lines, key=lambda line: line.amount)
            row = next(
                row
                for row in self.row_numbers
                if self.cleaned_data[f"item{row}"] == (dearest.item.pk if dearest.item else "")
            )
            sentence = _("In all this is ¥{total}; a plan costs at most ¥{most}.")
            self.add_error(f"quantity{row}", str(sentence).format(total=f"{total:,}", most=f"{MOST:,}"))

    def pictures(self) -> list[tuple[str, bytes]]:
        return [(Attachment.Kind.BEFORE, content) for content in self.cleaned_data["photos"]]

    def given(self) -> Mapping[str, Any]:
        said = self.cleaned_data
        names = ("findings", "cause", "plan", "payer", "complexity", "impact", "explained")
        eta = said["eta_at"] if said["complexity"] == "complex" else None
        return {"plan": Plan(**{name: said[name] for name in names}, eta_at=eta, lines=self._lines())}


class CostForm(ActForm):
    """Who bears the cost of emergency work whose plan the owner refused, and why."""

    BEARERS = (Quote.Payer.COMPANY, Quote.Payer.FUND, Quote.Payer.OWNER)

    bearer = chips(_("Who bears the cost"), [(one.value, one.label) for one in BEARERS])
    reason = text(_("Why"), rows=2, help_text=_("The owner reads it."))
    shows_note = False

    def quote(self) -> Quote | None:
        return plans.undecided(self.case)

    def given(self) -> Mapping[str, Any]:
        return {"bearer": self.cleaned_data["bearer"], "reason": self.cleaned_data["reason"]}


class ExplainedForm(OfPlan):
    """How the plan was explained."""

    how = chips(_("How"), Quote.Explained.choices)

    def given(self) -> Mapping[str, Any]:
        return {"how": self.cleaned_data["how"]}


class PartsForm(ActForm):
    """Which part has to be replaced, and why."""

    reason = text(_("Which part, and why"), rows=2)
    shows_note = False

    def given(self) -> Mapping[str, Any]:
        return {"reason": self.cleaned_data["reason"]}


class ChangesForm(OfPlan):
    """What the owner wants to be different."""

    by = forms.CharField(label=_("Who asks"), max_length=80)
    wish = text(_("What should be different"), rows=2)
    shows_note = False

    def first_values(self) -> dict[str, Any]:
        return {"by": self.case.requester_name}

    def given(self) -> Mapping[str, Any]:
        return {"by": self.cleaned_data["by"], "wish": self.cleaned_data["wish"]}


class DeclineForm(OfPlan):
    """Who declines, and why."""

    by = forms.CharField(label=_("Who declines"), max_length=80)
    reason = text(_("Why"), rows=2)
    shows_note = False

    def first_values(self) -> dict[str, Any]:
        return {"by": self.case.requester_name}

    def given(self) -> Mapping[str, Any]:
        return {"by": self.cleaned_data["by"], "reason": self.cleaned_data["reason"]}


class PauseForm(ActForm):
    """Why work waits, and until when."""

    reason = chips(_("Why"), PauseReason.choices)
    until = MomentField(label=_("Until"), required=False)

    def given(self) -> Mapping[str, Any]:
        return {"reason": self.cleaned_data["reason"], "until": self.cleaned_data["until"]}


class UntilForm(ActForm):
    """Until when."""

    until = MomentField(label=_("Until"), required=False)

    def given(self) -> Mapping[str, Any]:
        return {"until": self.cleaned_data["until"]}


class EtaForm(ActForm):
    """Another time, and why."""

    eta_at = MomentField(label=_("New time"))
    reason = text(_("Why"), rows=2)
    shows_note = False

    def given(self) -> Mapping[str, Any]:
        return {"eta_at": self.cleaned_data["eta_at"], "reason": self.cleaned_data["reason"]}


PARTS = 4


class OfRecord(ActForm):
    """What of the handling record (F03) is told when the work is done, or later: it is complete before it is reported."""

    process = text(_("What was done"), required=False)
    materials = text(_("Other materials used"), required=False, rows=2)
    no_materials = forms.BooleanField(label=_("No material was used"), required=False)
    labour_minutes = forms.IntegerField(label=_("Minutes of work"), required=False, min_value=1, max_value=100_000)
    cost = forms.DecimalField(label=_("Cost"), required=False, min_value=Decimal(0), max_value=MOST, decimal_places=2)
    shows_note = False

    def first_values(self) -> dict[str, Any]:
        record = self.case.records.filter(round=self.case.round).first()
        names = ("process", "materials", "no_materials", "labour_minutes", "cost")
        kept = {name: getattr(record, name) for name in names} if record is not None else {}
        return {name: value for name, value in kept.items() if value not in (0, None)}

    def clean(self) -> None:
        """Something was used, or nothing was; not both."""
        super().clean()
        said = self.cleaned_data
        if said.get("no_materials") and (said.get("materials", "").strip() or self.parts()):
            self.add_error("no_materials", _("Materials are named too. Take out one of the two."))

    def parts(self) -> list[Part]:
        """The parts of the price list that were put in."""
        return []

    def given(self) -> Mapping[str, Any]:
        said = self.cleaned_data
        kept = {name: said[name] for name in ("process", "materials", "no_materials", "cost")}
        return kept | {"labour_minutes": said["labour_minutes"] or 0}


class RecordForm(OfRecord):
    """The rest of the handling record: also that the place is clean, where that was not said when the work was done."""

    site_cleaned = forms.BooleanField(label=_("The place is clean"), required=False)
    photos = PicturesField(label=_("Photo of the clean place"), required=False)

    def prepare(self) -> None:
        if self.case.records.filter(round=self.case.round, site_cleaned=True).exists():
            del self.fields["site_cleaned"], self.fields["photos"]

    def clean(self) -> None:
        """A photograph shows that the place is clean."""
        super().clean()
        said = self.cleaned_data
        if said.get("site_cleaned") and not said.get("photos") and "photos" not in self.errors:
            self.add_error("photos", _("A photograph shows that the place is clean: add it."))

    def pictures(self) -> list[tuple[str, bytes]]:
        return [(Attachment.Kind.AFTER, content) for content in self.cleaned_data.get("photos", ())]

    def given(self) -> Mapping[str, Any]:
        said = self.cleaned_data
        return {**super().given(), "photo": shown(said["photos"]) if said.get("site_cleaned") else ""}


class CompleteForm(OfRecord):
    """The handling record (F03) when the work is done."""

    result = chips(_("Result"), [one for one in HandlingRecord.Result.choices if one[0] in HandlingRecord.DONE])
    cause = text(_("Cause"), required=False, rows=2)
    tested = forms.BooleanField(label=_("Tried, and it works"), required=False)
    site_cleaned = forms.BooleanField(label=_("The place is clean"), required=False)
    photos = PicturesField(label=_("Photos after the work"))
    late_reason = text(_("If late, why"), required=False, rows=2)

    def first_values(self) -> dict[str, Any]:
        plan = plans.agreed_plan(self.case)
        if plan is None:
            return {"result": "fixed"}
        known = {"result": "fixed", "cause": plan.cause, "process": plan.plan, "cost": plan.total or None}
        used = [line for line in plan.lines.all() if line.kind == PriceItem.Kind.MATERIAL and line.item_id]
        for row, line in enumerate(used[:PARTS]):
            known |= {f"part{row}": line.item_id, f"used{row}": line.quantity}
        return known

    def prepare(self) -> None:
        done: Any = self.fields["result"]
        done.help_text = done.error_messages["invalid_choice"] = NotDone().sentence
        items = PriceItem.objects.filter(retired_at=None, kind=PriceItem.Kind.MATERIAL).order_by("key")
        choices = [("", "—"), *((item.pk, f"{item} {item.specification}") for item in items)]
        for row in range(PARTS):
            self.fields[f"part{row}"] = forms.ChoiceField(label=_("Part put in"), choices=choices, required=False)
            self.fields[f"used{row}"] = forms.DecimalField(
                label=_("Quantity"),
                required=False,
                min_value=Decimal("0.01"),
                max_value=Decimal(9999),
                decimal_places=2,
            )

        rows = [name for row in range(PARTS) for name in (f"part{row}", f"used{row}")]
        self.order_fields(["process", "result", "cause", *rows, "materials", "no_materials", "labour_minutes", "cost"])

    def part_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The parts as rows of fields."""
        return [(self[f"part{row}"], self[f"used{row}"]) for row in range(PARTS)]

    def parts(self) -> list[Part]:
        said = self.cleaned_data
        chosen = [(said.get(f"part{row}"), said.get(f"used{row}")) for row in range(PARTS)]
        items = PriceItem.objects.in_bulk([key for key, _quantity in chosen if key])
        return [Part(items[key], quantity or Decimal(1)) for key, quantity in chosen if key]

    def pictures(self) -> list[tuple[str, bytes]]:
        return [(Attachment.Kind.AFTER, content) for content in self.cleaned_data["photos"]]

    def given(self) -> Mapping[str, Any]:
        said = self.cleaned_data
        more = {name: said[name] for name in ("result", "cause", "tested", "site_cleaned", "late_reason")}
        return {
            "handling_record": Handling(**super().given(), **more, parts=self.parts()),
            "photo": shown(said["photos"]),
        }
