"""One form for a telephone number, however it was typed; and the form in which a list may show it."""

import re

import phonenumbers
from django.utils.translation import gettext as _

from gensui.core.refusal import Refusal

SEEN = 4
"""Digits at the end that stay readable where a number is masked."""


class BadPhone(Refusal):
    """This is no telephone number."""

    code = "bad_phone"

    def __init__(self, typed: str) -> None:
        super().__init__(
            _(
                "{typed} is not a telephone number. Write it like 139 1234 5678, or with + and the country's code."
            ).format(typed=repr(typed[:30]))
        )


def normal(typed: str, region: str = "CN") -> str:
    """The number as +86139…, whatever spaces and dashes it came with. Refuses what cannot be dialled (``BadPhone``)."""
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        raise BadPhone(typed) from None
    if not phonenumbers.is_possible_number(number):
        raise BadPhone(typed)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def readable(number: str) -> str:
    """The number as people read it, with the country's code only where it is abroad."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    home = parsed.country_code == 86
    form = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)


WRITTEN = re.compile(
    r"(?<![\dA-Za-z])(?:"
    r"\d{17}[\dXx]|\d{15}"  # of an identity card
    r"|(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}"  # of a mobile telephone
    r"|0\d{2,3}[ -]\d{7,8}"  # of a telephone in a house
    r")(?![\dA-Za-z])"
)
"""A number of a person, as people write it in a sentence."""


def without_numbers(text: str) -> str:
    """The text with the telephone numbers and numbers of identity cards that stand in it masked."""
    return WRITTEN.sub(lambda found: masked(found.group()[-SEEN:]), text)


def masked(tail: str) -> str:
    """A number of which only the last digits are told."""
    return f"••• •••• {tail}" if tail else ""
