"""A story: a community in which people do things at their times, through the pages and addresses they use, beside the worker."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from django.contrib.messages import constants, get_messages
from django.core.cache import cache
from django.test import Client, override_settings

from gensui.cases.models import Case
from gensui.cli.management.commands import work
from gensui.people.models import Duty, Employee, Resident, User
from tests.cast import MONDAY, Cast, gather
from tests.register import pages
from tests.register.pages import Form, Page
from tests.rounds.conftest import Grounds, hire, lay_out

ZONE = ZoneInfo("Asia/Shanghai")
FIRST_DAY = date(2026, 11, 25)
"""Day 1 of every story: a Wednesday."""
TELEPHONY = "the secret of the telephone"
RING, BEEP = timedelta(seconds=5), timedelta(seconds=1)
"""A telephone rings every five seconds, for one second."""
SIGNED_IN = timedelta(hours=6)
"""How long a browser of a story stays signed in before its person signs in again."""

Person = Employee | Resident


class Refused(Exception):
    """The house refused an act, with a sentence."""

    def __init__(self, url: str, status: int, sentences: list[str]) -> None:
        super().__init__(f"{url}: {status} {' / '.join(sentences)}")
        self.status, self.sentences = status, sentences


def moment(text: str) -> datetime:
    """``1 10:05:00`` is five past ten on the first day, in Shanghai."""
    day, clock = text.split()
    return datetime.combine(FIRST_DAY + timedelta(days=int(day) - 1), time.fromisoformat(clock), ZONE).astimezone(UTC)


def typed(at: datetime) -> str:
    """A time as it is typed into a form."""
    return at.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")


def community() -> Cast:
    """Everybody of the cast, on duty for as long as any story goes on."""
    cast = gather()
    for owner in (cast.mei, cast.tenant, cast.wu):
        owner.user = User.objects.create(username=owner.key, date_joined=MONDAY)
        owner.save(update_fields=["user"])
    since = moment("0 00:00:00")
    hire(cast, since - timedelta(days=3), "S01", "高遠", "dept_head", "security")
    for one in Employee.objects.all():
        Duty.objects.create(employee=one, starts_at=since, ends_at=since + timedelta(days=400))
    return cast


@dataclass
class Story:
    """What happens to whom, and what the house answers."""

    cast: Cast
    now: datetime = field(default_factory=lambda: moment("1 00:00:00"))
    number: str = ""
    memory: dict[str, Any] = field(default_factory=dict)
    browsers: dict[tuple[str, int], tuple[Client, datetime]] = field(default_factory=dict)
    laid_out: Grounds | None = None
    post: work._Post = field(default_factory=work._Post)
    press: work._Press = field(default_factory=work._Press)
    works: bool = True
    shift: work._Shift = field(init=False)

    def __post_init__(self) -> None:
        with time_machine.travel(self.now, tick=False):
            self.shift = work._Shift("register", 2_000)

    @property
    def local(self) -> datetime:
        """The time of the story, as the clocks of the community show it."""
        return self.now.astimezone(ZONE)

    # Time and the worker

    def go(self, at: datetime) -> None:
        """Time passes: the worker looks at what fell due, and on a long way a few times before."""
        assert at >= self.now, f"{at} is before {self.now}"
        step = max(timedelta(days=1), (at - self.now) / 8)
        while at - self.now > step:
            self._work(self.now + step)
        self._work(at)

    def _work(self, at: datetime) -> None:
        self.now = at
        with time_machine.travel(at, tick=False):
            while self.works and any([self.shift.look(), self.post.look(), self.press.look()]):
                pass
        assert not {**self.shift.stumbles.since, **self.post.stumbles.since}

    def kept(self) -> dict[str, Any]:
        """All that the story knows beside the database, so that a test can go back to here."""
        turned, tended = dict(self.post.turned_at), (self.shift.tended_at, self.shift.beaten_at)
        told = {name: getattr(self, name) for name in ("now", "number", "laid_out", "works")}
        return told | {"memory": dict(self.memory), "browsers": dict(self.browsers), "turned": turned, "tended": tended}

    def go_back(self, kept: Mapping[str, Any]) -> None:
        """Begin again from there."""
        self.now, self.number, self.laid_out, self.works = (kept[one] for one in ("now", "number", "laid_out", "works"))
        self.memory, self.browsers = dict(kept["memory"]), dict(kept["browsers"])
        self.post.turned_at, (self.shift.tended_at, self.shift.beaten_at) = dict(kept["turned"]), kept["tended"]

    def at(self, text: str) -> "Story":
        """Time passes until then."""
        self.go(moment(text))
        return self

    # Browsers and machines

    def browser(self, person: Person) -> Client:
        """The browser of this person, signed in."""
        key = (type(person).__name__, person.pk)
        client, since = self.browsers.get(key, (None, self.now))
        if client is None or self.now - since > SIGNED_IN:
            client = Client()
            self._sign_in(client, person)
            self.browsers[key] = client, self.now
        return client

    def _sign_in(self, client: Client, person: Person) -> None:
        door = "StaffBackend" if isinstance(person, Employee) else "ResidentBackend"
        assert person.user is not None, f"{person} has no account"
        client.force_login(person.user, backend=f"gensui.people.backends.{door}")

    def open(self, person: Person, url: str) -> Page:
        """What a page offers this person. Raises ``Refused`` where there is no page."""
        with time_machine.travel(self.now, tick=False):
            answer = self.browser(person).get(url)
        page = pages.read(url, answer.content.decode())
        if answer.status_code != 200:
            raise Refused(url, answer.status_code, page.alerts or [answer.headers.get("Location", "")])
        return page

    def send(self, person: Person, url: str, fields: Mapping[str, Any]) -> str:
        """Send a form; where it leads. Raises ``Refused`` with what the page objects to."""
        with time_machine.travel(self.now, tick=False):
            answer = self.browser(person).post(url, fields)
        if answer.status_code != 302:
            raise Refused(url, answer.status_code, pages.read(url, answer.content.decode()).alerts)
        told = [one for one in get_messages(answer.wsgi_request) if one.level >= constants.ERROR]
        if told:
            raise Refused(url, answer.status_code, [str(one) for one in told])
        return answer.headers["Location"]

    def fill_in(self, person: Person, url: str, /, form: str = "", **answers: Any) -> str:
        """Open a page, fill in its form and send it; where that leads."""
        offered: Form = self.open(person, url).form(form)
        return self.send(person, offered.action or url, offered.filled(**answers))

    def tell(self, person: Person, url: str, said: Any) -> Any:
        """What a machine or a telephone in somebody's hand sends, as JSON, and its answer."""
        with time_machine.travel(self.now, tick=False):
            answer = self.browser(person).post(url, json.dumps(said), "application/json")
        if answer.status_code != 200:
            raise Refused(url, answer.status_code, [answer.content.decode()[:200]])
        return answer.json()

    def look(self, person: Person, url: str) -> Any:
        """What the telephone in somebody's hand fetches."""
        with time_machine.travel(self.now, tick=False):
            return self.browser(person).get(url).json()

    def telephone(self, **said: Any) -> Any:
        """The telephone system tells of a call: of a new one when it rings, else of the last."""
        cache.clear()
        if said["event"] == "ringing":
            self.memory["calls"] = self.memory.get("calls", 0) + 1
        given = {
            "call": f"c-{self.memory['calls']}",
            "number": "13900000001",
            "site": "yunqi",
            "at": self.now.isoformat(),
        } | said
        with override_settings(TELEPHONY_KEY=TELEPHONY), time_machine.travel(self.now, tick=False):
            answer = Client().post(
                "/telephony/",
                json.dumps(given),
                "application/json",
                headers={"Authorization": f"Bearer {TELEPHONY}"},
            )
        if answer.status_code != 200:
            raise Refused("/telephony/", answer.status_code, [answer.content.decode()])
        return answer.json()

    # The case of the story

    @property
    def case(self) -> Case:
        """The request that the story is about."""
        return Case.objects.with_people().get(pk__in=Case.objects.numbered(self.number).values("pk"))

    def head_of(self, department: str) -> Employee:
        """Who leads a department of the community."""
        return Employee.objects.get(department__site=self.cast.site, department__kind=department, role="dept_head")

    def act(self, person: Person, verb: str, /, **answers: Any) -> None:
        """One act of the desk or the field on the case."""
        self.fill_in(person, f"/cases/{self.number}/{verb}/", **answers)

    def owner(self, act: str, /, **answers: Any) -> None:
        """One act of Mei's on her own page of the case."""
        self.fill_in(self.cast.mei, f"/my/cases/{self.number}/", form=f"/{act}/", **answers)

    @property
    def grounds(self) -> Grounds:
        """Routes, lobbies, bins and lawns, laid out before the story began."""
        assert self.laid_out is not None, "the story begins without grounds"
        return self.laid_out

    def lay_out(self) -> None:
        """Have routes and plans from the first midnight on, and whoever walks them on duty."""
        if self.laid_out is None:
            self.laid_out = lay_out(self.cast, self.now, moment("2 10:00:00"), moment("1 10:00:00"))
