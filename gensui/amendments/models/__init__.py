"""Tables of the policy's own life: drafts, what staff said to them, and studies of what they would change."""

from gensui.amendments.models.draft import Comment, Draft, DraftQuerySet
from gensui.amendments.models.study import Study

__all__ = ["Comment", "Draft", "DraftQuerySet", "Study"]
