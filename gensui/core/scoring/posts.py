"""The posts that a month judges. By what, and how much each thing weighs, the policy says (``Policy.judged``)."""

from typing import Literal

Post = Literal["agent", "repairer", "guard", "cleaner", "gardener", "leader", "head", "administration", "personnel"]
POSTS: tuple[Post, ...] = (
    "agent",
    "repairer",
    "guard",
    "cleaner",
    "gardener",
    "leader",
    "head",
    "administration",
    "personnel",
)
LATER: tuple[Post, ...] = ("personnel",)
"""Of which a policy of an older release says nothing; the standard policy says it then."""
LEADING: tuple[Post, ...] = ("leader", "head")
"""Who is judged by what a team did."""
