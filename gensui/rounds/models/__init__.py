"""Where rounds go, what is planned, what was done, what is announced and reported."""

from gensui.rounds.models.places import Point
from gensui.rounds.models.plans import Plan, Sort, Stop
from gensui.rounds.models.proofs import Finding, Photo, Scan, Sent
from gensui.rounds.models.reports import Announcement, Report
from gensui.rounds.models.walks import Round

__all__ = ["Announcement", "Finding", "Photo", "Plan", "Point", "Report", "Round", "Scan", "Sent", "Sort", "Stop"]
