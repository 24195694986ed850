"""The acts of a story in plain words, and the page or address by which each is done. Here is the one place that knows both."""

from tests.register.acts import grounds, honours, mailbox, requests, results, staff, supervision  # noqa: F401  each brings its acts
from tests.register.acts.grounds import GROUNDS
from tests.register.acts.vocabulary import ACTS

__all__ = ["ACTS", "GROUNDS"]
