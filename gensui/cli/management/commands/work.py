"""gensui work: the worker. Any number of them may run."""

import logging
import os
import signal
import socket
import threading
import time
from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import OperationalError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from gensui.amendments.actions import deciding
from gensui.cases.actions import calls, drafting, erasure, homes, mailbox, silence, words
from gensui.cli import command, studying
from gensui.ledger import due, policies
from gensui.ledger.clock import FAILING, Clock
from gensui.ledger.due import Swept
from gensui.notices import actions as notices
from gensui.oversight.actions import awards, beginnings, forgetting, leaving, months, sanctions, surveys, watching
from gensui.people.acting import SYSTEM, System
from gensui.people.actions import tries
from gensui.people.changeover import Changeover
from gensui.reports.actions import asking, making
from gensui.rounds import queries as rounds
from gensui.rounds.actions import tending
from gensui.security.actions import daily, register
from gensui.training.actions import dues, signing

log = logging.getLogger(__name__)

NAP = 0.5
"""Seconds between two looks at most: a duty written meanwhile may fall due at once."""
BEAT = timedelta(seconds=5)
LETTERS = 20
"""Messages that one worker sends at most before it looks at what else time brings."""
SOON, OFTEN, HOURLY = timedelta(seconds=20), timedelta(minutes=5), timedelta(hours=1)


def _keep_dues(*, actor: System, at: datetime) -> int:
    return dues.keep_dues(actor=actor.key, at=at)


TURNS: tuple[tuple[timedelta, Callable[..., int]], ...] = (
    (SOON, silence.take_silence_for_consent),
    (SOON, calls.end_silent_calls),
    (OFTEN, homes.end_tenancies),
    (timedelta(minutes=1), daily.keep_reports),
    (timedelta(minutes=1), leaving.end_planned),
    (OFTEN, watching.watch),
    (OFTEN, sanctions.settle),
    (OFTEN, awards.open_months),
    (OFTEN, _keep_dues),
    (OFTEN, beginnings.begin_months),
    (OFTEN, surveys.close_ended),
    (HOURLY, register.erase_old_entries),
    (HOURLY, erasure.forget_old_cases),
    (HOURLY, forgetting.forget_old_files),
    (HOURLY, asking.erase_old_reports),
    (HOURLY, tries.forget_tries),
    (HOURLY, drafting.forget_old_pictures),
)
"""What time does when nobody does, and how often it is looked: each is an action of its room, which counts what was new."""
CHANGES = timedelta(seconds=2)
"""How often it is looked whether somebody came on duty, or the roster was changed."""
RESTS = timedelta(seconds=20)
"""How long a piece of work rests that failed."""
TENDS = timedelta(minutes=1)
"""How often the grounds are tended: tasks put on the calendar, rounds ended that were never brought back."""


class Command(command.Command):
    help = "Record what lapses, remind and escalate, send what is to be told, plan what is scheduled, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="deal with what is due now, then end")
        parser.add_argument("--name", default="", help="the name of this worker; host and process, if not given")
        parser.add_argument(
            "--batch", type=_count, default=2_000, metavar="N", help="duties in one transaction at most"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not policies.newest():
            self.stderr.write(_("No policy is in force yet. Adopt one first: gensui policy adopt"))
        stop = _Stop()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, stop.ask)
        worker = options["name"] or f"{socket.gethostname()}:{os.getpid()}"
        _Shift(worker, options["batch"]).work(stop, once=options["once"])
        self.stdout.write(_("The worker has ended."))


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError(_("{text} is not a number from 1 on").format(text=text))
    return int(text)


class _Stop:
    """That somebody asked to end. A plain mark: a signal may come while a lock of one's own is held, and would wait for it."""

    def __init__(self) -> None:
        self.asked = False

    def ask(self, _number: int, _frame: Any) -> None:
        """End when what was begun is done."""
        self.asked = True

    def is_set(self) -> bool:
        """Whether it was asked."""
        return self.asked

    def wait(self, seconds: float) -> None:
        """Rest so long, but not much longer than until it is asked."""
        until = time.monotonic() + seconds
        while not self.asked and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, NAP))


def _carry(look: Callable[[], bool], stop: _Stop, clock: Clock) -> None:
    """Look again and again until told to stop; what has begun is finished. While the clock is wrong, nothing is begun."""
    while not stop.is_set():
        try:
            if not clock.is_believed(timezone.now()) or not look():
                stop.wait(NAP)
        except OperationalError as away:
            name = threading.current_thread().name
            log.warning("The database is away (%s); the %s waits for it.", str(away).strip(), name)
            connection.close()
            stop.wait(1)
        except Exception:  # of two workers one may come second, and what fails once is looked at again
            log.exception("The %s stumbled and goes on.", threading.current_thread().name)
            stop.wait(1)
    connection.close()


class _Stumbles:
    """Which work fails. A piece that fails is told, rests a while, and is tried again; the rest goes on."""

    def __init__(self) -> None:
        self.since: dict[str, datetime] = {}

    def carry(self, name: str, act: Callable[[], int], now: datetime) -> int:
        """Do a piece of work; how much was done. A database that is away is no fault of the piece."""
        if name in self.since and now - self.since[name] < RESTS:
            return 0
        try:
            done = act()
        except OperationalError:
            raise
        except Exception:
            log.exception("%s failed; it is tried again in a while, the rest goes on.", name)
            self.since[name] = now
            return 0
        self.since.pop(name, None)
        return done


class _Letters:
    """Reads the mailbox for complaints: its server may answer slowly, and holds nobody else up."""

    def look(self) -> bool:
        """Take in what came; whether there may be more at once."""
        return bool(policies.newest()) and mailbox.read_mailbox(actor=SYSTEM, at=timezone.now()) == mailbox.AT_ONCE


class _Press:
    """Makes the reports, and counts the months, that were asked for."""

    def look(self) -> bool:
        """Do one; whether there was one."""
        now = timezone.now()
        return making.make_next(actor=SYSTEM, at=now) or months.count_next(actor=SYSTEM, at=now)


class _Post:
    """Carries what is to be told: a mail server may answer slowly."""

    def __init__(self, stumbles: _Stumbles | None = None) -> None:
        self.stumbles = stumbles or _Stumbles()
        self.turned_at = dict.fromkeys(range(len(TURNS)), datetime.min.replace(tzinfo=UTC))

    def look(self) -> bool:
        """Send what waits, note what arrived, and let time do its turns; whether there may be more at once."""
        now = timezone.now()
        carry = self.stumbles.carry
        sent = partial(notices.deliver, actor=SYSTEM.key, at=now, most=LETTERS, clock=timezone.now)
        told = carry("deliver", sent, now)
        told += carry("note_deliveries", lambda: words.note_deliveries(actor=SYSTEM, at=timezone.now()), now)
        for turn, (every, act) in enumerate(TURNS):
            if now - self.turned_at[turn] >= every and policies.newest():
                told += carry(act.__name__.strip("_"), partial(act, actor=SYSTEM, at=now), now)
                self.turned_at[turn] = now
        return bool(told)


class _Shift:
    """One worker from its start to its end."""

    def __init__(self, worker: str, batch: int) -> None:
        self.worker, self.batch = worker, batch
        self.started_at = self.beaten_at = timezone.now()
        self.tended_at = self.changed_at = self.started_at - TENDS
        self.changeover: Changeover | None = None
        self.done = Swept()
        self.told: tuple[int, list[str]] = (0, [])
        self.stumbles = _Stumbles()
        self.clock = Clock()

    def work(self, stop: _Stop, *, once: bool) -> None:
        """Work until told to stop; a batch that has begun is finished. A database that is away is waited for."""
        if once and not self.clock.is_right(self.started_at):
            raise CommandError(
                _("The clock of this machine was set. Set it right, or say that it is: gensui clock accept")
            )
        due.beat(worker=self.worker, started_at=self.started_at, at=self.started_at, done=self.done)
        beside: dict[str, Callable[[], bool]] = {
            "post": _Post(self.stumbles).look, "press": _Press().look, "letters": _Letters().look,
            "study": partial(studying.look, stop),
        }  # fmt: skip
        threads = [
            threading.Thread(target=_carry, args=(look, stop, self.clock), name=name) for name, look in beside.items()
        ]
        for thread in threads if not once else ():
            thread.start()
        try:
            self._main(stop, once=once)
        finally:  # whatever ends this ends the threads too: a worker that only seems to live is missed by nobody
            if not once:
                stop.asked = True
                for thread in threads:
                    thread.join()
        for look in beside.values() if once else ():
            while look():
                pass
        due.leave(worker=self.worker)
        if once and self.stumbles.since:
            raise CommandError(_("Work that fails: {names}").format(names=", ".join(sorted(self.stumbles.since))))

    def _main(self, stop: _Stop, *, once: bool) -> None:
        while not stop.is_set():
            try:
                busy = self.look() if self._may_look() else self._wait_for_clock(stop)
                if once and not busy:
                    break
                if not busy:
                    stop.wait(self.nap())
            except OperationalError as away:
                if once:
                    raise
                log.warning("The database is away (%s); the worker waits for it.", str(away).strip())
                connection.close()
                stop.wait(1)

    def _may_look(self) -> bool:
        return self.clock.is_right(timezone.now())

    def _wait_for_clock(self, stop: _Stop) -> bool:
        """Begin nothing, and say so, until the clock is right again or an operator says that it is."""
        now = timezone.now()
        failing = sorted({FAILING, *self.stumbles.since})
        if self.told != (-1, failing):
            log.error("The clock of this machine was set; the worker waits. Set it right, or say: gensui clock accept")
        due.beat(worker=self.worker, started_at=self.started_at, at=now, done=self.done, failing=failing)
        self.told = (-1, failing)
        stop.wait(BEAT.total_seconds())
        return False

    def look(self) -> bool:
        """One look at what is due; whether there may be more at once.

        What falls due at this very instant may still be met in time: it is claimed, and reported a moment later. Slots are
        planned first, so that what should have stood on the plan already passes on and runs out with the rest.
        """
        now = timezone.now()
        if not policies.newest():
            return False
        carry = self.stumbles.carry
        busy = carry("plan", lambda: due.plan(at=now, who=rounds.Roster()), now)
        busy += carry("sweep", lambda: self._sweep(now), now)
        if now - self.tended_at >= TENDS:
            busy += carry("tend", lambda: tending.tend(actor=SYSTEM, at=now), now)
            busy += carry("begin_versions", lambda: deciding.begin_versions(actor=SYSTEM.key, at=now), now)
            busy += carry("present_policy", lambda: signing.present_policy(actor=SYSTEM.key, at=now), now)
            self.tended_at = now
        told = self.done.checked, sorted(self.stumbles.since)
        if now - self.beaten_at >= BEAT or told != self.told:
            due.beat(worker=self.worker, started_at=self.started_at, at=now, done=self.done, failing=told[1])
            self.beaten_at, self.told = now, told
        return bool(busy)

    def _sweep(self, now: datetime) -> int:
        changeover = self.change_over(now)
        swept = due.sweep(at=now, most=self.batch, roster=changeover)
        self.done += swept
        return swept.reported + swept.set_aside

    def change_over(self, now: datetime) -> Changeover:
        """Whoever came on duty has what runs on the post, before anything of it is reported."""
        if self.changeover is None:
            self.changeover = Changeover(now)
        if now - self.changed_at >= CHANGES:
            self.changeover.look(now)
            self.changed_at = now
        return self.changeover

    def nap(self) -> float:
        """Seconds until the next instant that is known."""
        following = due.next_instant()
        if following is None:
            return NAP
        return min(NAP, max((following - timezone.now()).total_seconds(), 0.001))
