"""gensui demo: a simulated community, made and served; it lives on while the pages are open."""

import heapq
import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, NoReturn

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.db import OperationalError
from django.db.models import Case, When
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.table import Table

from gensui.cli import amending, assessing, command, demo, grounds, honouring, reporting, schooling, supervising
from gensui.cli.demo import Diary, Players
from gensui.cli.grounds import Walkers
from gensui.cli.management.commands.serve import (
    command_of,
    interrupt,
    keep_up,
    listens,
    pages,
    require_free,
    stop,
    worker,
)
from gensui.ledger import due, outbox
from gensui.ledger.due import Swept
from gensui.people import phones
from gensui.people.models import Employee, Resident, Site, Unit
from gensui.people.secret import digests
from gensui.rounds.models import Plan
from gensui.sim import community as sim
from gensui.sim import gate
from gensui.sim.life import Happening, happenings

DAYS, HOUSEHOLDS = 60, 1200
"""Of a demonstration that is made anew."""
RECENT, AHEAD = timedelta(days=1), timedelta(days=14)
WALKED = timedelta(hours=10)
"""For how long the grounds were walked already when the demonstration begins."""
BETWEEN = timedelta(minutes=10)
"""For how long nobody asks whether an owner has said nothing for a day: what follows is written down at its true time."""
WORKER = "demo"
TO_TRY = {"GENSUI_DEMO": "1", "GENSUI_HTTPS": "0", "GENSUI_MFA_ROLES": "nobody"}
"""What pages and worker are told: this is a community to try things on."""
GATE_FROM, GATE_KEPT, GATE_SHARE = timedelta(days=1), timedelta(days=14), 0.05
"""Today the gate is as busy as in life; for a fortnight before, a twentieth is played, so that the history is there soon."""
LOGINS = ("K02", "K01", "M07", "M02", "M01", "S05", "C05", "G02", "A02", "A03", "A01", "A04")


class Command(command.Command):
    help = "Make a simulated community with its history, serve it, and let it live on until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--days", type=int, help=f"days of history: {DAYS} where nothing is there yet")
        parser.add_argument("--households", type=int, help=f"{HOUSEHOLDS} where nothing is there yet")
        parser.add_argument("--no-serve", action="store_true", help="only make it, with its whole history, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, interrupt)
        if not options["no_serve"]:
            require_free(options["host"], options["port"])
        now = timezone.now()
        diary = Diary.read()
        if diary is not None:
            _require_same("--days", options["days"], diary.of_days)
        console = command.console(self.stdout)
        # what pages look like is gathered beside the tables
        looks = None if options["no_serve"] else command_of("collectstatic", "--no-input", "--verbosity=0")
        call_command("migrate", verbosity=0)
        there = (diary.households if diary is not None else 0) or _homes_there()
        _require_same("--households", options["households"], there)
        households = there or (HOUSEHOLDS if options["households"] is None else options["households"])
        stopped = max(diary.until.values(), default=None) if diary is not None else None
        diary = diary or _new_diary(now, DAYS if options["days"] is None else options["days"])
        diary.households = households
        console.print(_("Moving in {count} households …").format(count=households))
        people = sim.build(demo.SEED, households)
        site = demo.move_in(people, first_day=diary.began, last_day=now + AHEAD, at=now)
        demo.SHIFTS.read(diary.began, now + AHEAD)
        amending.amend_once(first_day=diary.began, now=now)
        schooling.begin(diary.began, now)
        if looks is None:
            _live_through(site, people, diary, stopped, now)
            _Present(site, people, diary, now).catch_up()
            _on_the_grounds(site, people, now)
            _Past(site, people, diary, now).fill_in()
            _over_all(site, diary, now)
            reporting.make_all(now)
            reporting.publish_last_month(site, now)
            console.print(_("{days} days of history are written.").format(days=diary.of_days))
            return

        if looks.wait():
            raise SystemExit(looks.returncode)  # it has said why
        os.environ.update(TO_TRY)
        kept = [pages(options["host"], options["port"], 1, 6)]  # they come up while the present is caught up with

        def look() -> None:
            keep_up(kept, self.stderr.write)

        try:
            _live_through(site, people, diary, stopped, now, look)
            present = _Present(site, people, diary, now)
            present.catch_up()
            while not listens(options["host"], options["port"]):
                look()
                time.sleep(0.2)
            self._tell(console, options, site)
            walkers = _on_the_grounds(site, people, now)
            past = _Past(site, people, diary, now)
            past.fill_in(look)
            _over_all(site, diary, now)
            self.stdout.write(_("The whole history is there."))
            kept.append(worker())
            _live_on(past, present, walkers, look)
        finally:
            stop([one.process for one in kept if one.process is not None])

    def _tell(self, console: Any, options: dict[str, Any], site: Site) -> None:
        table = Table(box=None, pad_edge=False)
        for head in (_("Role"), _("Name"), _("Sign in as"), _("Password")):
            table.add_column(head)
        staff = {one.number: one for one in Employee.objects.filter(number__in=LOGINS)}
        for number in LOGINS:
            if number in staff:
                table.add_row(str(staff[number].get_role_display()), staff[number].name, number, demo.PASSWORD)
        if (owner := _an_owner(site)) is not None:
            home = f"{owner.name} {owner.household.unit.label}"
            code = _("a code, in the folder {folder}").format(folder=settings.SMS_FOLDER)
            table.add_row(_("owner"), home, phones.readable(owner.phone), code)
        console.print(table)
        address = f"http://{options['host']}:{options['port']}/"
        console.print(_("Open {address} — owners: {address}my/ — stop with Ctrl-C.").format(address=address))


def _homes_there() -> int:
    """How many homes the community has that was made here. One query."""
    return Unit.objects.filter(building__site__key=demo.SITE).count()


def _require_same(option: str, wanted: int | None, there: int) -> None:
    """Refuses to go on with a community of another size than the one that is there: its people would not be found."""
    if wanted is None or not there or wanted == there:
        return
    sentence = _(
        "{folder} holds a demonstration made with {option} {there}, not {wanted}. Leave {option} out to go on with it, or name "
        "another folder (GENSUI_DATA) for a new one; nothing was changed."
    )
    said = sentence.format(folder=settings.DATA, option=option, there=there, wanted=wanted)
    raise CommandError(said, returncode=2)


def _an_owner(site: Site) -> Resident | None:
    """Mrs Chen of 3-1-502, where the community is large enough for her; else the first owner who lives there. One query."""
    present = Resident.objects.present().filter(household__unit__building__site=site, relation="owner")
    owners = present.exclude(phone_digest="").select_related("household__unit")
    return owners.order_by(Case(When(phone_digest__in=digests(sim.MEI), then=0), default=1), "pk").first()


def _over_all(site: Site, diary: Diary, now: datetime) -> None:
    """What looks at the history as a whole: inspections and training; then last month is closed, and what follows from it."""
    supervising.supervise(site, now)
    schooling.school(site, demo.PASSWORD, now)
    honouring.warn(site, now)
    assessing.close_last_month(site, began=diary.began, at=now)
    honouring.honour(site, now)
    amending.ask_now(first_day=diary.began, now=now)
    reporting.ask_for_last_month(site, now)


def _midnight(at: datetime) -> datetime:
    return at.astimezone(sim.ZONE).replace(hour=0, minute=0, second=0, microsecond=0)


def _new_diary(now: datetime, days: int) -> Diary:
    began = _midnight(now - timedelta(days=days))
    return Diary(began, max(_midnight(now - RECENT), began), {}, 0, days)


Period = tuple[datetime, datetime]
"""From when on, and until when something new comes."""


class _Stretch:
    """A stretch of the community's life: what came in it, to its end."""

    salt, share = "", 1.0

    def __init__(
        self, site: Site, people: sim.Community, diary: Diary, now: datetime, *, requests: Period, at_gate: Period
    ) -> None:
        self.diary, self.now = diary, now
        self.looked = requests[0]
        self.players = Players(site, self.salt)
        a_month = len(people.homes)  # a home asks for something once a month
        self.to_come = heapq.merge(
            happenings(people, demo.SEED + len(self.salt), requests[0], now + AHEAD, requests[1], a_month),
            gate.happenings(people, demo.SEED, at_gate[0], now + AHEAD, at_gate[1], self.share),
            key=lambda one: one.at,
        )
        self.next: Happening | None = next(self.to_come, None)
        played = diary.until.get(self.salt, requests[0])
        while self.next is not None and self.next.at < played:
            self.next = next(self.to_come, None)

    def until(self, at: datetime) -> Iterator[Happening]:
        """What happens by then, done one after the other."""
        while self.next is not None and self.next.at <= at:
            self.report()
            yield self.play()

    def report(self) -> None:
        """What is due before the next thing happens, as the worker would have reported it."""
        assert self.next is not None  # whoever calls has looked
        if self.next.at < self.looked + BETWEEN:
            demo.report_due(self.next.at)
        else:
            self.looked = self.next.at
            demo.catch_up(self.looked)

    def play(self) -> Happening:
        """Let the next thing happen."""
        assert self.next is not None  # whoever calls has looked
        done = self.next
        _patiently(self.players, done)
        self.diary.until[self.salt] = done.at
        self.next = next(self.to_come, None)
        return done


class _Present(_Stretch):
    """The last days, and what goes on."""

    salt, share = "now", 1.0

    def __init__(self, site: Site, people: sim.Community, diary: Diary, now: datetime) -> None:
        since, until = diary.recent, now + AHEAD
        super().__init__(site, people, diary, now, requests=(since, until), at_gate=(since + GATE_FROM, until))

    def catch_up(self) -> None:
        """Up to now."""
        for _happening in self.until(self.now):
            pass
        demo.catch_up(self.now)
        self.diary.write()


class _Past(_Stretch):
    """The days before."""

    salt, share = "past", GATE_SHARE

    def __init__(self, site: Site, people: sim.Community, diary: Diary, now: datetime) -> None:
        kept = max(diary.began, diary.recent - GATE_KEPT)
        periods = {"requests": (diary.began, diary.recent), "at_gate": (kept, diary.recent + GATE_FROM)}
        super().__init__(site, people, diary, now, **periods)

    def fill_in(self, look: Callable[[], None] = lambda: None) -> None:
        """Up to now, behind the open pages, which ``look`` keeps up; meanwhile this process is the worker, or it would find
        everything late.
        """
        told, begun, diary = -1, timezone.now(), self.diary
        for happening in self.until(self.now):
            look()
            day = (happening.at - diary.began).days
            if day != told:
                told = day
                diary.days = min(day, diary.of_days)
                diary.write()
                due.beat(worker=WORKER, started_at=begun, at=timezone.now(), done=Swept())
        demo.catch_up(self.now)
        outbox.take_as_sent(before=diary.recent, at=self.now)
        diary.done = True
        diary.write()
        due.leave(worker=WORKER)


def _live_through(
    site: Site, people: sim.Community, diary: Diary, stopped: datetime | None, now: datetime,
    look: Callable[[], None] = lambda: None,
) -> None:  # fmt: skip
    """What happened while the demonstration was stopped, one thing after the other wherever it belongs: nobody is late with what
    they did meanwhile. Where it begins, it does nothing.
    """
    if stopped is None or not Plan.objects.filter(site=site).exists():
        return
    stretches = [_Past(site, people, diary, now), _Present(site, people, diary, now)]
    walkers = Walkers(site, people, stopped - WALKED)
    while coming := [(one.next.at, place) for place, one in enumerate(stretches) if one.next and one.next.at <= now]:
        look()
        at, place = min(coming)
        walkers.until(at)
        stretches[place].report()
        stretches[place].play()
    walkers.until(now)
    demo.catch_up(now)
    diary.write()


def _patiently(players: Players, happening: Happening) -> None:
    """Another writer may hold an embedded database for a while: wait, and do it then."""
    for attempt in range(6):
        try:
            players.play(happening)
            return
        except OperationalError:
            time.sleep(0.3 * 2**attempt)


def _on_the_grounds(site: Site, people: sim.Community, now: datetime) -> Walkers:
    """The plans are made, and the rounds of the last hours walked."""
    since = now - WALKED
    grounds.lay_out(site, people, since)
    walkers = Walkers(site, people, since)
    walkers.until(now)
    return walkers


def _live_on(past: _Past, present: _Present, walkers: Walkers, look: Callable[[], None]) -> NoReturn:
    """Go on as time goes on, until stopped. The month is laid open when the worker has made its report."""
    site, laid_open = present.players.site, False
    while True:
        look()
        laid_open = laid_open or reporting.publish_last_month(site, timezone.now())
        walkers.until(timezone.now())
        for stretch in (past, present):
            while stretch.next is not None and stretch.next.at <= timezone.now():
                stretch.play()
                stretch.diary.write()
        time.sleep(0.5)
