"""The status as one HTML page: no script, no outside request, readable on a phone and on a wall."""

import re
from functools import cache, partial
from typing import Any
from urllib.parse import urlencode

from jinja2 import BaseLoader, Environment, PackageLoader, StrictUndefined

from holdfire.agreement.model import Agreement
from holdfire.publish.answer import answer, hangs_on_clock
from holdfire.publish.choose import REFERENCES, answered_questions, by_verdict, choose, verdict_class
from holdfire.publish.map import draw
from holdfire.publish.names import Names, anchor
from holdfire.publish.nearest import nearest_days
from holdfire.publish.strip import strips
from holdfire.publish.times import Times, offset_of
from holdfire.publish.words import LOCALES, Words, words_in
from holdfire.status import Status

_HARMFUL = [
    *range(0x09),
    0x0B,
    0x0C,
    *range(0x0E, 0x20),
    *range(0x7F, 0xA0),
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
]
_SHOWN = re.compile(f"[{''.join(map(chr, (*_HARMFUL, 0xFFFE, 0xFFFF)))}]")
"""Control signs and overrides of direction, which could make words read as others: shown by number instead."""


def render_page(
    status: Status, agreement: Agreement, language: str = "en", picture: Status | None = None, *, served: bool = False
) -> str:
    """One page in ``en``, ``ar`` or ``ru``. ``picture`` is the same case at an earlier instant, set beside this one.

    ``served`` adds links that only the server can answer. Raises ``AskError`` for another language.
    """
    words = words_in(language)
    near = nearest_days(status)
    status = near.status
    shown = choose(status)
    names = Names(agreement.text, words)
    page = _environment(language).get_template("page.html.j2")
    html = page.render(
        status=status,
        text=agreement.text,
        picture=picture,
        served=served,
        query=partial(_query, status, language),
        words=words,
        names=names,
        shown=shown,
        near=near,
        answer=answer(status, agreement.text, words),
        strips=strips(status, agreement.text, words),
        map=draw(agreement, shown.incidents, language),
        offset=offset_of(status.as_of),
    )
    return shown_safely(html)


def shown_safely(html: str) -> str:
    """A page in which signs that could make words read as others are shown by number."""
    return _SHOWN.sub(lambda sign: f"[U+{ord(sign.group()):04X}]", html)


def _query(status: Status, language: str, **other: str) -> str:
    """The question this page answers, as a query string, with some of it changed."""
    return urlencode({"as_of": status.as_of, "known_at": status.known_at, "lang": language} | other)


@cache
def _environment(language: str) -> Environment:
    words = words_in(language)
    return environment(words, PackageLoader("holdfire.publish", "templates"), _globals(words))


def environment(words: Words, loader: BaseLoader, known: dict[str, Any]) -> Environment:
    """Templates in the words of one language; ``known`` is what each may use. A name that is not there is an error."""
    found = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.install_gettext_callables(  # type: ignore[attr-defined]
        words.gettext, words.ngettext, newstyle=True, pgettext=words.pgettext
    )
    found.globals.update(known)
    return found


def _globals(words: Words) -> dict[str, Any]:
    return {
        "times": Times(words),
        "state": words.state,
        "anchor": anchor,
        "answered_questions": answered_questions,
        "hangs_on_clock": hangs_on_clock,
        "by_verdict": by_verdict,
        "verdict_class": verdict_class,
        "languages": tuple(LOCALES),
        "most_references": REFERENCES,
    }
