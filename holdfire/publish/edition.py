"""The public edition: made from a judged case by rules that are data, and nothing passes that no rule lets pass.

In: incidents and a status, the agreement, the rules. Out: an ``Edition`` (``edition_model``). The rules lie in ``edition.yaml``
of the case's folder; the defaults are the cautious ones. Locations of protected sites that parties were told in confidence were
bombed (Syria, 2019: 27 of the 182 sites a newspaper could list), so sites are withheld unless a rule says otherwise, and then
they are told no more exactly than anything else.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from holdfire.agreement import Agreement
from holdfire.agreement.checker import TARGETS
from holdfire.agreement.model import AgreementText, Provision
from holdfire.agreement.noun import Disputed
from holdfire.claims.claim import UNKNOWN
from holdfire.errors import CaseError
from holdfire.incidents import Incident
from holdfire.publish.edition_model import Cell, Edition, PublicIncident, Withheld, at_a_site, named_openly
from holdfire.status import Status
from holdfire.when import zone

RULES = "edition.yaml"
"""Where the rules lie in a case's folder."""
KM_PER_TENTH = 11.1
"""A tenth of a degree of latitude, in km."""
_SURE = ("low", "medium", "high")


class Rules(BaseModel):
    """How coarse and how late the public edition is. What is not named here is decided by the types: they hold nothing else."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    cell_tenths: Annotated[int, Field(ge=2, le=100)] = 5
    """The grid, in tenths of a degree: 5 is half a degree, some 55 km from south to north. Never below 2."""
    delay_hours: Annotated[int, Field(ge=24, le=24 * 3650)] = 72
    """Nothing that ended later than so many hours ago is told. Never below a day."""
    delay_hours_of: dict[str, Annotated[int, Field(ge=24, le=24 * 3650)]] = {}
    """Longer delays, by act."""
    acts_withheld: tuple[str, ...] = (
        "arrest",
        "abduction",
        "release",
        "recruitment",
        "child-recruitment",
        "evacuation",
    )
    """Acts that are told by number alone: what happens to single people can be traced to them."""
    sites: Literal["withheld", "as-others"] = "withheld"
    """Incidents at protected sites: withheld, or told as any other, the type of site never."""
    least_confidence: Literal["low", "medium", "high"] = "medium"
    """Incidents below it are told by number alone."""

    def delay_of(self, act: str | None) -> timedelta:
        """How long this act is kept back."""
        return timedelta(hours=max(self.delay_hours, self.delay_hours_of.get(act or "", 0)))

    @property
    def longest(self) -> timedelta:
        """How long numbers that no act can be told from are kept back."""
        return timedelta(hours=max(self.delay_hours, *self.delay_hours_of.values(), 0))


def rules_in(folder: Path) -> Rules:
    """The rules of a case: those of its ``edition.yaml``, the defaults where there is none. Raises ``CaseError``."""
    path = folder / RULES
    if not path.is_file():
        return Rules()
    try:
        return Rules.model_validate(yaml.safe_load(path.read_text("utf-8")) or {})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise CaseError(f"{where}: {first['msg']}", str(path), "See docs/public.md; nothing was made.") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise CaseError("the rules of the public edition are not readable", str(path), "See docs/public.md.") from None


def edition(
    agreement: Agreement, incidents: Iterable[Incident], standing: Status, at: datetime, rules: Rules
) -> Edition:
    """The edition as of ``at``. ``standing`` is the status at the end of the longest delay before it (``cut``)."""
    text, tz = agreement.text, zone(agreement.text.time_zone)
    withheld: Counter[Withheld] = Counter()
    told: list[dict[str, Any]] = []
    until, since = cut(at, timedelta(hours=rules.delay_hours), text), cut(at, rules.longest, text)
    for incident in incidents:
        if incident.span.start >= at:
            continue
        if why := _kept_back(incident, at, rules, text):
            withheld[why] += 1
        else:
            told.append(_incident(incident, text, rules))
    readings = [
        _reading(name, standing, text, withheld if not n else Counter()) for n, name in enumerate(standing.readings)
    ]
    looked = [
        {"day": day.day[:10], "looked": _kinds(day.by, text)}
        for day in standing.coverage
        if date.fromisoformat(day.day[:10]) < since.astimezone(tz).date()
    ]
    said = {
        "agreement": text.id,
        "agreement_digest": agreement.digest,
        "until": until.astimezone(tz).date(),
        "standing_until": since.astimezone(tz).date(),
        "cell_tenths": rules.cell_tenths,
        "readings": readings,
        "incidents": sorted(
            (PublicIncident.model_validate(i, context=text) for i in told), key=lambda i: i.model_dump_json()
        ),
        "coverage": looked,
        "withheld": dict(sorted(withheld.items())),
    }
    return Edition.model_validate(said, context=text)


def cut(at: datetime, delay: timedelta, text: AgreementText) -> datetime:
    """The last midnight of the agreement's zone that lies the delay before an instant."""
    return (at - delay).astimezone(zone(text.time_zone)).replace(hour=0, minute=0, second=0, microsecond=0)


def _kept_back(incident: Incident, at: datetime, rules: Rules, text: AgreementText) -> Withheld | None:
    """The first rule that withholds an incident; None for one that may be told."""
    if incident.span.end > cut(at, rules.delay_of(incident.act), text):
        return "too-recent"
    if rules.sites == "withheld" and at_a_site(incident, text):
        return "protected-site"
    if incident.act in rules.acts_withheld:
        return "act-withheld"
    if _SURE.index(incident.confidence) < _SURE.index(rules.least_confidence):
        return "not-sure"
    return None


def _incident(incident: Incident, text: AgreementText, rules: Rules) -> dict[str, Any]:
    return {
        "day": incident.span.start.astimezone(zone(text.time_zone)).date(),
        "act": incident.act,
        "cell": _cell(incident, rules.cell_tenths),
        "blamed": () if incident.unattributed else _blamed(incident.actors, text),
        "target": _named(incident.target, text),
        "dead_low": incident.toll.low,
        "dead_high": incident.toll.high,
        "sources": _kinds(incident.claimants, text),
        "denied": bool(incident.denied_by),
    }


def _cell(incident: Incident, tenths: int) -> Cell | None:
    """The cell of the middle, where the place is known as exactly as half a cell is high; borders go to the next cell."""
    where = incident.where
    if where is None or where.radius_km > tenths * KM_PER_TENTH / 2:
        return None
    rows, columns = -(-1800 // tenths), -(-3600 // tenths)
    row = int((where.lat + 90) * 10 // tenths)
    column = int(((where.lon + 180) % 360) * 10 // tenths)
    return Cell(row=min(max(row, 0), rows - 1), column=min(max(column, 0), columns - 1))


def _blamed(groups: Iterable[Iterable[str]], text: AgreementText) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted({tuple(sorted({_named(a, text) for a in group})) for group in groups}))


def _named(word: str, text: AgreementText) -> str:
    """A name that is told, or ``other``."""
    if word in TARGETS:
        return word
    return word if named_openly(word, text) else UNKNOWN if word in text.facilities else "other"


def _kinds(names: Iterable[str], text: AgreementText) -> tuple[str, ...]:
    """What sources are to the agreement, each once, never who they are."""
    return tuple(sorted({text.actors[n].role if n in text.actors else "other" for n in names}))


def unpublished(provision: Provision, text: AgreementText) -> bool:
    """True for a provision that holds in a zone which exists and is not published, by any reading."""
    said = provision.zone
    names = list(said.disputed.values()) if isinstance(said, Disputed) else list(said or ())
    seen: set[str] = set()
    while names:
        name = names.pop()
        if name in seen or name not in text.zones:
            continue
        seen.add(name)
        if text.zones[name].kind == "unpublished":
            return True
        names += [*text.zones[name].zones, *text.zones[name].except_zones]
    return False


def _reading(name: str, status: Status, text: AgreementText, withheld: Counter[Withheld]) -> dict[str, Any]:
    held = status.readings[name]
    open_ones = {
        n: p for n, p in held.provisions.items() if n in text.provisions and not unpublished(text.provisions[n], text)
    }
    withheld["unpublished-zone"] += len(held.provisions) - len(open_ones)
    return {
        "reading": name,
        "clocks": [
            {
                "clock": n,
                "state": c.state,
                "counted_hours": c.elapsed_s // 3600,
                "needed_hours": c.needed_s // 3600,
                "days": [{"day": d.day[:10], "state": d.state} for d in c.days],
            }
            for n, c in held.clocks.items()
        ],
        "gates": [{"gate": n, "state": g.state} for n, g in held.gates.items()],
        "provisions": [
            {"provision": n, "standing": p.standing, "findings": _counts(p.findings)} for n, p in open_ones.items()
        ],
    }


def _counts(found: Mapping[str, int]) -> dict[str, int]:
    return {word: found.get(word, 0) for word in ("breach", "permitted", "outside-scope", "undetermined")}
