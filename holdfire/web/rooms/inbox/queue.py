"""The queue: by age or by consequence, searched and filtered; the next free claim; reports that are sent in."""

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, get_args
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from holdfire import pipeline
from holdfire.agreement.acts import ACTS
from holdfire.answers import Collected
from holdfire.claims.claim import Kind
from holdfire.errors import HoldfireError
from holdfire.index import Asked, Order
from holdfire.index.asked import MOST_COUNTED
from holdfire.intake import How
from holdfire.publish.words import N_
from holdfire.web.api.problems import RefusedError
from holdfire.web.api.reports import as_it_says, named
from holdfire.web.desk import desk_of
from holdfire.web.guard import needs, sent_by
from holdfire.web.rooms.inbox.work import work_of
from holdfire.web.shell import show
from holdfire.web.users import Right, Session, seen, shown
from holdfire.when import iso, zone

queues = APIRouter()
Reviewer = Annotated[Session, Depends(needs(Right.REVIEW))]
Sender = Annotated[Session, Depends(sent_by(Right.REVIEW))]
PAGE = 50
"""How many claims a page of the inbox shows."""
MOST_LOOKED = 200
"""Claims that are looked through for a free one."""
MOST_PASTED = 200_000
"""Characters of a text that is pasted: a long report has some twenty thousand."""
MOST_MB = 64
"""The largest file that a form takes, in megabytes; larger ones are collected at the machine."""
TOLD = tuple(kind for kind in get_args(Kind) if kind != "statement")
"""Kinds of claims that the inbox shows first: all but statements, which are leads at most."""
ANYTHING = {"q": "", "act": "", "actor": "", "place": "", "order": "oldest", "every": ""}
"""What the form of the queue asks for when nothing is chosen."""
ALL_TAKEN = N_("Somebody looks at every claim that waits here; take one from the list, or look again in a while.")
NOTHING_SENT = N_("Paste a text or choose a file.")


@queues.get("/inbox", response_class=HTMLResponse)
def queue(
    request: Request,
    session: Reviewer,
    after: int = 0,
    every: bool = False,
    q: str = "",
    act: str = "",
    actor: str = "",
    place: str = "",
    order: str = "oldest",
    told: str = "",
) -> HTMLResponse:
    """Claims that wait, the earliest first or those first on which most hangs; statements and leads where asked for."""
    said = {**ANYTHING, "q": q[:200], "act": act, "actor": actor, "place": place, "order": order}
    said["every"] = "true" if every else ""
    return _queue(request, session, said, max(0, min(after, MOST_COUNTED)), told=told)


def _queue(
    request: Request,
    session: Session,
    said: dict[str, str],
    after: int = 0,
    *,
    code: int = 200,
    told: str = "",
    pasted: str = "",
    collected: Collected | None = None,
) -> HTMLResponse:
    desk, work = desk_of(request), work_of(request)
    case, kept, asked = desk.case, desk.index, asked_of(said, after)
    page = kept.claims(asked, most=PAGE)
    allowed = seen(session, page.rows, case.agreement)
    rows = [shown(session, c) for c, ok in zip(page.rows, allowed, strict=True) if ok]
    weighing = work.begin_weighing()
    names = [c.id for c in rows]
    return show(
        request,
        "inbox.html.j2",
        session,
        code=code,
        claims=rows,
        after=after,
        page=PAGE,
        number=page.count,
        hidden=len(page.rows) - len(rows),
        leads=0 if said.get("every") else kept.claims(Asked(waiting=True, kinds=("statement",)), most=1).count,
        said=said,
        query=partial(_query, said),
        acts=sorted(ACTS),
        leases=work.leases.held(names, desk.clock()),
        hanging=work.hanging(names),
        weighing=weighing,
        second=work.deeds.waiting(),
        last=work.last_of(session.person.name),
        told=told if told in (ALL_TAKEN, NOTHING_SENT) or code >= 400 else "",
        pasted=pasted,
        collected=collected,
        may={right.value for right in session.person.rights},
        local=partial(iso, tz=zone(case.agreement.text.time_zone)),
    )


def asked_of(said: dict[str, str], after: int = 0) -> Asked:
    """What a form of the queue asks of the index."""
    order: Order = "consequence" if said.get("order") == "consequence" else "oldest"
    return Asked(
        text=said.get("q", ""),
        act=said.get("act", ""),
        actor=said.get("actor", ""),
        place={"known": True, "unknown": False}.get(said.get("place", "")),
        waiting=True,
        order=order,
        kinds=() if said.get("every") else TOLD,
        skip=after,
    )


def _query(said: dict[str, str], **other: object) -> str:
    """The address of the queue as it is asked, with something else."""
    told = {name: value for name, value in {**said, **other}.items() if value and (name, value) != ("order", "oldest")}
    return f"/inbox?{urlencode(told)}" if told else "/inbox"


@queues.post("/queue/next", response_class=HTMLResponse)
def take_next(request: Request, session: Sender, order: Annotated[str, Form(max_length=20)] = "oldest") -> Response:
    """Takes the next claim at which nobody looks, and opens it."""
    found = next_free(request, session, {"order": order})
    at = f"/inbox/{quote(found, safe='')}" if found else f"/inbox?{urlencode({'told': ALL_TAKEN})}"
    return RedirectResponse(at, 303)


def next_free(request: Request, session: Session, said: dict[str, str], but: str = "") -> str | None:
    """The first claim of the queue at which nobody else looks, taken for this person; None where there is none."""
    desk, work = desk_of(request), work_of(request)
    rows = desk.index.claims(asked_of(said), most=MOST_LOOKED).rows
    allowed = seen(session, rows, desk.case.agreement)
    for claim, ok in zip(rows, allowed, strict=True):
        if (
            ok
            and claim.id != but
            and work.leases.take(claim.id, session.person.name, desk.clock()).name == session.person.name
        ):
            return claim.id
    return None


@queues.post("/queue/reports", response_class=HTMLResponse)
def send_report(
    request: Request,
    session: Sender,
    pasted: Annotated[str, Form(max_length=MOST_PASTED)] = "",
    file: UploadFile | None = None,
) -> Response:
    """Takes in a report: a text that is pasted, or a file. What a machine reads in it waits in the queue."""
    work = work_of(request)
    try:
        with TemporaryDirectory() as folder:
            path = _kept(Path(folder), pasted, file)
            if path is None:
                return _queue(request, session, ANYTHING, told=NOTHING_SENT, code=400)
            with work.desk.writing:
                done = pipeline.collect_into(work.case, path, work.desk.clock(), How(limit_mb=MOST_MB))
    except (HoldfireError, RefusedError) as error:
        return _queue(request, session, ANYTHING, told=str(error), code=400, pasted=pasted)
    return _queue(request, session, ANYTHING, collected=done)


def _kept(folder: Path, pasted: str, file: UploadFile | None) -> Path | None:
    """The report as a file, under a name without any folder. Raises ``RefusedError`` for what is not what its name says."""
    if file is not None and file.filename:
        path = folder / named(file.filename)
        head = file.file.read(64)
        as_it_says(path.name, head)
        with path.open("wb") as kept:
            size = kept.write(head)
            while some := file.file.read(1 << 20):
                size += kept.write(some)
                if size > MOST_MB << 20:
                    raise RefusedError(413, f"the file has more than {MOST_MB} megabytes", "Collect it at the machine.")
        return path if size else None
    if not pasted.strip():
        return None
    path = folder / "pasted.txt"
    path.write_text(pasted.replace("\r\n", "\n"), "utf-8")
    return path
