"""The shell of the application: templates with the words of one language, and the bar that every room has."""

from collections.abc import Mapping
from datetime import UTC
from functools import cache
from importlib.resources import files
from io import BytesIO
from itertools import pairwise
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, PackageLoader
from markupsafe import Markup, escape

from holdfire.agreement.model import AgreementText
from holdfire.publish.names import Names, anchor
from holdfire.publish.page import environment, shown_safely
from holdfire.publish.times import Times
from holdfire.publish.words import LOCALES, N_, Words, words_in
from holdfire.web.desk import desk_of
from holdfire.web.users import Right, Session
from holdfire.when import iso

LANGUAGE = "holdfire-language"
"""The cookie that keeps the language chosen."""
ROOMS: tuple[tuple[str, str, Right | None], ...] = (
    ("/", N_("Situation"), None),
    ("/inbox", N_("Inbox"), Right.REVIEW),
    ("/incidents", N_("Incidents"), Right.SEE),
    ("/agreement", N_("Agreement"), Right.SEE),
    ("/access", N_("Access"), Right.SEE),
    ("/sides", N_("Between the sides"), Right.SEE),
    ("/record", N_("Record"), Right.SEE),
    ("/bulletins", N_("Bulletins"), Right.SEE),
    ("/numbers", N_("Numbers"), Right.SEE),
    ("/form", N_("Form"), Right.SEND),
    ("/edition", N_("Public edition"), Right.SEE),
    ("/users", N_("Users"), Right.MANAGE),
)
"""The rooms of the application: address, name, and the right it asks for."""


@cache
def app_words(language: str) -> Words:
    """The words of a page and of the application together. Raises ``AskError`` for another language."""
    words = words_in(language)
    if language == "en":
        return words
    every: list[Translations] = []
    for file in sorted(files("holdfire.web").joinpath("locales", language).iterdir(), key=lambda file: file.name):
        compiled = BytesIO()
        with file.open("rb") as opened:
            write_mo(compiled, read_po(opened, locale=language))
        compiled.seek(0)
        every.append(Translations(compiled))
    own = every[0]  # the rule for plurals is that of a file: an empty catalogue has the English one
    for other in every[1:]:
        own.merge(other)
    own.add_fallback(words.catalog)
    return Words(language, own)


def language_of(request: Request) -> str:
    """The language asked for in the address, kept in a cookie, or named by the browser; English otherwise."""
    asked = request.query_params.get("lang") or request.cookies.get(LANGUAGE, "")
    if asked in LOCALES:
        return asked
    wanted = [part.split(";")[0].strip()[:2].lower() for part in request.headers.get("accept-language", "").split(",")]
    return next((name for name in wanted if name in LOCALES), "en")


def names_of(request: Request) -> Names:
    """Names of actors and things in the reader's language."""
    return Names(desk_of(request).case.agreement.text, app_words(language_of(request)))


@cache
def _environment(language: str) -> Environment:
    words = app_words(language)
    loader = ChoiceLoader([PackageLoader("holdfire.web", "templates"), PackageLoader("holdfire.publish", "templates")])
    known = {"words": words, "times": Times(words), "state": words.state, "anchor": anchor, "languages": tuple(LOCALES)}
    return environment(words, loader, known)


def rendered(template: str, language: str, text: AgreementText, **told: Any) -> str:
    """A page that nobody is signed in to, in one language: for files that leave, and for readers without an account."""
    page = _environment(language).get_template(template)
    return shown_safely(page.render(text=text, names=Names(text, app_words(language)), **told))


def show(request: Request, template: str, session: Session | None, *, code: int = 200, **told: Any) -> HTMLResponse:
    """A page of the application in the reader's language."""
    language, desk = language_of(request), desk_of(request)
    case, behind = desk.case, desk.behind()
    templates = _environment(language)
    rooms = [(at, name) for at, name, right in ROOMS if right is None or (session and right in session.person.rights)]
    page = templates.get_template(template).render(
        session=session,
        rooms=rooms,
        here=request.url.path,
        behind=behind and {"last": iso(behind, UTC), "now": iso(desk.clock(), UTC)},
        text=case.agreement.text,
        names=names_of(request),
        **told,
    )
    answer = HTMLResponse(shown_safely(page), code)
    if request.query_params.get("lang") in LOCALES:
        answer.set_cookie(LANGUAGE, language, httponly=True, samesite="lax")
    return answer


def marked(text: str, spans: Mapping[str, tuple[int, int]], named: Mapping[str, str], around: int = 600) -> Markup:
    """The part of a text that was read: its sentence, and in it the characters on which each field stands, with its name.

    ``spans`` are in characters of the text; ``named`` tells the fields that are marked, by the word to mark them with.
    """
    inside = {name: (a, b) for name, (a, b) in spans.items() if 0 <= a < b <= len(text)}
    if not inside:
        return escape(text[: 2 * around])
    first = max(0, min(a for a, _ in inside.values()) - around)
    last = min(len(text), max(b for _, b in inside.values()) + around)
    edges = sorted({first, last, *(edge for span in inside.values() for edge in span)})
    parts: list[Markup] = [Markup("… ")] if first else []
    for start, end in pairwise(edges):
        here = [named[name] for name, (a, b) in inside.items() if name in named and a <= start and end <= b]
        parts.append(_marked(text[start:end], here))
    return Markup("").join([*parts, Markup(" …") if last < len(text) else Markup("")])


def _marked(piece: str, fields: list[str]) -> Markup:
    if not fields:
        return escape(piece)
    return Markup("<mark>{} <small>{}</small></mark>").format(piece, ", ".join(dict.fromkeys(fields)))
