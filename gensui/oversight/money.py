"""Fen as people write them, and back. Never a float in between."""

from decimal import Decimal, InvalidOperation


def yuan(fen: int) -> str:
    """So many fen as yuan, with both places: 120.00."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{rest:02d}"


def fen(text: str) -> int:
    """Yuan as they were typed, as fen. Refuses what is no amount of money (``ValueError``)."""
    try:
        amount = Decimal(text.strip().replace(",", "").removeprefix("¥")) * 100
    except InvalidOperation:
        raise ValueError(text) from None
    if not amount.is_finite() or amount != amount.to_integral_value() or not 0 <= amount <= 10**11:
        raise ValueError(text)
    return int(amount)
