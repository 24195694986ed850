"""Courses, sessions of them with who sat in, tests, certificates; and who signed which version of the policy."""

from gensui.training.models.course import Course
from gensui.training.models.session import Attempt, Correction, HalfDay, Seat, Session, SignIn
from gensui.training.models.signing import SignOff

__all__ = ["Attempt", "Correction", "Course", "HalfDay", "Seat", "Session", "SignIn", "SignOff"]
