"""Sending in: a file as a source gave it, or what a field monitor saw as JSON. What is sent twice is one report.

What arrives is taken in as ``holdfire collect`` takes it: good rows are kept, bad ones set aside with a reason, sensitive fields
sealed. With an ``Idempotency-Key`` the same request is answered again as it was, and another one under the same key is refused.
"""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Header, Request, Response, UploadFile
from pydantic import AwareDatetime, BaseModel, Field, RootModel, model_validator

from holdfire import pipeline
from holdfire.answers import Collected
from holdfire.errors import SourceError
from holdfire.intake import How
from holdfire.web.api.asked import Name, Said, Text, told
from holdfire.web.api.bearer import Asker, Sender, tokens_of
from holdfire.web.api.problems import RefusedError
from holdfire.web.desk import Desk, desk_of

reports = APIRouter(tags=["reports"])
LARGEST = 64 << 20
"""Bytes of a file that is sent in; a larger one is collected where it lies: `holdfire collect`."""
_NAME = re.compile(r"[^\w.() +-]+")
_KINDS: dict[bytes, tuple[str, ...]] = {
    b"PK\x03\x04": (".zip", ".xlsx", ".wacz", ".ods"),
    b"\x1f\x8b": (".gz", ".tgz"),
    b"%PDF-": (".pdf",),
    b"\x89PNG\r\n\x1a\n": (".png",),
    b"\xff\xd8\xff": (".jpg", ".jpeg"),
    b"GIF8": (".gif",),
}
"""How files begin whose names must say so, and what they are called."""
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"#!", b"\xca\xfe\xba\xbe")
"""How programs begin. None is a source."""
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="A name of your own for this request, such as a UUID. Sent again, it is answered as it was and done once.",
    ),
]
Number = Annotated[int, Field(ge=0, le=10_000_000)]
Words = Annotated[str, Field(max_length=5000)]


class Point(Said):
    """A point on the ground, in decimal degrees, and how far off in metres it may be by the device."""

    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
    accuracy_m: Annotated[float, Field(ge=0, le=100_000, allow_inf_nan=False)] = 0


class Observation(Said):
    """What every observation says: by which organisation, where, and how far the point may be off in kilometres.

    ``id`` is a UUID of the sender's own: what is sent again under it is one observation. ``reporter`` and ``contact`` are sealed.
    """

    id: Annotated[str, Field(pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")]
    said_by: Name
    reporter: Text = ""
    place: Name
    location: Point | None = None
    radius_km: Literal["0.1", "0.5", "2", "5", "25"]


class Happened(Observation):
    """When it happened: an instant with ``minute`` or ``hour``, or a ``day``."""

    precision: Literal["minute", "hour", "day"]
    when: AwareDatetime | None = None
    day: date | None = None
    actor: Text = ""
    words: Annotated[Words, Field(min_length=1)]
    contact: Text = ""

    @model_validator(mode="after")
    def _dated(self) -> "Happened":
        if (self.day if self.precision == "day" else self.when) is None:
            raise ValueError("a day is told as `day`, an instant as `when`")
        return self


class Incident(Happened):
    """One happening, as seen or told."""

    form: Literal["incident-1"]
    basis: Literal["seen", "witness", "hearsay"]
    act: Name
    target: Text = ""
    weapon: Text = ""
    facility_kind: Text = ""
    deaths_low: Number | None = None
    deaths: Number | None = None
    deaths_high: Number | None = None
    injured: Number | None = None
    persons: Words = ""


class Access(Happened):
    """An event of access: a request, an approval, a refusal, a convoy, a delivery."""

    form: Literal["access-1"]
    act: Name
    count: Number | None = None
    unit: Literal["trucks", "people", "tonnes"] | None = None


class Nothing(Observation):
    """Somebody looked, and nothing was observed: from when to when, how, and whether they were free to look."""

    form: Literal["nothing-1"]
    since: Annotated[AwareDatetime, Field(alias="from")]
    until: AwareDatetime
    how: Literal["post", "patrol", "camera", "home"]
    could_look: Literal["yes", "partly", "no"]
    kept_by: Text = ""
    words: Words = ""


class Observed(RootModel[Annotated[Incident | Access | Nothing, Field(discriminator="form")]]):
    """One of the forms that come with Holdfire."""


class SentIn(BaseModel):
    """What became of what was sent in."""

    collected: Collected
    again: bool = Field(
        description="True where the same was sent before under this key, and this is the answer it got."
    )


@reports.post("/reports", response_model=SentIn, responses=told(409, 413, 415))
def send(
    request: Request, answer: Response, who: Sender, file: Annotated[UploadFile, File()], key: Key = None
) -> SentIn:
    """Send in a file: a page, a table, a workbook, a mail, an archive. What is held already is passed over."""
    name = named(file.filename or "")
    head = file.file.read(64)
    as_it_says(name, head)
    digest = hashlib.sha256(name.encode() + b"\0" + head)
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        size = len(head)
        with path.open("wb") as kept:
            kept.write(head)
            while some := file.file.read(1 << 20):
                size += len(some)
                digest.update(some)
                kept.write(some)
        if not size:
            raise RefusedError(422, "the file is empty", "Send it again.", where="body.file")
        return _once(desk_of(request), who, key, digest.hexdigest(), lambda desk: _collected(desk, path))


@reports.post("/observations", response_model=SentIn, responses=told(409))
def observe(request: Request, who: Sender, said: Observed, key: Key = None) -> SentIn:
    """Send in what a field monitor saw: an incident, an event of access, or that nothing was observed."""
    record = submission(said.root)
    text = json.dumps(record, ensure_ascii=False, sort_keys=True)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "observation.json"
        path.write_text(text, "utf-8")
        digest = hashlib.sha256(text.encode()).hexdigest()
        return _once(desk_of(request), who, key, digest, lambda desk: _collected(desk, path))


def submission(said: Incident | Access | Nothing) -> dict[str, Any]:
    """An observation as a submission of its form has it."""
    fields = said.model_dump(mode="json", exclude={"form", "id", "location"}, exclude_none=True, by_alias=True)
    told_so = {name: value if isinstance(value, str) else str(value) for name, value in fields.items()}
    if said.location:
        told_so["location"] = f"{said.location.lat:.6f} {said.location.lon:.6f} 0 {said.location.accuracy_m:.1f}"
    return {"holdfire_form": said.form, "KEY": f"uuid:{said.id.lower()}", **told_so}


def named(told_name: str) -> str:
    """The name of a file without any folder, of letters, digits and a few signs; the end of a long one is kept."""
    name = _NAME.sub("_", told_name.replace("\\", "/").rpartition("/")[2]).strip(" .")[-120:].lstrip(". ")
    return name or "report"


def as_it_says(name: str, head: bytes) -> None:
    """Raises 415 for a program, and for a file that is not what its name says. Which layout it has, intake finds out."""
    if head.startswith(_PROGRAMS):
        raise RefusedError(415, "this file is a program and no source", "Send what it was made from.", where=name)
    suffix = Path(name).suffix.lower()
    for begins, suffixes in _KINDS.items():
        if suffix in suffixes and not head.startswith(begins):
            raise RefusedError(
                415, f"this file is called {suffix} and is none", "Send it under its own name.", where=name
            )
        if head.startswith(begins) and suffix not in suffixes and suffix not in ("", ".bin"):
            remedy = f"Call it by one of: {', '.join(suffixes)}."
            raise RefusedError(415, f"this file begins as a {suffixes[0]} and is called {suffix}", remedy, where=name)


def _collected(desk: Desk, path: Path) -> Collected:
    how = How(limit_mb=LARGEST >> 20)
    try:
        return pipeline.collect_into(desk.case, path, desk.clock(), how)
    except SourceError as error:
        raise RefusedError(422, error.what, error.remedy, where=error.where) from error


def _once(desk: Desk, who: Asker, key: str | None, digest: str, do: Callable[[Desk], Collected]) -> SentIn:
    """Do it, unless it was done under this key."""
    tokens, person = tokens_of(desk), who.person.name
    with desk.writing:
        before = tokens.answered(person, key) if key else None
        if before is not None:
            if before[0] != digest:
                remedy = "Give each request a key of its own."
                raise RefusedError(409, "something else was sent under this Idempotency-Key", remedy)
            return SentIn(collected=Collected.model_validate_json(before[1]), again=True)
        done = do(desk)
        if key:
            tokens.keep_answer(person, key, digest, done.model_dump_json(), desk.clock())
    return SentIn(collected=done, again=False)
