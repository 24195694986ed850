"""The settings of the tests: as in life, but for what makes a test slow or needs a certificate."""

import atexit
import os
import shutil
import tempfile


def _remove(folder: str, owner: int) -> None:
    if os.getpid() == owner:  # not a child that was forked
        shutil.rmtree(folder, ignore_errors=True)


if "GENSUI_DATA" not in os.environ:  # two runs in one clone must not meet; xdist's workers inherit it
    os.environ["GENSUI_DATA"] = tempfile.mkdtemp(prefix="gensui-test-")
    atexit.register(_remove, os.environ["GENSUI_DATA"], os.getpid())

from gensui.project.settings import *  # noqa: E402, F403

HTTPS = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SECURE_HSTS_SECONDS = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MFA_ROLES = frozenset()
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
EMAIL_FILE_PATH = None
MIDDLEWARE = [one for one in MIDDLEWARE if "whitenoise" not in one]  # noqa: F405  the tests' server serves files itself
WATCHES_CLOCK = False  # the cast lives in times of its own
