"""The form on a phone: a monitor tells of an incident, of having looked and seen nothing, or of an access event.

Once opened, the page works without a network: what is filled in waits on the phone and is sent when there is a server again:
each submission with a key of its own, under which it is kept once however often it is sent. What arrives goes through intake like
any other one: kept as received, its sensitive answers sealed, its claim in the inbox until a reviewer has looked at it.
"""

import hashlib
import json
import secrets
import tempfile
import uuid
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from holdfire.answers import Collected
from holdfire.case import Case
from holdfire.intake import collect_into, set_aside_of
from holdfire.publish.words import LOCALES, N_
from holdfire.web.desk import desk_of
from holdfire.web.guard import needs, sent_by
from holdfire.web.rooms.form_model import (
    OFFERED,
    PICTURES,
    PhoneForm,
    UnfilledError,
    every_name,
    good_key,
    phone_form,
    submission,
)
from holdfire.web.shell import LANGUAGE, app_words, language_of, show
from holdfire.web.users import Right, Session

form = APIRouter()
Monitor = Annotated[Session, Depends(needs(Right.SEND))]
Sender = Annotated[Session, Depends(sent_by(Right.SEND))]
MOST_BYTES = 8_000_000
"""Bytes of one picture."""
PICTURE_KINDS = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png", b"RIFF": "webp"}
"""What a picture begins with, whatever it is called, and the ending it is kept under."""
MISSING = N_("This is asked for and was not answered: %(question)s")
WRONG = N_("This answer cannot be taken: %(question)s")
PICTURE = N_("A picture is a JPEG, PNG or WebP file of at most 8 MB.")
KEPT = N_("Kept. It waits for a reviewer now.")


@form.get("/form", response_class=HTMLResponse)
def page(request: Request, session: Monitor, kept: bool = False) -> Response:
    """The forms, in Arabic until another language is chosen."""
    if request.query_params.get("lang") not in LOCALES and request.cookies.get(LANGUAGE) not in LOCALES:
        return RedirectResponse("/form?lang=ar", 303)
    return _page(request, session, told=KEPT if kept else "")


@form.get("/form/now")
def now(session: Monitor) -> JSONResponse:
    """The secret of this session's forms, for what was filled in before it began and is sent now."""
    return JSONResponse({"form": session.form, "name": session.person.name})


@form.get("/form-worker.js")
def worker() -> Response:
    """The script by which the page opens without a network; it may serve the form's page alone."""
    data = (files("holdfire.web") / "static" / "form-worker.js").read_bytes()
    headers = {"Service-Worker-Allowed": "/form", "Cache-Control": "no-cache"}
    return Response(data, media_type="text/javascript", headers=headers)


async def filled_in(request: Request) -> tuple[dict[str, str], dict[str, UploadFile]]:
    """What was sent: answers, and pictures."""
    said: dict[str, str] = {}
    pictures: dict[str, UploadFile] = {}
    for name, value in (await request.form()).items():
        if isinstance(value, str):
            said[name] = value
        elif value.size:
            pictures[name] = value
    return said, pictures


@form.post("/form", response_class=HTMLResponse)
def send(
    request: Request, session: Sender, sent: Annotated[tuple[dict[str, str], dict[str, UploadFile]], Depends(filled_in)]
) -> Response:
    """Takes one submission in: once under its key, however often it comes. Answers in JSON where a script asks."""
    said, uploads = sent
    plain = "application/json" not in request.headers.get("accept", "")
    words = app_words(language_of(request))
    if said.get("which") not in OFFERED or not good_key(said.get("key", "")):
        raise HTTPException(400, "This is none of the forms that are filled in here.")
    asked = phone_form(said["which"])
    try:
        pictures = [_picture(said["key"], n, uploads.get(f"photo-{n}")) for n in range(PICTURES)]
        told = submission(asked, said["key"], _answers(asked, said), [name for name, _ in pictures])
    except UnfilledError as error:
        why = MISSING if error.why == "missing" else WRONG
        label = error.question.label[words.language]
        return _refused(request, session, said, words.gettext(why) % {"question": label}, plain=plain)
    except ValueError:
        return _refused(request, session, said, words.gettext(PICTURE), plain=plain)
    desk = desk_of(request)
    with desk.writing:
        done = taken_in(desk.case, session.person.name, told, dict(pictures), desk.clock())
        why = _aside(desk.case, done)
    if why:
        return _refused(request, session, said, why, plain=plain)
    if plain:
        return RedirectResponse("/form?kept=true", 303)
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in pictures if name}
    return JSONResponse({"kept": done.kept, "held": done.held, "pictures": list(digests.values())})


def taken_in(case: Case, who: str, told: dict[str, Any], pictures: Mapping[str, bytes], at: Any) -> Collected:
    """A submission into the record, by the way of every other one. ``who`` sent it is sealed.

    Raises ``SourceError`` for one that cannot be read at all.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{told['instanceID'].removeprefix('uuid:')}.json"
        path.write_text(json.dumps([{**told, "username": who}], ensure_ascii=False), "utf-8")
        for name, data in pictures.items():
            if name:
                (Path(folder) / name).write_bytes(data)
        return collect_into(case, path, received=at)


def _aside(case: Case, done: Collected) -> str:
    """Why it was not read, where it was not."""
    if not done.set_aside:
        return ""
    return next((row.sentence() for row in set_aside_of(case) if row.file == done.file), "")


def _answers(asked: PhoneForm, said: Mapping[str, str]) -> dict[str, str]:
    return {name: said[name] for name in every_name(asked) if said.get(name)}


def _picture(key: str, number: int, sent: UploadFile | None) -> tuple[str, bytes]:
    """The name a picture is kept under, by its submission, and its bytes; empty where none was sent."""
    if sent is None:
        return "", b""
    data = sent.file.read(MOST_BYTES + 1)
    ending = next((end for start, end in PICTURE_KINDS.items() if data.startswith(start)), "")
    if not ending or len(data) > MOST_BYTES:
        raise ValueError(PICTURE)
    return f"{key}-{number}.{ending}", data


def _refused(request: Request, session: Session, said: dict[str, str], why: str, *, plain: bool) -> Response:
    if not plain:
        return JSONResponse({"why": why}, 422)
    return _page(request, session, told=why, said=said, code=422)


def _page(
    request: Request, session: Session, told: str, said: dict[str, str] | None = None, code: int = 200
) -> HTMLResponse:
    zones = dict.fromkeys([desk_of(request).case.agreement.text.time_zone, "UTC"])
    return show(
        request,
        "form.html.j2",
        session,
        code=code,
        forms=[phone_form(name) for name in OFFERED],
        said=said or {},
        told=told,
        keys={name: str(uuid.UUID(bytes=secrets.token_bytes(16), version=4)) for name in OFFERED},
        zones=list(zones),
        pictures=range(PICTURES),
        bad=code != 200,
    )
