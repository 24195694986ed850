"""The tables of oversight, by noun."""

from gensui.oversight.models.award import Award, Effect, Idea, Share, Vote
from gensui.oversight.models.pay import Deduction, LegalBasis, MinimumWage, PayTerms
from gensui.oversight.models.sanction import Appeal, Breach, Sanction

__all__ = [
    "Appeal",
    "Award",
    "Breach",
    "Deduction",
    "Effect",
    "Idea",
    "LegalBasis",
    "MinimumWage",
    "PayTerms",
    "Sanction",
    "Share",
    "Vote",
]
