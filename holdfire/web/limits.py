"""How much of a request is read at most. What is larger is refused in a sentence, before it is kept anywhere."""

from typing import Any

from starlette.datastructures import Headers

from holdfire.web.api import PATH
from holdfire.web.api.problems import problem
from holdfire.web.api.reports import LARGEST
from holdfire.web.safety import sentence_page

MOST = 1 << 20
"""Bytes of a request: a form or JSON is never near it."""
LARGER: tuple[tuple[str, int], ...] = (
    (f"{PATH}/reports", LARGEST + MOST),
    ("/queue/reports", LARGEST + MOST),
    ("/form", LARGEST + MOST),
    ("/exchange", 1 << 31),
    ("/add-checkpoint", 2 * MOST),
)
"""Addresses that take more, and how much. Exchange counts for itself what it takes, and says so in its own words."""
_WHAT = "what was sent is larger than this address takes"
_REMEDY = "Send less at once; a large file is collected where it lies: `holdfire collect`."


def limit_of(path: str) -> int:
    """How many bytes a request to this address may have."""
    return next((most for start, most in LARGER if path == start), MOST)


class BodyLimit:
    """Counts what comes in, and answers 413 where it is too much, whatever the application would have said."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Let a request through while it is within its limit."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most, read, over, told = limit_of(scope["path"]), 0, False, False
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isascii() and declared.isdigit() and int(declared) > most:
            await _refusal(scope["path"])(scope, receive, send)
            return

        async def counted() -> Any:
            nonlocal read, over
            if over:
                return {"type": "http.disconnect"}
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                over = True
                return {"type": "http.disconnect"}
            return message

        async def said(message: Any) -> None:
            nonlocal told
            if not over:
                await send(message)
            elif not told:
                told = True
                await _refusal(scope["path"])(scope, receive, send)

        await self._app(scope, counted, said)
        if over and not told:
            await _refusal(scope["path"])(scope, receive, send)


def _refusal(path: str) -> Any:
    if path.startswith(PATH):
        return problem(413, _WHAT, _REMEDY)
    return sentence_page(413, f"{_WHAT.capitalize()}. {_REMEDY}")
