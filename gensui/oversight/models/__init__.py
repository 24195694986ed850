"""Tables of oversight: the month's sheets."""

from gensui.oversight.models.sheet import Dispute, Figure, Month, MonthSheet, Remark, ScoreLine

__all__ = ["Dispute", "Figure", "Month", "MonthSheet", "Remark", "ScoreLine"]
