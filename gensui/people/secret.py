"""Telephone numbers and addresses at rest: encrypted, yet found again by a digest that nobody can turn back."""

import hashlib
import hmac
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings
from django.core import signing
from django.db import models


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def seal(plain: str) -> str:
    """The text, readable only with the installation's key. The empty text stays empty."""
    return _box(tuple(settings.FIELD_KEYS)).encrypt(plain.encode()).decode() if plain else ""


def unseal(sealed: str) -> str:
    """The text that was sealed, by this key or one of those before it. Refuses what no key of ours sealed."""
    return _opened(sealed, tuple(settings.FIELD_KEYS)) if sealed else ""


def can_open(sealed: str) -> bool:
    """Whether a key of ours sealed it. The empty text is open to everybody."""
    try:
        unseal(sealed)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=1024)  # a case names the same few people at each of its acts
def _opened(sealed: str, keys: tuple[str, ...]) -> str:
    try:
        return _box(keys).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise ValueError("A sealed field cannot be read: the key that sealed it is not in GENSUI_FIELD_KEYS.") from None


def digest(plain: str) -> str:
    """What a sealed text is found by: the same for the same text, and of no use without the key. The empty text has none."""
    return digests(plain)[0] if plain else ""


def digests(plain: str) -> list[str]:
    """The digests under which a text may stand: by the newest key, then by those before it."""
    text = plain.encode()
    return [hmac.new(key.encode(), text, hashlib.sha256).hexdigest() for key in settings.DIGEST_KEYS]


def signer(salt: str) -> signing.Signer:
    """Signs what is printed and hangs for years: by the keys of digests, which outlast those of cookies."""
    older: list[str | bytes] = [*settings.DIGEST_KEYS[1:], settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return signing.Signer(key=settings.DIGEST_KEYS[0], fallback_keys=older, salt=salt)


class SealedField(models.TextField):  # type: ignore[type-arg]  # no parameters at run time
    """Text that the database sees only sealed. It cannot be searched; keep a ``digest`` beside it for that."""

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """To the database it is text; migrations need not know more."""
        name, _path, args, words = super().deconstruct()
        return name, "django.db.models.TextField", args, words

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> str:
        return unseal(value or "")

    def get_prep_value(self, value: Any) -> str:
        return seal(str(value or ""))


def sealed_columns() -> Iterator[tuple[type[models.Model], list[str]]]:
    """The tables that hold sealed texts, and in which columns."""
    for model in apps.get_models():
        names = [field.name for field in model._meta.concrete_fields if isinstance(field, SealedField)]
        if names:
            yield model, names
