"""Which records an inspection looks at. Values in, values out: who knows seed and list can draw again and compare.

The algorithm, so that anybody can do it by hand: the rank of a record is the SHA-256 of seed, a line feed and the key, in
hexadecimal. The size is the share of the list, rounded up, but not below the least nor above the most. Each stratum gets its
part of the size by largest remainders; where remainders are equal, the stratum whose own rank is lower goes first. In each
stratum the lowest ranks are taken. What is always looked at comes on top, whether drawn or not.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

DRAWN = "drawn"


@dataclass(frozen=True, slots=True)
class Record:
    """Something that can be looked at: its key, and the group of which a part is drawn, as the agent who took it in."""

    key: str
    stratum: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """How many of a list are drawn: a share, at least so many, at most so many."""

    share: Fraction
    least: int
    most: int

    def size(self, population: int) -> int:
        """How many of so many; all of them where there are not more than the least."""
        wanted = -(-population * self.share.numerator // self.share.denominator)
        return min(population, max(self.least, min(self.most, wanted)))


@dataclass(frozen=True, slots=True)
class Chosen:
    """A record that is looked at, and why: ``drawn``, or a reason for which it always is."""

    key: str
    reasons: tuple[str, ...]


def rank(seed: str, key: str) -> str:
    """The place of a key in the order that this seed makes."""
    return hashlib.sha256(f"{seed}\n{key}".encode()).hexdigest()


def digest(records: Iterable[Record]) -> str:
    """What a list is known by, whatever its order."""
    lines = sorted(f"{record.key}\t{record.stratum}" for record in records)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def shares(seed: str, strata: Mapping[str, int], size: int) -> dict[str, int]:
    """How many of each stratum, in proportion to how large it is; together ``size``."""
    total = sum(strata.values())
    if not total:
        return dict.fromkeys(strata, 0)
    exact = {name: Fraction(size * count, total) for name, count in strata.items()}
    given = {name: int(part) for name, part in exact.items()}
    first = sorted(exact, key=lambda name: (given[name] - exact[name], rank(seed, name)))
    for name in first[: size - sum(given.values())]:
        given[name] += 1
    return given


def draw(seed: str, records: Iterable[Record], rule: Rule) -> list[str]:
    """The keys that are drawn, in the order of their ranks. The same seed and list give the same keys."""
    strata: dict[str, list[str]] = {}
    for record in records:
        strata.setdefault(record.stratum, []).append(record.key)
    size = rule.size(sum(map(len, strata.values())))
    parts = shares(seed, {name: len(keys) for name, keys in strata.items()}, size)
    taken = [
        key for name, keys in strata.items() for key in sorted(keys, key=lambda key: rank(seed, key))[: parts[name]]
    ]
    return sorted(taken, key=lambda key: rank(seed, key))


def choose(seed: str, records: Iterable[Record], rule: Rule, always: Mapping[str, Iterable[str]]) -> list[Chosen]:
    """What is looked at: what is drawn, then what always is. ``always`` gives the keys of each reason."""
    records = list(records)
    reasons: dict[str, list[str]] = {key: [DRAWN] for key in draw(seed, records, rule)}
    known = {record.key for record in records}
    more: dict[str, list[str]] = {}
    for reason, keys in always.items():
        for key in known.intersection(keys):
            (reasons if key in reasons else more).setdefault(key, []).append(reason)
    rest = sorted(more, key=lambda key: rank(seed, key))
    return [Chosen(key, tuple(why)) for key, why in [*reasons.items(), *((key, more[key]) for key in rest)]]
