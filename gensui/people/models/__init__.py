"""Tables of people and places."""

from gensui.people.models.accounts import Attempts, OneTimeCode, User
from gensui.people.models.key_marks import KeyMark
from gensui.people.models.places import Area, Building, Site, Unit
from gensui.people.models.residents import Household, Resident
from gensui.people.models.staff import Absence, AccessToken, Department, Duty, Employee, Post, Shift

__all__ = [
    "Absence", "AccessToken", "Area", "Attempts", "Building", "Department", "Duty", "Employee", "Household", "KeyMark",
    "OneTimeCode", "Post", "Resident", "Shift", "Site", "Unit", "User",
]  # fmt: skip
