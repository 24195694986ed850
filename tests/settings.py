"""The settings of the tests: as in life, but for what makes a test slow or needs a certificate."""

from gensui.project.settings import *  # noqa: F403

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
