"""What every answer carries so that a browser runs our own scripts alone, and frames, fetches and keeps nothing else."""

import base64
import hashlib
import re
from html import escape
from typing import Any

from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import MutableHeaders

_STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)
_RULES = "default-src 'none'; {more}base-uri 'none'; form-action {forms}; frame-ancestors 'none'"
_SCRIPTED = (
    "script-src 'self'; style-src 'self'{styles}; connect-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "worker-src 'self'; manifest-src 'self'; "
)
"""What a page with scripts may load: ours alone, from the server it came from; a map makes pictures of its own."""
_SCRIPT = re.compile(rb"<script[^>]*\ssrc=\"/static/")
WORKER = "/form-worker.js"
"""The script that serves the form without a network: the one script that may fetch what is ours by itself."""
_WORKING = "default-src 'none'; connect-src 'self'"
STATIC = "/static/"
"""Where scripts, styles and fonts lie; a browser may keep them for a day."""
_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_OVERRIDES = {sign: f"[U+{sign:04X}]" for sign in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
_LOOK = (
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
    "overflow-wrap:anywhere}li{margin:.3rem 0}.kind{font-size:.8rem;border:1px solid;border-radius:3px;padding:0 .3rem}"
)


def policy(body: bytes) -> str:
    """The content policy for a body: only the styles it came with, no other host, forms to ourselves alone.

    Scripts run where the page names one of our own files, and never otherwise: what stands in a text is no script.
    """
    hashes = "".join(f" 'sha256-{_digest(style)}'" for style in _STYLE.findall(body))
    plain = f"style-src{hashes}; " if hashes else ""
    more = _SCRIPTED.format(styles=hashes) if _SCRIPT.search(body) else plain
    return _RULES.format(more=more, forms="'self'" if b"<form" in body else "'none'")


def _digest(style: bytes) -> str:
    return base64.b64encode(hashlib.sha256(style).digest()).decode()


def secured(answer: Response) -> Response:
    """An answer with its headers."""
    answer.headers.update(_FIXED | {"Content-Security-Policy": policy(bytes(answer.body))})
    return answer


def whole_page(title: str, body: str) -> str:
    """A small page of our own. ``body`` is HTML already; overrides of direction are shown by number."""
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_LOOK}</style></head>'
        f"<body><main>{body}</main></body></html>\n"
    ).translate(_OVERRIDES)


def sentence_page(status: int, sentence: str) -> HTMLResponse:
    """One sentence on what went wrong and what to do."""
    return HTMLResponse(whole_page("Holdfire", f'<p>{escape(sentence)}</p><p><a href="/">Holdfire</a></p>'), status)


class Headers:
    """Puts the headers on every answer of the application, refusals included."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Hold back the head of a page until its body is known, so that the policy names its style; streams go through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        head: dict[str, Any] = {}
        body: list[bytes] = []

        async def hold(message: Any) -> None:
            if message["type"] == "http.response.start":
                head.update(message)
                fixed = _FIXED | ({"Cache-Control": "max-age=86400"} if scope["path"].startswith(STATIC) else {})
                rules = _WORKING if scope["path"] == WORKER else policy(b"")
                MutableHeaders(scope=head).update(fixed | {"Content-Security-Policy": rules})
                if not _is_page(head):
                    await send(head)
                return
            if not _is_page(head):
                await send(message)
                return
            body.append(message.get("body", b""))
            if not message.get("more_body", False):
                whole = b"".join(body)
                MutableHeaders(scope=head)["Content-Security-Policy"] = policy(whole)
                await send(head)
                await send({"type": "http.response.body", "body": whole})

        await self._app(scope, receive, hold)


def _is_page(head: dict[str, Any]) -> bool:
    return MutableHeaders(scope=head).get("content-type", "").startswith("text/html")
