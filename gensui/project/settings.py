"""All settings, from the environment. Each is named in README.md.

GENSUI_DATA         where Gensui keeps its files; ./var, if not given
DATABASE_URL        the database; an SQLite file in GENSUI_DATA, if not given
GENSUI_SECRET_KEY   the key that signs cookies; made once and kept in GENSUI_DATA, if not given
GENSUI_DURABLE      1: SQLite keeps a commit even when the power fails; slower
GENSUI_PREPARE      0: prepare no statements, for a pooler that cannot carry them (PgBouncer before 1.21, by transaction)
GENSUI_LOG          the least severe messages to log: DEBUG, INFO, WARNING (the default), ERROR
GENSUI_LANGUAGE     the language of commands: zh-hant, zh-hans or en; that of the shell, if not given
"""

import os
import re
import secrets
import sys
from pathlib import Path
from typing import Any, NoReturn

import environ
from django.utils.translation import gettext_lazy as _

ROOT = Path(__file__).resolve().parent.parent
env = environ.Env()


def _refuse(sentence: str) -> NoReturn:
    """A mistake in the environment ends everything in one sentence."""
    print(f"gensui: {sentence}", file=sys.stderr)
    raise SystemExit(2)


def _data_folder() -> Path:
    folder = Path(env.str("GENSUI_DATA", "var")).absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        _refuse(f"GENSUI_DATA: the folder {folder} cannot be made: {trouble.strerror}.")
    return folder


def _secret_key() -> str:
    given: str = env.str("GENSUI_SECRET_KEY", "")
    if given:
        return given
    path = DATA / "secret-key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip() or secrets.token_urlsafe(50)
    except OSError as trouble:
        _refuse(f"GENSUI_DATA: {path} cannot be written: {trouble.strerror}.")
    with os.fdopen(handle, "w") as file:
        file.write(key := secrets.token_urlsafe(50))
    return key


def _database() -> dict[str, Any]:
    url = env.str("DATABASE_URL", "") or f"sqlite:///{DATA / 'gensui.sqlite3'}"
    try:
        found: dict[str, Any] = dict(env.db_url_config(url)) if re.match(r"(sqlite|postgres(ql)?)://", url) else {}
    except (ValueError, KeyError, environ.ImproperlyConfigured):
        found = {}
    engine = str(found.get("ENGINE", ""))
    if engine.endswith("sqlite3"):
        durable = "FULL" if env.bool("GENSUI_DURABLE", False) else "NORMAL"
        found["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={durable}; PRAGMA cache_size=-64000;",
        }
    elif engine.endswith("postgresql"):
        found["CONN_MAX_AGE"] = None
        found["CONN_HEALTH_CHECKS"] = True
        found["DISABLE_SERVER_SIDE_CURSORS"] = not LEDGER_PREPARES
        if LEDGER_PREPARES:
            # the ledger's two statements are planned once for each connection, not for each event
            prepared = {"prepare_threshold": 5, "options": "-c plan_cache_mode=force_generic_plan"}
            found["OPTIONS"] = found.get("OPTIONS", {}) | prepared
    else:
        _refuse("DATABASE_URL is not understood. Write sqlite:///file or postgresql://user:password@host:5432/name.")
    return found


def _log_level() -> str:
    level: str = env.str("GENSUI_LOG", "WARNING").upper()
    if level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        _refuse(f"GENSUI_LOG: {level} is none of DEBUG, INFO, WARNING, ERROR.")
    return level


DATA = _data_folder()
LEDGER_PREPARES = env.bool("GENSUI_PREPARE", True)
SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS: list[str] = []

INSTALLED_APPS = ["gensui.cli", "gensui.replay", "gensui.ledger"]
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "gensui.project.urls"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]

USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hant"
LANGUAGES = [("zh-hant", _("Traditional Chinese")), ("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": _log_level()},
}
