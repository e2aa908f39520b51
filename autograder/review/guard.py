"""Keep everybody else out of the review page.

Only whoever has the address with the token gets in, and only from the page itself: the token becomes a cookie that no
other site can send, `Host` and `Origin` must be this server's, and pages may load and run nothing but their own files.
"""

import hmac
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from autograder.i18n import speaking

__all__ = ["Guard"]


POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


class Guard:
    """Let in only what comes from this page, with the token; speak the page's language.

    Args:
        app: The application.
        port: The port that it is served on.
        token: The secret in the address.
        language: Language of the page.
    """

    def __init__(self, app: ASGIApp, port: int, token: str, language: str) -> None:
        self._app = app
        self._token = token
        self._language = language
        self._cookie = f"review-{port}"  # browsers give a cookie to every port; two pages must not end each other
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        refused = self._refused(request)
        if refused:
            await refused(scope, receive, send)
            return
        with speaking(self._language):
            await self._app(scope, receive, _with_headers(send))

    def _refused(self, request: Request) -> Response | None:
        """Return what to answer instead of the page; None if the request may pass."""
        if request.headers.get("host") not in self._hosts:
            return PlainTextResponse("This page answers only at its own address.", 403)
        if request.method == "POST":
            origin = request.headers.get("origin", "")
            if origin not in {f"http://{host}" for host in self._hosts}:
                return PlainTextResponse("This form was not sent from the page.", 403)
        given = request.query_params.get("token")
        if given is not None and _same(given, self._token):
            response = RedirectResponse(request.url.path, 303)
            response.set_cookie(self._cookie, self._token, httponly=True, samesite="strict")
            return response
        if not _same(request.cookies.get(self._cookie, ""), self._token):
            return PlainTextResponse("Open the address that `autograder review` printed.", 403)
        return None


def _same(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), token.encode())


def _with_headers(send: Send) -> Send:
    async def sending(message: Any) -> None:
        if message["type"] == "http.response.start":
            names = {name for name, _value in message["headers"]}
            more = {
                b"content-security-policy": POLICY.encode(),
                b"cache-control": b"no-store",  # the back button shows what counts now
                b"x-content-type-options": b"nosniff",
                b"referrer-policy": b"same-origin",  # with no-referrer, forms would be sent from nowhere
            }
            message["headers"] += [(name, value) for name, value in more.items() if name not in names]
        await send(message)

    return sending
