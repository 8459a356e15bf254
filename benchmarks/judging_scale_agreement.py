"""The workload as an agreement: what the generator drew at random, said in Holdfire's own words."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import shapely

from holdfire.agreement import Agreement
from holdfire.agreement.model import (
    Actor,
    AgreementText,
    Bind,
    Event,
    Name,
    OwnAct,
    Permitted,
    Provision,
    Reading,
    Zone,
)

ACTORS = [f"actor-{n}" for n in range(40)]
ACTS = [f"act-{n}" for n in range(20)]
NAMES = {"actor": ACTORS, "act": ACTS}
"""What the whole numbers in the events stand for."""
COLUMNS = {"incident": "id", "t0": "t", "act": "type"}
"""What the events call a column of Holdfire's."""


def scale_agreement(folder: Path) -> Agreement:
    """The agreement that lies beside the events as ``agreement.json`` and ``zones.parquet``."""
    drawn = shapely.from_wkb(pq.read_table(folder / "zones.parquet")["wkb"].to_numpy(zero_copy_only=False))
    clauses = json.loads((folder / "agreement.json").read_text("utf-8"))
    text = AgreementText(
        holdfire=1,
        id="scale",
        title=Name(en="A truce drawn at random"),
        about="For measuring.",
        time_zone="+00:00",
        acts={act: OwnAct(says=act) for act in ACTS},
        events={"begins": Event(at=_instant(0))},
        actors={actor: Actor(name=Name(en=actor), role="party") for actor in ACTORS},
        zones={
            f"zone-{n}": Zone(name=Name(en=f"{n}"), kind="polygon", geometry=f"zone-{n}") for n in range(len(drawn))
        },
        provisions={f"P{clause['ob']}": _provision(clause) for clause in clauses},
        readings={
            "as-written": Reading(title=Name(en="As written"), whose="nobody", basis="The text.", starts="begins")
        },
    )
    shapes = {f"zone-{n}": json.loads(shapely.to_geojson(shape)) for n, shape in enumerate(drawn)}
    digest = json.dumps(clauses, sort_keys=True) + str(len(drawn))
    return Agreement(text=text, shapes=shapes, digest=digest)


def _provision(clause: dict[str, Any]) -> Provision:
    return Provision(
        article=str(clause["ob"]),
        title=Name(en=str(clause["ob"])),
        says="None of them does any of this there.",
        rule="must-not",
        binds=[Bind(actor=ACTORS[n]) for n in clause["actors"]],
        broken_by=[ACTS[n] for n in clause["types"]],
        zone=[f"zone-{n}" for n in clause["zones"]],
        from_=_instant(clause["t0"]),
        until=_instant(clause["t1"]),
        exceptions=[e for n, said in enumerate(clause["exceptions"]) if (e := _exception(clause, n, said))],
    )


def _exception(clause: dict[str, Any], number: int, said: dict[str, Any]) -> Permitted | None:
    """None for one that holds in no zone at all."""
    if said["zones"] == []:
        return None
    return Permitted(
        id=f"E{clause['ob']}-{number}",
        says="Allowed.",
        acts=[ACTS[n] for n in (clause["types"] if said["types"] is None else said["types"])],
        actors=[ACTORS[n] for n in said["actors"] or []],
        zone=[f"zone-{n}" for n in said["zones"] or []],
        from_=_instant(said["t0"]),
        until=_instant(said["t1"]),
    )


def _instant(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat()
