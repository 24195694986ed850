"""The ways out: mail by SMTP, text messages by a gateway. Each says what went wrong, in words for the case's page."""

import smtplib
from pathlib import Path

import httpx
from django.conf import settings
from django.core.mail import EmailMessage

from gensui.notices.wording import Words


class NotSent(Exception):
    """The message did not go out; it may be tried again."""


def send_mail(address: str, words: Words, key: str) -> None:
    """Hand a letter to the mail server. ``key`` becomes its id, so that a second copy is known for one (``NotSent``)."""
    letter = EmailMessage(
        subject=words.title.replace("\n", " "),
        body=words.letter(),
        to=[address],
        headers={"Message-ID": f"<{key}@gensui>"},
    )
    try:
        letter.send()
    except (smtplib.SMTPException, OSError) as trouble:
        raise NotSent(f"{type(trouble).__name__}: {trouble}") from trouble


def send_text(number: str, words: Words, key: str) -> None:
    """Hand a text message to the gateway; into a file, where there is none (``NotSent``)."""
    if not settings.SMS_GATEWAY:
        folder = Path(settings.SMS_FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{key}.txt").write_text(f"{number}\n{words.letter()}\n", "utf-8")
        return
    try:
        answer = httpx.post(settings.SMS_GATEWAY, json={"to": number, "text": words.letter(), "key": key}, timeout=10)
        answer.raise_for_status()
    except httpx.HTTPError as trouble:
        raise NotSent(f"{type(trouble).__name__}: {trouble}") from trouble
