"""The handling record (F03): what was done, the parts that were put in, the consumables, the cost."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gensui.cases import charging, listed, plans
from gensui.cases.actions.priced import MOST
from gensui.cases.actions.work import Handling, Part
from gensui.cases.models import Attachment, HandlingRecord, PriceItem, QuoteLine
from gensui.cases.work_refusals import NotDone, NotUsed
from gensui.desk.forms import others
from gensui.desk.forms.base import ActForm, chips, text
from gensui.desk.forms.others import OtherParts
from gensui.desk.forms.work import shown
from gensui.ui.pictures import PicturesField

PARTS = 4


class OfRecord(ActForm):
    """What of the handling record (F03) is told when the work is done, or later: it is complete before it is reported."""

    process = text(_("What was done"), required=False)
    materials = text(
        _("Consumables used"),
        required=False,
        rows=2,
        help_text=_(
            "Only what has no price of its own, such as tape or screws: what is written here counts as no part."
        ),
    )
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
        words = said.get("materials", "").strip()
        if words and said.get("cost") and not self.put_in() and not listed.part_in(words, ()):
            self._check_cost(said["cost"])

    def _check_cost(self, cost: Decimal) -> None:
        """Who names consumables alone has put in no part: none is charged."""
        plan = plans.agreed_plan(self.case)
        free = charging.unused(plan, HandlingRecord(), said=True)
        if plan is not None and free and cost > plan.total - free:
            self.add_error("cost", NotUsed(cost, plan.total - free).sentence)

    def put_in(self) -> bool:
        """Whether a part is named as put in."""
        return bool(self.parts())

    def parts(self) -> list[Part]:
        """The parts that were put in."""
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

    def put_in(self) -> bool:
        return self.case.records.filter(round=self.case.round).exclude(parts="").exists()

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


class CompleteForm(OtherParts, OfRecord):
    """The handling record (F03) when the work is done."""

    result = chips(_("Result"), [one for one in HandlingRecord.Result.choices if one[0] in HandlingRecord.DONE])
    cause = text(_("Cause"), required=False, rows=2)
    tested = forms.BooleanField(label=_("Tried, and it works"), required=False)
    site_cleaned = forms.BooleanField(label=_("The place is clean"), required=False)
    photos = PicturesField(label=_("Photos after the work"))
    late_reason = text(_("If late, why"), required=False, rows=2)

    def first_values(self) -> dict[str, Any]:
        plan = plans.agreed_plan(self.case)
        self.others: list[QuoteLine] = []
        if plan is None:
            return {}
        known = {"cause": plan.cause, "process": plan.plan, "cost": plan.total or None}
        lines = [line for line in plan.lines.all() if line.kind == PriceItem.Kind.MATERIAL]
        self.others = [line for line in lines if line.item_id is None]
        for row, line in enumerate([line for line in lines if line.item_id is not None][:PARTS]):
            known |= {f"part{row}": line.item_id, f"used{row}": line.quantity}
        return known | others.first_values(self.others)

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

        self.add_others(len(self.others))

        rows = [name for row in range(PARTS) for name in (f"part{row}", f"used{row}")]
        rows += self.other_names()
        self.order_fields(["process", "result", "cause", *rows, "materials", "no_materials", "labour_minutes", "cost"])

    def part_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The parts as rows of fields."""
        return [(self[f"part{row}"], self[f"used{row}"]) for row in range(PARTS)]

    def parts(self) -> list[Part]:
        said = self.cleaned_data
        chosen = [(said.get(f"part{row}"), said.get(f"used{row}")) for row in range(PARTS)]
        items = PriceItem.objects.in_bulk([key for key, _quantity in chosen if key])
        listed = [Part(items[key], quantity or Decimal(1)) for key, quantity in chosen if key]
        return listed + [Part(None, quantity, name, price) for name, quantity, price in self.other_parts()]

    def pictures(self) -> list[tuple[str, bytes]]:
        return [(Attachment.Kind.AFTER, content) for content in self.cleaned_data["photos"]]

    def given(self) -> Mapping[str, Any]:
        said = self.cleaned_data
        more = {name: said[name] for name in ("result", "cause", "tested", "site_cleaned", "late_reason")}
        return {
            "handling_record": Handling(**super().given(), **more, parts=self.parts()),
            "photo": shown(said["photos"]),
        }
