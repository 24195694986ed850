"""Within what time one thing has to follow another, in the words of people: by the clauses of the policy in force."""

from datetime import datetime

from gensui.cases import queries as cases
from gensui.core.events import Event, company
from gensui.core.events.people import EmploymentStarted
from gensui.core.policy import Policy
from gensui.core.policy.sentences import in_words
from gensui.policies.spoken import spoken


def _within(policy: Policy, event: Event, at: datetime, until: str) -> str:
    """Empty where no clause says so."""
    found = policy.within(event, at, until)
    return spoken(in_words(found)) if found is not None else ""


def of_findings(at: datetime) -> dict[str, str]:
    """Until a finding is put right: a minor one and any other; until the notice goes out, and until the plan for a serious one."""
    policy = cases.policy_now(at)
    return {
        "minor": _within(policy, company.FindingRecorded(severity="minor"), at, "rectification.verified"),
        "other": _within(policy, company.FindingRecorded(severity="general"), at, "rectification.verified"),
        "notice": _within(policy, company.FindingRecorded(severity="general"), at, "rectification.issued"),
        "plan": _within(policy, company.RectificationIssued(severity="major"), at, "rectification.replied"),
    }


def of_patterns(at: datetime) -> str:
    """Until superiors hear of what keeps coming up."""
    return _within(cases.policy_now(at), company.PatternDetected(), at, "pattern.reported")


def of_induction(at: datetime) -> str:
    """Until somebody new has passed the induction."""
    return _within(cases.policy_now(at), EmploymentStarted(), at, "training.passed")
