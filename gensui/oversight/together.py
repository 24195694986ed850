"""What several people are counted by together: a fact that two of them share counts once.

Handler and follower share an evaluation, whoever sends a request on again its order, those whom a complaint concerns the
complaint, and all who held it a step of a case. Errors (K23) of one person are counted the same way.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from fractions import Fraction

from gensui.core.scoring import Tally
from gensui.oversight import happenings, promises
from gensui.oversight.promises import Handled
from gensui.oversight.scope import Found, Scope

SHARED = ("K05", "K19")
"""Of which two people may have the same fact."""
FIRST = ("failed", "half", "kept", "left_out")
"""What of a shared fact prevails, where it says one thing of one person and another of the other."""


def _known(scope: Scope, indicator: str) -> dict[str, list[Found]]:
    """What single events tell by an indicator, by person; read once, as many figures rest on it."""
    name = f"told by {indicator}"
    if name not in scope.read:
        found: dict[str, list[Found]] = defaultdict(list)
        for one in happenings.found(scope, indicator):
            found[one.who].append(one)
        scope.read[name] = dict(found)
    known: dict[str, list[Found]] = scope.read[name]
    return known


def told(scope: Scope, indicator: str, whose: Collection[str], weighed: Collection[str] = ()) -> list[Found]:
    """What single events tell of these people by an indicator, each fact once. Of errors (K23), orders that came back, items that
    did not pass, and complaints found justified: not what weighs by itself among the indicators named.
    """
    if indicator != "K23":
        return _once(scope, indicator, whose)
    returned = [] if "K05" in weighed else _once(scope, "K05", whose)
    unsound = [] if "K30" in weighed else _once(scope, "K30", whose)
    every = (*returned, *unsound, *_once(scope, "K23", whose))
    return [one for one in every if one.verdict in ("failed", "left_out")]


def _once(scope: Scope, indicator: str, whose: Collection[str]) -> list[Found]:
    known = _known(scope, indicator)
    every = [one for who in whose for one in known.get(who, ())]
    every.sort(key=lambda one: (FIRST.index(one.verdict), one.at, one.stream, one.number, one.who))
    first: dict[object, str] = {}
    return [one for one in every if first.setdefault(_shared(one, indicator), one.who) == one.who]


def _shared(one: Found, indicator: str) -> object:
    """By what two facts are the same: two orders of a request by the request."""
    return one.stream if indicator == "K05" else one.key


@dataclass(frozen=True, slots=True)
class Together:
    """The tallies of some people together: of each person's own (``tallies``), of what they share, and of what they handled."""

    scope: Scope
    handled: Handled
    tallies: dict[str, dict[str, Tally]]
    elsewhere: dict[frozenset[str], frozenset[str]] = field(default_factory=dict)

    def of(self, whose: Collection[str], weighed: Collection[str] = ()) -> dict[str, Tally]:
        """By indicator. Errors are told without what weighs by itself among the indicators named."""
        found: dict[str, Tally] = {}
        for who in whose:
            for key, tally in self.tallies.get(who, {}).items():
                if key not in (*SHARED, "K23"):
                    found[key] = found.get(key, Tally()) + tally
        for key in SHARED:
            facts = told(self.scope, key, whose)
            found[key] = sum((happenings.tally(self.scope, one) for one in facts), Tally())
        found["K23"] = self.errors(whose, weighed)
        return {key: tally for key, tally in found.items() if tally != Tally()}

    def errors(self, whose: Collection[str], weighed: Collection[str]) -> Tally:
        """K23: each error once for each case and step, of the promises handled; without what weighs by itself among these."""
        left = self._weighing(frozenset(weighed))
        had = (
            count for who in whose for clause, count in self.handled.promises.get(who, {}).items() if clause not in left
        )
        steps = {step for who in whose for step in self.handled.failed.get(who, ()) if step[0] not in left}
        beside = told(self.scope, "K23", whose, weighed)
        wrong = sum(1 for one in beside if one.verdict == "failed")
        return Tally(Fraction(len(steps) + wrong), sum(had), waived=len(beside) - wrong)

    def _weighing(self, weighed: frozenset[str]) -> frozenset[str]:
        if weighed not in self.elsewhere:
            self.elsewhere[weighed] = promises.weighing_elsewhere(self.scope.policy, weighed)
        return self.elsewhere[weighed]
