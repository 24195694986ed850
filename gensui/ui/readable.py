"""Where somebody can be led back to who looks at a page."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def readable(request: HttpRequest | str) -> str:
    """The address of this page; of the answer to a form, the page on which the form stood: only that can surely be read again.

    Where the browser does not tell which page that was, the first page of the staff or of the owners.
    """
    if isinstance(request, str):  # a page that is shown without its request
        return "/"
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    before = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(before)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path or "/"
    return "/my/" if request.path.startswith("/my/") else "/"
