"""Forms of the plan, the work and its record."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gensui.cases import plans, warranty
from gensui.cases.actions.priced import MOST, Line, Plan, check_prices
from gensui.cases.models import Attachment, Complexity, PauseReason, PriceItem, Quote, QuoteLine
from gensui.cases.pictures import Picture
from gensui.core.plain import says_something
from gensui.core.refusal import Refusal
from gensui.desk.forms import others
from gensui.desk.forms.base import ActForm, chips, text
from gensui.desk.forms.others import OtherParts
from gensui.ui.forms import WordsField
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


class PlanForm(OtherParts, OfPlan):
    """What was found, what is to be done, and what it costs, from the price list. The last version is the start of the next."""

    findings = text(_("What was found"), rows=2)
    cause = text(_("Why"), rows=2)
    plan = text(_("What is to be done"), rows=2)
    payer = chips(_("Who pays"), Quote.Payer.choices)
    free = forms.BooleanField(
        label=_("Free of charge"), required=False, help_text=_("Where the owner would pay, but nothing is charged.")
    )
    complexity = chips(_("General or complex"), Complexity.choices)
    eta_at = MomentField(label=_("Done by, if complex"), required=False)
    impact = text(_("What the owner should know"), required=False, rows=2)
    explained = chips(_("Explained to the owner"), [("", _("Not yet")), *Quote.SPOKEN], required=False, initial="")
    photos = PicturesField(label=_("Photos before the work"), required=False)
    shows_note = False

    def quote(self) -> Quote | None:
        """The last plan, of this round or of the one before."""
        return self.case.quotes.prefetch_related("lines").order_by("-round", "-version").first()

    def first_values(self) -> dict[str, Any]:
        """The last version is the start of the next; done again, work begins with the plan that did not satisfy."""
        self.last = last = self.quote()
        self.others: list[QuoteLine] = []
        if last is None:
            return {
                "complexity": self.case.complexity or "general",
                "payer": self._payer(),
            }
        kept = {name: getattr(last, name) for name in ("findings", "cause", "plan", "payer", "complexity", "impact")}
        if last.round != self.case.round:
            kept["payer"] = self._payer()
        kept["free"] = last.payer == Quote.Payer.OWNER and not last.lines.all()
        kept["eta_at"] = last.eta_at if last.eta_at and last.eta_at > self.at else None
        lines = list(last.lines.all())
        self.others = [line for line in lines if line.item_id is None]
        for row, line in enumerate(line for line in lines if line.item_id is not None):
            kept |= {f"item{row}": line.item_id, f"quantity{row}": line.quantity, f"price{row}": line.unit_price}
        return kept | others.first_values(self.others)

    def _payer(self) -> str:
        """Work that failed again, in another round or within its warranty, is free. Who pays else is asked: whoever surveyed it
        knows whose fault and whose part it is.
        """
        return Quote.Payer.WARRANTY if self.case.round > 1 or warranty.under_warranty(self.case, self.at) else ""

    def prepare(self) -> None:
        of_last = len(self.last.lines.all()) if self.last else 0
        self.row_numbers = range(max(ROWS, of_last + SPARE))
        items = PriceItem.objects.filter(retired_at=None).order_by("kind", "key")
        choices = [("", "—"), *((one.pk, f"{one} {one.specification} ¥{one.price}/{one.unit}") for one in items)]
        self.prices = {one.pk: str(one.price) for one in items}
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
        self.add_others(len(self.others))

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
        return lines + [Line(name, PriceItem.Kind.MATERIAL, count, price) for name, count, price in self.other_parts()]

    def clean(self) -> None:
        """Each row and all of them together cost no more than can be kept."""
        super().clean()
        if self.errors:
            return
        lines = self._lines()
        total = sum((line.amount for line in lines), Decimal())
        if total > MOST:
            dearest = max(lines, key=lambda line: line.amount)
            sentence = _("In all this is ¥{total}; a plan costs at most ¥{most}.")
            self.add_error(self._field_of(dearest), str(sentence).format(total=f"{total:,}", most=f"{MOST:,}"))
            return
        try:
            check_prices(self.given()["plan"])
        except Refusal as refusal:
            self.add_error("free", refusal.sentence)

    def _field_of(self, line: Line) -> str:
        """Where the quantity of this line was typed."""
        said = self.cleaned_data
        if line.item is None:
            return next(f"othercount{row}" for row in self.other_numbers if said[f"other{row}"].strip() == line.name)
        return next(f"quantity{row}" for row in self.row_numbers if said[f"item{row}"] == line.item.pk)

    def pictures(self) -> list[tuple[str, bytes]]:
        return [(Attachment.Kind.BEFORE, content) for content in self.cleaned_data["photos"]]

    def given(self) -> Mapping[str, Any]:
        said = self.cleaned_data
        names = ("findings", "cause", "plan", "payer", "complexity", "impact", "explained", "free")
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

    how = chips(_("How"), Quote.SPOKEN)

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

    by = WordsField(label=_("Who asks"), max_length=80)
    wish = text(_("What should be different"), rows=2)
    shows_note = False

    def first_values(self) -> dict[str, Any]:
        return {"by": self.case.requester_name}

    def given(self) -> Mapping[str, Any]:
        return {"by": self.cleaned_data["by"], "wish": self.cleaned_data["wish"]}


class DeclineForm(OfPlan):
    """Who declines, and why."""

    by = WordsField(label=_("Who declines"), max_length=80)
    reason = text(_("Why"), rows=2)
    shows_note = False

    def first_values(self) -> dict[str, Any]:
        return {"by": self.case.requester_name}

    def given(self) -> Mapping[str, Any]:
        return {"by": self.cleaned_data["by"], "reason": self.cleaned_data["reason"]}


UNTIL = _("Left empty: until it has to be looked at again. The owner hears the reason and the day.")


class PauseForm(ActForm):
    """Why work waits, for which parts, and until when."""

    reason = chips(_("Why"), PauseReason.choices)
    missing = WordsField(
        label=_("Which parts are missing"),
        required=False,
        max_length=120,
        help_text=_("Only where it waits for parts, which stops no clock. The owner reads it."),
    )
    until = MomentField(label=_("Until"), required=False, help_text=UNTIL)

    def prepare(self) -> None:
        """Offer to wait for consent only where somebody is asked for it."""
        if not plans.is_answerable(self.case):
            reason: Any = self.fields["reason"]
            reason.widget.choices = [one for one in PauseReason.choices if one[0] != PauseReason.OWNER_CONSENT]

    def clean(self) -> None:
        """A wait for parts names them."""
        super().clean()
        said = self.cleaned_data
        if said.get("reason") == PauseReason.PARTS and "missing" in said and not says_something(said["missing"]):
            self.add_error("missing", _("Say which parts are missing, such as “angle valve”."))

    def given(self) -> Mapping[str, Any]:
        said = self.cleaned_data
        return {"reason": said["reason"], "parts": said["missing"], "until": said["until"]}


class UntilForm(ActForm):
    """Until when."""

    until = MomentField(label=_("Until"), required=False, help_text=UNTIL)

    def given(self) -> Mapping[str, Any]:
        return {"until": self.cleaned_data["until"]}


class EtaForm(ActForm):
    """Another time, and why."""

    eta_at = MomentField(label=_("New time"))
    reason = text(_("Why"), rows=2, help_text=_("The owner reads it."))
    shows_note = False

    def given(self) -> Mapping[str, Any]:
        return {"eta_at": self.cleaned_data["eta_at"], "reason": self.cleaned_data["reason"]}
