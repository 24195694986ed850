"""Tables of supervision."""

from gensui.oversight.models.inspection import Inspection, Item, Judgement, Picture, Severity
from gensui.oversight.models.rectification import Pattern, Rectification, Reply

__all__ = ["Inspection", "Item", "Judgement", "Pattern", "Picture", "Rectification", "Reply", "Severity"]
