"""All settings, from the environment. Each is named in README.md.

GENSUI_DATA         where Gensui keeps its files; ./var, if not given
DATABASE_URL        the database; an SQLite file in GENSUI_DATA, if not given
GENSUI_SECRET_KEY   the key that signs cookies; made once and kept in GENSUI_DATA, if not given
GENSUI_SECRET_KEY_FALLBACKS  the keys before it, separated by commas: what they signed is still good
GENSUI_DIGEST_KEYS  the keys by which telephone numbers and tokens are found, newest first; kept in GENSUI_DATA, if not given
GENSUI_DURABLE      1: SQLite keeps a commit even when the power fails; slower
GENSUI_PREPARE      0: prepare no statements, for a pooler that cannot carry them (PgBouncer before 1.21, by transaction)
GENSUI_LOG          the least severe messages to log: DEBUG, INFO, WARNING (the default), ERROR
GENSUI_LANGUAGE     the language of commands: zh-hant, zh-hans or en; that of the shell, if not given
GENSUI_HOSTS        the names under which the pages are reached, separated by commas; localhost,127.0.0.1, if not given
GENSUI_PROXIES      the proxies whose X-Forwarded-For is believed: addresses or networks, separated by commas; none, if not given
GENSUI_HTTPS        0: cookies go over plain HTTP too; only for trying it on one machine
GENSUI_FIELD_KEYS   the keys that seal telephone numbers, newest first, separated by commas; kept in GENSUI_DATA, if not given
GENSUI_MFA_ROLES    the roles that must sign in with a second proof; operator,hr,admin_manager,general_manager, if not given
GENSUI_MAIL         how mail goes out: smtp://user:password@host:25, or smtp+tls://…; into files in GENSUI_DATA, if not given
GENSUI_MAIL_FROM    the sender of mail
GENSUI_MAILBOX      the mailbox for complaints: imaps://user:password@host/INBOX, or imap+starttls://…; none is read, if not given
GENSUI_MAILBOX_SITE the key of the community that mail of strangers belongs to; needed where there are several
GENSUI_SMS          the gateway for text messages, an https address (README); into files in GENSUI_DATA, if not given
GENSUI_URL          the address that links in messages begin with; http://localhost:8000, if not given
GENSUI_TELEPHONY_KEY  the secret with which the telephone system reports calls; without one nobody can
GENSUI_UPLOAD       how large a request may be, in megabytes; 60, if not given
GENSUI_PIXELS       how many million pixels a picture may have; 24, a plain JPEG three times that, if not given
GENSUI_DEMO         1: a community to try things on; the pages say so, and show who can sign in
"""

import base64
import ipaddress
import os
import re
import secrets
import sys
from pathlib import Path
from typing import Any, NoReturn

import environ
from cryptography.fernet import Fernet
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from gensui.cli import private

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
        found["ENGINE"] = "gensui.project.postgresql"
        found["CONN_MAX_AGE"] = None
        found["CONN_HEALTH_CHECKS"] = True
        found["DISABLE_SERVER_SIDE_CURSORS"] = not LEDGER_PREPARES
        if LEDGER_PREPARES:
            # the ledger's two statements are planned once for each connection, not for each event; and a case with all its
            # people is joined as it is written, for trying every order takes the planner longer than the query runs; so does
            # compiling the count of a month to machine code
            planning = "-c plan_cache_mode=force_generic_plan -c join_collapse_limit=4 -c jit=off"
            prepared = {"prepare_threshold": 5, "options": planning}
            found["OPTIONS"] = found.get("OPTIONS", {}) | prepared
    else:
        _refuse("DATABASE_URL is not understood. Write sqlite:///file or postgresql://user:password@host:5432/name.")
    return found


def _kept(name: str, variable: str, first: str = "") -> str:
    """A secret that is made once and kept, unless the environment gives it. ``first``: what to keep, instead of a new one."""
    given: str = env.str(variable, "")
    if given:
        return given
    path = DATA / name
    if path.exists():
        return path.read_text("utf-8").strip()
    key = first or base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    draft = DATA / f"{name}.{os.getpid()}.{secrets.token_hex(4)}"
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(key)
        os.link(draft, path)  # of two that start at once, one is first, and nobody reads half a key
        KEYS_MADE.append(path)
    except FileExistsError:
        return path.read_text("utf-8").strip()
    except OSError as trouble:
        _refuse(f"GENSUI_DATA: {path} cannot be written: {trouble.strerror}.")
    finally:
        draft.unlink(missing_ok=True)
    return key


def _digest_keys() -> list[str]:
    """Numbers are found by a key of their own. An installation from before it goes on with its first cookie key."""
    used = "" if IS_NEW else (SECRET_KEY_FALLBACKS or [SECRET_KEY])[-1]
    given: str = env.str("GENSUI_DIGEST_KEYS", "")
    keys = given.split(",") if given else _kept("digest-keys", "GENSUI_DIGEST_KEYS", used).splitlines()
    found = [key.strip() for key in keys if key.strip()]
    if not all(len(key) >= 32 for key in found) and given:
        _refuse("GENSUI_DIGEST_KEYS: each key has 32 characters or more.")
    return found


def _field_keys() -> list[str]:
    keys = [key.strip() for key in _kept("field-keys", "GENSUI_FIELD_KEYS").split(",") if key.strip()]
    try:
        for key in keys:
            Fernet(key)
    except ValueError:
        _refuse("GENSUI_FIELD_KEYS: each key is 32 random bytes in URL-safe base64.")
    return keys


def _proxies() -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    given: list[str] = env.list("GENSUI_PROXIES", default=[])
    try:
        return [ipaddress.ip_network(one.strip(), strict=False) for one in given if one.strip()]
    except ValueError as wrong:
        _refuse(f"GENSUI_PROXIES: {wrong}. Write addresses or networks, as 127.0.0.1,10.0.0.0/8.")


def _number(variable: str, usual: int) -> int:
    given: str = env.str(variable, str(usual))
    if not re.fullmatch(r"[1-9][0-9]{0,5}", given):
        _refuse(f"{variable}: {given} is no whole number from 1 on.")
    return int(given)


def _mail() -> dict[str, Any]:
    url: str = env.str("GENSUI_MAIL", "")
    if not url:
        folder = {"EMAIL_FILE_PATH": DATA / "mail"}
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", **folder}
    if not re.match(r"smtp(\+tls|\+ssl)?://", url):
        _refuse("GENSUI_MAIL is not understood. Write smtp://user:password@host:25, smtp+tls://… or smtp+ssl://….")
    return dict(env.email_url_config(url)) | {"EMAIL_TIMEOUT": 20}


def _mailbox() -> str:
    url: str = env.str("GENSUI_MAILBOX", "")
    if url and not re.fullmatch(r"imap(s|\+starttls)://[^:@/]+:[^@/]+@[^@/:]+(:[0-9]{1,5})?(/[^/]+)?", url):
        _refuse(
            "GENSUI_MAILBOX is not understood. Write imaps://user:password@host/INBOX or imap+starttls://…, "
            "with @, : and / in user and password as %40, %3A and %2F."
        )
    return url


def _sms() -> str:
    url: str = env.str("GENSUI_SMS", "")
    if url and not re.match(r"https?://", url):
        _refuse("GENSUI_SMS is not understood. Write the gateway's address, https://….")
    return url


def _log_level() -> str:
    level: str = env.str("GENSUI_LOG", "WARNING").upper()
    if level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        _refuse(f"GENSUI_LOG: {level} is none of DEBUG, INFO, WARNING, ERROR.")
    return level


private.from_now_on()
DATA = _data_folder()
KEYS_MADE: list[Path] = []
"""Files of keys that were made as this process began."""
LEDGER_PREPARES = env.bool("GENSUI_PREPARE", True)
IS_NEW = not (DATA / "secret-key").exists() and not env.str("GENSUI_SECRET_KEY", "")
SECRET_KEY = _kept("secret-key", "GENSUI_SECRET_KEY")
SECRET_KEY_FALLBACKS: list[str] = env.list("GENSUI_SECRET_KEY_FALLBACKS", default=[])
FIELD_KEYS = _field_keys()
DIGEST_KEYS = _digest_keys()
DEMO = env.bool("GENSUI_DEMO", False)
WATCHES_CLOCK = True
"""Whether nobody can act while the machine's clock is behind what happened already."""
DEBUG = False
ALLOWED_HOSTS: list[str] = env.list("GENSUI_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])

INSTALLED_APPS = [
    # ours first: their templates go before those of the libraries
    "gensui.cli",
    "gensui.desk",
    "gensui.portal",
    "gensui.reports",
    "gensui.ui",
    "gensui.oversight",
    "gensui.rounds",
    "gensui.security",
    "gensui.cases",
    "gensui.training",
    "gensui.amendments",
    "gensui.notices",
    "gensui.people",
    "gensui.replay",
    "gensui.ledger",
    "gensui.desk.admin_app.TechniciansConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
]
MIDDLEWARE = [
    "gensui.ui.middleware.marked",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "gensui.ui.middleware.sizes",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "gensui.desk.accounts.own_accounts",
    "gensui.desk.clocked.clocked",
    "gensui.ui.middleware.kept_private",
    "gensui.ui.middleware.refusals",
    "gensui.ui.middleware.plain_texts",
]
DATABASES = {"default": _database()}
SQLITE_FILE = str(DATABASES["default"]["NAME"]) if DATABASES["default"]["ENGINE"].endswith("sqlite3") else ""
private.narrow(private.kept(DATA, SQLITE_FILE))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "gensui.project.urls"
WSGI_APPLICATION = "gensui.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
FORM_RENDERER = "gensui.ui.forms.Renderer"

# Who comes in
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["gensui.people.backends.StaffBackend", "gensui.people.backends.ResidentBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
ACCOUNT_ADAPTER = "gensui.desk.accounts.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to an address that nobody here has
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}  # gensui.people.limits counts these
MFA_FORMS = {
    "activate_totp": "gensui.desk.accounts.FirstProof",
    "authenticate": "gensui.desk.accounts.SecondProof",
    "reauthenticate": "gensui.desk.accounts.SecondProofAgain",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Gensui"
MFA_ROLES = frozenset(env.list("GENSUI_MFA_ROLES", default=["operator", "hr", "admin_manager", "general_manager"]))
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
PROXIES = _proxies()
TELEPHONY_KEY: str = env.str("GENSUI_TELEPHONY_KEY", "")
HTTPS = env.bool("GENSUI_HTTPS", True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = False  # what stands in front does that, and says so in a header
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "gensui.ui.refused.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
CACHES = {
    # limits on guessing have to hold across processes, so they are counted in the database
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "near": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# What goes in and out
STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
MEDIA_ROOT = DATA / "files"
MEDIA_URL = ""  # nothing uploaded is served by its path
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = private.FILE, private.FOLDER
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_242_880
UPLOAD_MOST_BYTES = _number("GENSUI_UPLOAD", 60) * 1_000_000
PICTURE_PIXELS = _number("GENSUI_PIXELS", 24) * 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
PICTURES_MOST = 12
DATA_UPLOAD_MAX_NUMBER_FILES = (
    100  # more than a form keeps: what is beyond that is named at the field, and the words stay
)
vars().update(_mail())
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("GENSUI_MAIL_FROM", "gensui@localhost")
MAILBOX = _mailbox()
MAILBOX_SITE: str = env.str("GENSUI_MAILBOX_SITE", "")
SMS_GATEWAY = _sms()
SMS_FOLDER = DATA / "sms"
BASE_URL: str = env.str("GENSUI_URL", "http://localhost:8000").rstrip("/")

USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hant"
LANGUAGES = [("zh-hant", _("Traditional Chinese")), ("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "gensui.ui.watch.Masked", "format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "gensui.ui.watch.JsonLines"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
        "security": {"class": "logging.StreamHandler", "formatter": "json"},
    },
    "root": {"handlers": ["stderr"], "level": _log_level()},
    "loggers": {"gensui.security": {"handlers": ["security"], "level": "INFO", "propagate": False}},
}
