"""What each post is judged by, and how much each indicator weighs: a hundred in all."""

from collections.abc import Mapping
from typing import Literal

Post = Literal["agent", "repairer", "guard", "cleaner", "gardener", "leader", "head", "administration"]
POSTS: tuple[Post, ...] = ("agent", "repairer", "guard", "cleaner", "gardener", "leader", "head", "administration")
LEADING: tuple[Post, ...] = ("leader", "head")
"""Who is judged by what a team did."""
MANDATORY = ("K03", "K15", "K19", "K23")
"""What stands on every sheet (5.2.2): it weighs where the post's weights say so, and is shown where not."""

WEIGHTS: Mapping[Post, Mapping[str, int]] = {
    "agent": {
        "K01": 10, "K03": 15, "K04": 10, "K05": 5, "K12": 10, "K13": 10, "K14": 5, "K17": 15, "K19": 15, "CALLS": 5,
    },
    "repairer": {
        "K06": 15, "K07": 15, "K08": 5, "K09": 10, "K10": 5, "K11": 10, "K19": 20, "K20": 10, "K23": 5, "K30": 5,
    },
    "guard": {"K11": 5, "K19": 15, "K23": 5, "K24": 15, "K25": 15, "K26": 15, "K27": 10, "K28": 5, "K30": 15},
    "cleaner": {"K07": 15, "K11": 10, "K19": 20, "K23": 5, "K29": 25, "K30": 25},
    "gardener": {"K07": 10, "K11": 10, "K19": 20, "K23": 5, "K30": 25, "K31": 30},
    "leader": {"TEAM": 50, "K15": 15, "K19": 15, "K30": 10, "K33": 10},
    "head": {"TEAM": 40, "K14": 10, "K15": 15, "K19": 10, "K22": 10, "K32": 5, "K33": 10},
    "administration": {"K19": 15, "K22": 15, "K32": 10, "K33": 25, "PLAN": 25, "APPEALS": 10},
}  # fmt: skip
"""A return visit is one fact, so that of the three indicators it stands in one weighs."""
