"""The ways out: mail by SMTP, text messages by a gateway. Each says what went wrong, in words for the case's page."""

import asyncio
import json
import smtplib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings
from django.core.mail import EmailMessage

from gensui.notices.wording import Words

SECONDS = 10
"""What a gateway has for the whole of an answer (README)."""
MOST = 64 * 1024
"""Bytes of it that are read."""
REPEATED = 12
"""So much in a row is no chance: twelve letters, a code of six digits, four ideographs."""


class NotSent(Exception):
    """The message did not go out; it may be tried again."""


def send_mail(address: str, words: Words, key: str, *, sender: str, answers: str = "") -> None:
    """Hand a letter of this ``sender`` to the mail server. ``key`` becomes its id, so that a second copy is known for one
    (``NotSent``).

    ``answers`` is the id of the letter that this letter answers. It says that a program wrote it: no program answers (RFC 3834).
    """
    written_by = "auto-replied" if answers else "auto-generated"
    headers = {"Message-ID": f"<{key}@gensui>", "Auto-Submitted": written_by}
    if answers:
        headers |= {"In-Reply-To": answers, "References": answers}
    letter = EmailMessage(
        subject=words.subject(sender),
        body=words.letter(),
        to=[address],
        headers=headers,
    )
    try:
        letter.send()
    except (smtplib.SMTPException, OSError) as trouble:
        raise NotSent(f"{type(trouble).__name__}: {trouble}") from trouble


def send_text(number: str, words: Words, key: str, *, sender: str) -> None:
    """Hand a text message of this ``sender`` to the gateway; into a file, where there is none (``NotSent``).

    It is sent only if the gateway says so, by a status of 200 to 299 and ``{"accepted": true}``: many answer 200 whatever happens.
    """
    if not settings.SMS_GATEWAY:
        folder = Path(settings.SMS_FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{key}.txt").write_text(f"{number}\n{words.text_message(sender)}\n", "utf-8")
        return
    sent = {"to": number, "text": words.text_message(sender), "key": key}
    answer, content = _ask(sent)
    said = _read(content)
    given = said if isinstance(said, dict) else {}
    if answer.is_success and given.get("accepted") is True:
        return
    reason = given.get("reason") or _written(answer, content, said) or answer.reason_phrase
    own = _own(str(reason), words.text_message(""))  # the community's name is no secret
    raise NotSent(f"The gateway answered {answer.status_code}: {own}")


def _ask(sent: dict[str, str]) -> tuple[httpx.Response, bytes]:
    """Post this to the gateway: its answer, and what stands in it. All of it has ``SECONDS``, however it drips (``NotSent``).

    The library's own limits hold for each read; a task can be ended as a whole. It has a thread of its own, since whoever calls may
    have a loop that runs already.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:
        try:
            return thread.submit(_in_a_loop, sent).result()
        except TimeoutError as trouble:
            raise NotSent(f"The gateway did not answer within {SECONDS} seconds.") from trouble
        except httpx.HTTPError as trouble:
            raise NotSent(f"{type(trouble).__name__}: {trouble}") from trouble


def _in_a_loop(sent: dict[str, str]) -> tuple[httpx.Response, bytes]:
    """The loop is closed by hand: ``asyncio.run`` would wait for a name that no server resolves."""
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(_exchange(sent))
    finally:
        loop.close()


async def _exchange(sent: dict[str, str]) -> tuple[httpx.Response, bytes]:
    plainly = {"Accept-Encoding": "identity"}  # what is packed can be a thousand times as large
    async with (
        asyncio.timeout(SECONDS),
        httpx.AsyncClient(timeout=None, headers=plainly) as client,
        client.stream("POST", settings.SMS_GATEWAY, json=sent) as answer,
    ):
        content = b""
        async for part in answer.aiter_raw():
            content += part
            if len(content) > MOST:
                raise NotSent(f"The gateway answered {answer.status_code} with more than {MOST // 1024} kB.")
        return answer, content


def _read(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _written(answer: httpx.Response, content: bytes, said: Any) -> str:
    """The answer as a text; of JSON without its escapes."""
    if said is not None:
        return json.dumps(said, ensure_ascii=False)
    try:
        return content.decode(answer.charset_encoding or "utf-8", "replace")
    except (LookupError, UnicodeError):
        return content.decode("utf-8", "replace")


def _own(reason: str, text: str) -> str:
    """The reason up to where it begins to repeat the message: a code, a link, what a person wrote. Blanks hide nothing."""
    places = [place for place, sign in enumerate(reason) if sign.isalnum()]
    signs = "".join(reason[place] for place in places)
    sent = "".join(filter(str.isalnum, text))
    for begin, place in enumerate(places):
        weight, end = 0, begin
        while weight < REPEATED and end < len(signs):
            weight += _weight(signs[end])
            end += 1
        if weight >= REPEATED and signs[begin:end] in sent:
            return reason[:place] + "…"
    return reason


def _weight(sign: str) -> int:
    if sign.isdecimal():
        return 2
    return 1 if sign < "\u2e80" else 3
