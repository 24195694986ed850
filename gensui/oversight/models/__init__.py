"""The tables of oversight, by noun."""

from gensui.oversight.models.award import Award, Effect, Idea, Share, Vote
from gensui.oversight.models.inspection import Inspection, Item, Judgement, Picture, Severity
from gensui.oversight.models.leaving import Leaving
from gensui.oversight.models.pay import Deduction, LegalBasis, MinimumWage, PayTerms
from gensui.oversight.models.rectification import Pattern, Rectification, Reply
from gensui.oversight.models.sanction import Appeal, Breach, Enclosure, Sanction
from gensui.oversight.models.sheet import Counting, Dispute, Figure, Month, MonthSheet, Remark, ScoreLine
from gensui.oversight.models.sheet_appeal import SheetAppeal
from gensui.oversight.models.survey import Survey, SurveyAnswer
from gensui.oversight.models.talk import Talk
from gensui.oversight.models.team import Team

__all__ = [
    "Appeal", "Award", "Breach", "Counting", "Deduction", "Dispute", "Effect", "Enclosure", "Figure", "Idea", "Inspection",
    "Item", "Judgement", "Leaving", "LegalBasis", "MinimumWage", "Month", "MonthSheet", "Pattern", "PayTerms", "Picture",
    "Rectification", "Remark", "Reply", "Sanction", "ScoreLine", "Severity", "Share", "SheetAppeal", "Survey",
    "SurveyAnswer", "Talk", "Team", "Vote",
]  # fmt: skip
