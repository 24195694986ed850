"""Tables of a request's life. Texts of people stand here, never in the ledger; both name the case ``case:2026-001234``."""

from gensui.cases.models.case import Case, CaseQuerySet, Handover
from gensui.cases.models.catalogue import Category, PriceItem
from gensui.cases.models.choices import Channel, Complexity, PauseReason, Priority, RequestType, State, spoken
from gensui.cases.models.line import Attachment, Draft, KeptPicture, Message, Note, PhoneCall, SavedFilter
from gensui.cases.models.mailbox import Letter, Mailbox
from gensui.cases.models.outcome import Complaint, Coordination, Evaluation, HandlingRecord, ReturnVisit
from gensui.cases.models.plan import Quote, QuoteLine

__all__ = [
    "Attachment", "Case", "CaseQuerySet", "Category", "Channel", "Complaint", "Complexity", "Coordination",
    "Draft", "Evaluation", "HandlingRecord", "Handover", "KeptPicture", "Letter", "Mailbox", "Message", "Note", "PauseReason",
    "PhoneCall", "PriceItem", "Priority", "Quote", "QuoteLine", "RequestType", "ReturnVisit", "SavedFilter", "State", "spoken",
]  # fmt: skip
