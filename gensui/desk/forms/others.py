"""Parts that stand in no price list: each by name, quantity and price."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gensui.cases.models import QuoteLine
from gensui.core.plain import says_something
from gensui.desk.forms.base import ActForm

ROWS = 2
"""Empty rows below those that were there before."""


def first_values(lines: Iterable[QuoteLine]) -> dict[str, Any]:
    """Those of a plan, as they stand in the form."""
    known: dict[str, Any] = {}
    for row, line in enumerate(lines):
        known |= {f"other{row}": line.name, f"othercount{row}": line.quantity, f"otherprice{row}": line.unit_price}
    return known


class OtherParts(ActForm):
    """A form with rows for them."""

    other_numbers: range = range(0)

    def add_others(self, before: int) -> None:
        """The rows of those that were there before, and empty ones."""
        self.other_numbers = range(before + ROWS)
        for row in self.other_numbers:
            self.fields[f"other{row}"] = forms.CharField(label=_("Other part"), required=False, max_length=120)
            self.fields[f"othercount{row}"] = forms.DecimalField(
                label=_("Quantity"),
                required=False,
                min_value=Decimal("0.01"),
                max_value=Decimal(9999),
                decimal_places=2,
            )
            self.fields[f"otherprice{row}"] = forms.DecimalField(
                label=_("Price"), required=False, min_value=Decimal(0), max_value=Decimal(99_999), decimal_places=2
            )

    def other_names(self) -> list[str]:
        """The names of the fields, row by row."""
        return [f"{name}{row}" for row in self.other_numbers for name in ("other", "othercount", "otherprice")]

    def other_rows(self) -> list[tuple[forms.BoundField, ...]]:
        """The rows of fields."""
        return [(self[f"other{row}"], self[f"othercount{row}"], self[f"otherprice{row}"]) for row in self.other_numbers]

    def other_parts(self) -> list[tuple[str, Decimal, Decimal]]:
        """Name, quantity and price of each that was named."""
        said = self.cleaned_data
        return [
            (
                said[f"other{row}"].strip(),
                said.get(f"othercount{row}") or Decimal(1),
                said.get(f"otherprice{row}") or Decimal(),
            )
            for row in self.other_numbers
            if says_something(said.get(f"other{row}", ""))
        ]

    def clean(self) -> None:
        """A name comes with its price, and a price with its name."""
        for row in self.other_numbers:
            said = self.cleaned_data
            named, priced = says_something(said.get(f"other{row}", "")), said.get(f"otherprice{row}")
            if named and priced is None and f"otherprice{row}" not in self.errors:
                self.add_error(f"otherprice{row}", _("Say what one costs."))
            if not named and (priced is not None or said.get(f"othercount{row}") is not None):
                self.add_error(f"other{row}", _("Say which part this is."))
        super().clean()
