"""The cast, and courses to hold."""

from tests.cases.conftest import cast

__all__ = ["cast"]
