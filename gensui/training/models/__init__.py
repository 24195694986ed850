"""Courses, sessions of them with who sat in, tests, certificates; and who signed which version of the policy."""

from gensui.training.models.course import TONGUES, Course, Kind, spoken
from gensui.training.models.session import Attempt, Correction, HalfDay, Seat, Session, SignIn
from gensui.training.models.signing import SignOff

__all__ = [
    "TONGUES", "Attempt", "Correction", "Course", "HalfDay", "Kind", "Seat", "Session", "SignIn", "SignOff", "spoken",
]  # fmt: skip
