"""The tables of oversight, by noun."""

from gensui.oversight.models.award import Award, Effect, Idea, Share, Vote
from gensui.oversight.models.inspection import Inspection, Item, Judgement, Picture, Severity
from gensui.oversight.models.pay import Deduction, LegalBasis, MinimumWage, PayTerms
from gensui.oversight.models.rectification import Pattern, Rectification, Reply
from gensui.oversight.models.sanction import Appeal, Breach, Sanction

__all__ = [
    "Appeal", "Award", "Breach", "Deduction", "Effect", "Idea", "Inspection", "Item", "Judgement",
    "LegalBasis", "MinimumWage", "Pattern", "PayTerms", "Picture", "Rectification", "Reply",
    "Sanction", "Severity", "Share", "Vote",
]  # fmt: skip
