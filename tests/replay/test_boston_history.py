"""22,530 real requests of a city, kept beside the repository and not shipped."""

from pathlib import Path

import pytest

from gensui.replay import guess, mapping, reading
from gensui.replay.mapping import BadRow, Request

BOSTON = Path(__file__).parents[2].parent / "shared/data/boston_isd_2015.csv.gz"
MAP = Path(__file__).parents[2] / "examples/replay/boston_isd_2015.toml"

pytestmark = pytest.mark.skipif(not BOSTON.exists(), reason=f"The city's records are not at {BOSTON}.")


def test_every_row_becomes_a_request_but_one_closed_before_it_was_opened() -> None:
    found = list(mapping.requests(reading.read_rows(BOSTON), mapping.load(MAP)))

    assert len(found) == 22_530
    assert [str(one) for one in found if isinstance(one, BadRow)] == [
        "row 10666: CLOSED_DT is '07/09/2015 02:51:12 PM': This is before the request was opened, 2015-07-09 14:51:24."
    ]
    closed = [one for one in found if isinstance(one, Request) and len(one.happenings) == 2]
    assert len(closed) == 16_080


def test_the_proposal_means_the_same() -> None:
    rows = reading.read_rows(BOSTON)
    proposed = mapping.read(guess.propose(rows, zone="America/New_York"), MAP)
    written = mapping.load(MAP)

    assert list(mapping.requests(rows, proposed)) == list(mapping.requests(rows, written))
