"""A company amends figures of its policy."""

import re
from datetime import datetime, timedelta

from gensui.ledger import policies
from gensui.policies import files


def texts(**figures: str) -> dict[str, str]:
    """The standard policy as its next version, with these figures as they stand in TOML."""
    found = files.standard()
    found["00-policy.toml"] = found["00-policy.toml"].replace("2026.11", "2026.12")
    for name, value in figures.items():
        settings, count = re.subn(rf'\b{name} = ("[^"]*"|\d+)', f"{name} = {value}", found["01-settings.toml"])
        assert count == 1, name
        found["01-settings.toml"] = settings
    return found


def amended(at: datetime, **figures: str) -> None:
    """It is in force a second after ``at``."""
    policies.adopt(files=texts(**figures), actor="operator", starts_at=at + timedelta(seconds=1), at=at)
