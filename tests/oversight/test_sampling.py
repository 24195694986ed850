"""A sample depends on seed and list alone; its parts are in proportion; a list that is too short is taken whole."""

from collections import Counter
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from gensui.oversight.sampling import Chosen, Record, Rule, choose, digest, draw, rank, shares

WEEKLY = Rule(Fraction(1, 10), 10, 50)
LISTS = st.lists(
    st.tuples(st.integers(0, 9_999), st.sampled_from("KLMN")), max_size=300, unique_by=lambda one: one[0]
).map(lambda found: [Record(f"case:2026-{number:06d}", stratum) for number, stratum in found])
SEEDS = st.text("0123456789abcdef", min_size=1, max_size=16)


def test_the_algorithm_is_the_one_that_is_written_down() -> None:
    records = [Record("a", "x"), Record("b", "x"), Record("c", "y")]
    assert (
        rank("7", "a") == "9929bdec48a6223b595e9865f057e12667f8d8fbb337eb5bdbcf70f42e0696ac"
    )  # printf '7\na' | sha256sum
    assert draw("7", records, Rule(Fraction(1), 0, 2)) == draw("7", reversed(records), Rule(Fraction(1), 0, 2))


@given(SEEDS, LISTS, st.randoms())
def test_the_same_seed_and_list_give_the_same_sample(seed: str, records: list[Record], chance: object) -> None:
    mixed = list(records)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert draw(seed, mixed, WEEKLY) == draw(seed, records, WEEKLY)
    assert digest(mixed) == digest(records)


@given(SEEDS, LISTS)
def test_a_sample_has_its_size_and_holds_nothing_twice_or_strange(seed: str, records: list[Record]) -> None:
    drawn = draw(seed, records, WEEKLY)
    assert len(drawn) == len(set(drawn)) == WEEKLY.size(len(records))
    assert set(drawn) <= {record.key for record in records}


@given(SEEDS, LISTS)
def test_each_stratum_has_its_part_to_within_one(seed: str, records: list[Record]) -> None:
    drawn = set(draw(seed, records, WEEKLY))
    whole = Counter(record.stratum for record in records)
    part = Counter(record.stratum for record in records if record.key in drawn)
    for stratum, count in whole.items():
        assert abs(part[stratum] - Fraction(len(drawn) * count, len(records))) < 1


@given(SEEDS, st.dictionaries(st.sampled_from("KLMN"), st.integers(0, 50), min_size=1), st.integers(0, 40))
def test_the_parts_add_up(seed: str, strata: dict[str, int], size: int) -> None:
    size = min(size, sum(strata.values()))
    parts = shares(seed, strata, size)
    assert sum(parts.values()) == size
    assert all(parts[name] <= strata[name] for name in strata)


@given(SEEDS, st.integers(0, 10))
def test_a_list_that_is_not_longer_than_the_least_is_taken_whole(seed: str, count: int) -> None:
    records = [Record(f"round:{number}") for number in range(count)]
    assert set(draw(seed, records, WEEKLY)) == {record.key for record in records}


@given(SEEDS, LISTS)
def test_what_is_always_looked_at_is_there_with_its_reasons_and_changes_nothing_that_is_drawn(
    seed: str, records: list[Record]
) -> None:
    urgent = [record.key for record in records[::7]]
    chosen = choose(seed, records, WEEKLY, {"urgent": [*urgent, "case:of-another-list"]})
    drawn = [one.key for one in chosen if "drawn" in one.reasons]
    assert drawn == draw(seed, records, WEEKLY)
    assert {one.key for one in chosen if "urgent" in one.reasons} == set(urgent)
    assert all(one.reasons for one in chosen)


def test_other_seeds_draw_otherwise() -> None:
    records = [Record(f"case:{number}") for number in range(200)]
    seen = {tuple(draw(str(seed), records, WEEKLY)) for seed in range(40)}
    assert len(seen) == 40


def test_chance_is_even() -> None:
    records = [Record(f"case:{number}") for number in range(100)]
    counted = Counter(key for seed in range(1_000) for key in draw(str(seed), records, WEEKLY))
    assert min(counted.values()) > 60  # 100 each, with a standard deviation under 10
    assert max(counted.values()) < 145


def test_nothing_drawn_of_nothing() -> None:
    assert choose("7", [], WEEKLY, {"urgent": ["case:1"]}) == []
    assert choose("7", [Record("case:1")], WEEKLY, {"p": ["case:1"]}) == [Chosen("case:1", ("drawn", "p"))]
