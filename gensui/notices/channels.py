"""The ways out: mail by SMTP, text messages by a gateway. Each says what went wrong, in words for the case's page."""

import smtplib
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings
from django.core.mail import EmailMessage

from gensui.notices.wording import Words


class NotSent(Exception):
    """The message did not go out; it may be tried again."""


def send_mail(address: str, words: Words, key: str, *, answers: str = "") -> None:
    """Hand a letter to the mail server. ``key`` becomes its id, so that a second copy is known for one (``NotSent``).

    ``answers`` is the id of the letter that this letter answers. It says that a program wrote it: no program answers (RFC 3834).
    """
    written_by = "auto-replied" if answers else "auto-generated"
    headers = {"Message-ID": f"<{key}@gensui>", "Auto-Submitted": written_by}
    if answers:
        headers |= {"In-Reply-To": answers, "References": answers}
    letter = EmailMessage(
        subject=words.title.replace("\n", " "),
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
    try:
        answer = httpx.post(settings.SMS_GATEWAY, json=sent, timeout=10)
    except httpx.HTTPError as trouble:
        raise NotSent(f"{type(trouble).__name__}: {trouble}") from trouble
    said = _said(answer)
    if not answer.is_success or said.get("accepted") is not True:
        reason = str(said.get("reason") or answer.text or answer.reason_phrase)[:MOST]
        raise NotSent(f"The gateway answered {answer.status_code}: {reason.replace(number, '…')}")


MOST = 200
"""Characters of a gateway's reason that are kept."""


def _said(answer: httpx.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
