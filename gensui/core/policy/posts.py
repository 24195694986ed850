"""What each post is judged by, as the policy says: read, and checked, so that a sheet is whole and no fact weighs twice on it."""

from collections.abc import Iterable, Mapping
from itertools import combinations

from gensui.core.policy.keeping import binds
from gensui.core.policy.tables import Table
from gensui.core.policy.values import Clause, Judged
from gensui.core.said import say
from gensui.core.scoring.grades import Evidence
from gensui.core.scoring.indicators import BESIDE, BY_EVENTS, INDICATORS
from gensui.core.scoring.posts import LATER, POSTS

SHEET = "assessment.computed"
"""What the policy wants on every sheet, a record of this event says."""
WHOLE = 100
VOICE = "K19"
"""What owners say."""
NONE: frozenset[str] = frozenset()


def read_post(table: Table) -> Judged:
    """One post: its indicators and their weights, a hundred in all; what else stands on its sheets; what it takes for a grade."""
    key = table.path.partition(".")[2]
    if key not in POSTS:
        table.wrong("", say("there is no {what} {key!r}", what=say("post"), key=key))
    weights = _weights(table)
    shown = table.words("shown", INDICATORS.__contains__, say("indicator"))
    for one in shown:
        if one in weights:
            table.wrong("shown", say("{key} weighs, so it is not only shown", key=one))
    least = table.table("least")
    evidence = Evidence(0, 0)
    if least is None:
        table.wrong("least", say("{word} is missing", word="least"))
    else:
        evidence = Evidence(_number(least, "weight"), _number(least, "facts"))
        least.done()
    judged = Judged(key, table.texts("name"), table.texts("reason"), weights, shown, evidence)
    table.done()
    return judged


def _weights(table: Table) -> dict[str, int]:
    inner, found = table.table("weights"), dict[str, int]()
    if inner is None:
        table.wrong("weights", say("{word} is missing", word="weights"))
        return found
    for key in inner.given:
        if key not in INDICATORS:
            inner.asked.add(key)
            inner.wrong(key, say("there is no {what} {key!r}", what=say("indicator"), key=key))
        else:
            found[key] = _number(inner, key)
    if sum(found.values()) != WHOLE:
        table.wrong("weights", say("the weights make {sum}, and not a hundred", sum=sum(found.values())))
    return found


def _number(table: Table, word: str) -> int:
    value = table.take(word)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= WHOLE:
        table.wrong(word, say("{word} must be a number from 1 to 100, not {value!r}", word=word, value=value))
        return 0
    return value


def check_posts(
    judged: Mapping[str, Judged], clauses: Mapping[str, Clause], tables: Mapping[str, Table], owners: int
) -> None:
    """Note on its table whatever a post lacks, what would count twice on its sheets, and where the voice of owners weighs less than
    the ``owners`` share that the policy promises. A policy of an older release has no posts.
    """
    if not judged:
        return
    first = next(iter(tables.values()))
    for post in POSTS:
        if post not in judged and post not in LATER:
            first.wrong("", say("there is no {what} {key!r}", what=say("post"), key=post))
    for key, one in judged.items():
        for indicator in mandatory(clauses):
            if indicator not in one.weights and indicator not in one.shown:
                tables[key].wrong(
                    "weights",
                    say("{indicator} has to stand on every sheet: give it a weight, or show it", indicator=indicator),
                )
        weighs = one.weights.get(VOICE)
        if weighs is not None and weighs < owners:
            tables[key].wrong(
                "weights",
                say(
                    "{indicator} weighs {n}, and the policy says {least} at least",
                    indicator=VOICE,
                    n=weighs,
                    least=owners,
                ),
            )
        for left, right in combinations(one.weights, 2):
            if shared := shared_facts(left, right, clauses.values()):
                tables[key].wrong(
                    "weights",
                    say(
                        "{left} and {right} weigh the same facts twice: {facts}",
                        left=left,
                        right=right,
                        facts=", ".join(shared),
                    ),
                )


def mandatory(clauses: Mapping[str, Clause]) -> tuple[str, ...]:
    """The indicators that every sheet has to carry: what a record of sheets requires."""
    records = (one for one in clauses.values() if one.kind == "record" and any(rule.on == SHEET for rule in one.opens))
    return tuple(dict.fromkeys(key for one in records for key in one.requires if key in INDICATORS))


def shared_facts(left: str, right: str, clauses: Iterable[Clause]) -> tuple[str, ...]:
    """The facts that two indicators both count: promises of a clause that names both, and what single events tell both of."""
    pair = {left, right}
    both = set() if pair & BY_EVENTS else {one.id for one in clauses if pair <= set(one.indicators) and binds(one)}
    return tuple(sorted(both | (BESIDE.get(left, NONE) & BESIDE.get(right, NONE))))
