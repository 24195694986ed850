"""The policy as frozen values (``values``), read from TOML (``reading``) and checked whole at the door."""

from gensui.core.policy.index import narrowed
from gensui.core.policy.mistakes import BadPolicy, Mistake
from gensui.core.policy.reading import read_policy
from gensui.core.policy.values import LANGUAGES, Clause, Policy, Rule, Setting, Texts, UnknownVersion

__all__ = [
    "LANGUAGES",
    "BadPolicy",
    "Clause",
    "Mistake",
    "Policy",
    "Rule",
    "Setting",
    "Texts",
    "UnknownVersion",
    "narrowed",
    "read_policy",
]
