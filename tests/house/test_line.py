"""Whether somebody hung up is seen without asking."""

import socket

from gensui.project.postgresql.base import _silent


def test_a_line_is_silent_until_somebody_speaks_or_hangs_up() -> None:
    ours, theirs = socket.socketpair()
    assert _silent(ours.fileno())
    theirs.send(b"x")
    assert not _silent(ours.fileno())
    ours.recv(1)
    assert _silent(ours.fileno())
    theirs.close()
    assert not _silent(ours.fileno())
    ours.close()
