"""The cast, at home and at work."""

from tests.cases.conftest import cast, walk

__all__ = ["cast", "walk"]
