"""Holdfire's statements told in the conference's template: its types, categories, and what it counts as a terrorist incident."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from benchmarks.coding_muc import MONTHS, Filler, Message, Places, Template
from holdfire.claims.text import Proposed
from holdfire.claims.text.model import Target
from holdfire.claims.text.tokens import word_set

TYPES = {"abduction": "KIDNAPPING", "explosive-device": "BOMBING"}
MANNERS = {"arson": "ARSON", "robbery": "ROBBERY", "hijack": "HIJACKING"}
ATTACKS = word_set(
    "attack airstrike shelling sniper-fire small-arms-fire guided-missile attack-on-aid attack-on-civilians clash"
)
STATE = frozenset({"government-forces", "police", "military"})
WEAPONS = {
    "car-bomb": "VEHICLE BOMB",
    "bomb": "BOMB",
    "grenade": "GRENADE",
    "aircraft": "AERIAL BOMB",
    "artillery": "MORTAR",
    "guided": "ROCKET",
    "gun": "GUN",
    "blade": "CUTTING DEVICE",
}
THINGS = {
    "hospital": "OTHER",
    "school": "OTHER",
    "worship": "OTHER",
    "commercial": "COMMERCIAL",
    "financial": "FINANCIAL",
    "energy": "ENERGY",
    "communications": "COMMUNICATIONS",
    "water": "WATER",
    "residence": "CIVILIAN RESIDENCE",
    "diplomatic": "DIPLOMAT OFFICE OR RESIDENCE",
    "government": "GOVERNMENT OFFICE OR RESIDENCE",
    "organisation": "ORGANIZATION OFFICE",
    "security": "LAW ENFORCEMENT FACILITY",
    "vehicle": "TRANSPORT VEHICLE",
    "route": "TRANSPORTATION ROUTE",
}
PEOPLE = {
    "official": "GOVERNMENT OFFICIAL",
    "legal": "LEGAL OR JUDICIAL",
    "political": "POLITICAL FIGURE",
    "police": "LAW ENFORCEMENT",
    "military": "ACTIVE MILITARY",
    "government-forces": "ACTIVE MILITARY",
}
ORGANISATION = re.compile(
    r"\b(FRONT|ARMY|FORCES?|MOVEMENT|PATH|LUMINOSO|FMLN|ELN|EPL|FARC|MRTA|FPMR|URNG|M-19|ERP|CARTEL|EXTRADITABLES|GOVERNMENT|MILITARY|POLICE|"
    r"BATTALION|BRIGADE|NATIONAL GUARD|DEATH SQUADS?|MAFIAS?|PARTY|COMMAND|ALLIANCE|UNION)\b"
)

_GROUP = re.compile(
    r"\b(FMLN|ELN|EPL|FARC|MRTA|FPMR|URNG|M-19|ERP|SHINING PATH|SENDERO LUMINOSO|(THE )?EXTRADITABLES|MEDELLIN CARTEL"
    r"|[A-Z ]{4,40} (FRONT|MOVEMENT|ARMY OF NATIONAL LIBERATION)|DEATH SQUADS"
    r"|(SALVADORAN |HONDURAN |COLOMBIAN |PERUVIAN )?(ARMY|ARMED FORCES|AIR FORCE)"
    r"|NATIONAL GUARD|TREASURY POLICE|NATIONAL POLICE)\b"
)
ARMED_GROUP = re.compile(
    r"\b(FMLN|ELN|EPL|FARC|MRTA|FPMR|URNG|M-19|ERP|SHINING PATH|SENDERO LUMINOSO|EXTRADITABLES|MEDELLIN CARTEL|DEATH SQUADS"
    r"|(?:[A-Z]+ ){1,3}(?:LIBERATION|PATRIOTIC|REVOLUTIONARY) (?:FRONT|MOVEMENT|ARMY)|ARMY OF NATIONAL LIBERATION)\b"
)
_REST = re.compile(r"(\bOTHERS?|\d)$", re.IGNORECASE)
_CAPITAL = re.compile(r"\b(THIS|THE) CAPITAL\b", re.IGNORECASE)
CAPITALS = {
    "EL SALVADOR": "SAN SALVADOR",
    "GUATEMALA": "GUATEMALA CITY",
    "HONDURAS": "TEGUCIGALPA",
    "COLOMBIA": "BOGOTA",
    "PERU": "LIMA",
    "CHILE": "SANTIAGO",
    "BOLIVIA": "LA PAZ",
    "ECUADOR": "QUITO",
    "ARGENTINA": "BUENOS AIRES",
}
_GENERAL = re.compile(
    r"\b(GUERRILLAS?|TERRORISTS?|REBELS?|MEMBERS?|COMMANDOS?|SOLDIERS?|TROOPS|FIGHTERS|UNITS?|MILITANTS|SUBVERSIVES|OFFICERS?|COLUMN|GROUP|SQUAD)\b"
)
_WEEKDAY = re.compile(r"(MON|TUES|WEDNES|THURS|FRI|SATUR|SUN)DAY")
"""The task's rule for days of the week: "on or before" the day of the text."""


def kind_of(p: Proposed) -> str:
    """The conference's incident type, empty for acts it has none for."""
    if p.manner in MANNERS:
        return MANNERS[p.manner]
    return TYPES.get(p.act or "", "ATTACK" if p.act in ATTACKS else "")


def relevant(p: Proposed) -> bool:
    """By the rules of the task: recent, specific, told as fact, not fighting between armed sides alone."""
    if p.kind != "incident" or p.aside or not kind_of(p):
        return False
    armed = any(_armed(t) and t.sort == "person" for t in p.targets)
    civil = [t for t in p.targets if not _armed(t) and not (armed and _REST.search(t.said.words))]
    if p.act == "clash":
        return bool([t for t in civil if t.sort == "person" and t.harm])
    if p.act == "explosive-device":
        return bool(civil or not p.targets)
    return bool(civil)


def _armed(target: Target) -> bool:
    if target.sort == "thing":
        return target.sense in ("security", "area", "name", "unknown", "place")
    return target.sense in (
        "military",
        "rebels",
        "government-forces",
        "group",
        "police",
        "unidentified",
        "cartel",
        "paramilitary",
    )


def template(p: Proposed, message: Message, places: Places) -> Template:
    """One response template."""
    kind = kind_of(p)
    out = Template()
    slots: dict[int, list[str]] = {4: [kind], 5: ["ATTEMPTED" if p.stage == "attempted" else "ACCOMPLISHED"]}
    slots[2] = [day_of(p, message)]
    slots[3] = [place_of(p, message, places)]
    if kind not in ("ARSON", "KIDNAPPING"):
        slots[6] = [w.words.upper() for w in p.weapons]
        slots[7] = [_weapon_type(w.words.upper(), p.weapon_sense) for w in p.weapons] or (
            ["GUN"] if p.act == "small-arms-fire" else []
        )
    individuals, organisations = perpetrators(p)
    if not organisations and p.actor_sense not in STATE:
        organisations = group_of_text(message)
    slots[9], slots[10] = individuals, organisations
    state = p.actor_sense in STATE
    if individuals or organisations:
        slots[8] = ["STATE-SPONSORED VIOLENCE" if state else "TERRORIST ACT"]
    if organisations:
        slots[11] = [
            "CLAIMED OR ADMITTED" if p.owned else "SUSPECTED OR ACCUSED" if p.blamed_by else "REPORTED AS FACT"
        ]
    _targets(p, kind, slots)
    out.slots = {s: [Filler((v,)) for v in dict.fromkeys(vs) if v] for s, vs in slots.items()}
    return out


def _weapon_type(words: str, sense: str) -> str:
    for word, kind in (
        ("DYNAMITE", "DYNAMITE"),
        ("MACHINE", "MACHINE GUN"),
        ("RIFLE", "RIFLE"),
        ("PISTOL", "HANDGUN"),
        ("GRENADE", "GRENADE"),
        ("EXPLOSIVE", "EXPLOSIVE"),
        ("CAR", "VEHICLE BOMB"),
        ("MINE", "MINE"),
        ("ROCKET", "ROCKET"),
        ("MORTAR", "MORTAR"),
        ("BOMB", "BOMB"),
        ("MOLOTOV", "MOLOTOV COCKTAIL"),
    ):
        if word in words:
            return kind
    return WEAPONS.get(sense, "")


def day_of(p: Proposed, message: Message) -> str:
    """A day where the words give one, else "on or before the day of the text"."""
    published = message.article.published
    if p.time is not None and not _WEEKDAY.search(message.article.text[p.time.start : p.time.end]):
        first, last = p.time.first, p.time.last - timedelta(seconds=1)
        days = (last.date() - first.date()).days
        if days == 0:
            return day(first)
        if days == 1 and p.time.precision == "part-of-day":
            return day(first)
        if days == 1 and p.time.precision not in ("hour", "minute"):
            return f"{day(first)} - {day(last)}"
    if published is None:
        return ""
    return f"- {day(published.start)}"


def day(of: datetime) -> str:
    """A day as the conference writes it."""
    return f"{of.day:02} {MONTHS[of.month - 1]} {of.year % 100:02}"


def place_of(p: Proposed, message: Message, places: Places) -> str:
    """Country and the places within it that the sentence names; the country the text speaks of most where it names none."""
    usual = country_of_text(message, places)
    best: tuple[str, ...] = ()
    paths_of = [[tuple(c.id.split(": ")) for c in mention.candidates] for mention in p.places]
    local = [x for x in paths_of if any(y[0] == usual for y in x)]
    for paths in local or [x for x in paths_of if len(x) == 1]:
        here = [x for x in paths if x[0] == usual] or paths
        path = min(here, key=len)
        if len(path) > len(best) or (best and len(path) > 1 and path[0] == best[0] and best[-1] in path):
            best = path
        if len(best) > 1:
            break
    if len(best) < 2 and usual in CAPITALS and _CAPITAL.search(p.sentence.words):
        best = (usual, CAPITALS[usual])
    return ": ".join(best or (usual,))


def country_of_text(message: Message, places: Places) -> str:
    """The country named most, the one of the date line counting first where nothing is named."""
    counts: dict[str, int] = {}
    text = message.article.text
    for country in sorted(places.countries):
        counts[country] = len(re.findall(rf"\b{re.escape(country)}\b", text))
    for word in re.findall(r"[A-Z]+", text):
        country = places.country_of(word)
        if country:
            counts[country] = counts.get(country, 0) + 1
    for mention in places.mentions(message.place, "en"):
        counts[mention.candidates[0].country] = counts.get(mention.candidates[0].country, 0) + 2
    for mention in places.mentions(text, "en"):
        lands = {c.country for c in mention.candidates}
        if len(lands) == 1:
            land = lands.pop()
            counts[land] = counts.get(land, 0) + 1
    for outside in ("UNITED STATES", "SPAIN", "CUBA", "SOVIET UNION", "NICARAGUA", "PANAMA"):
        counts[outside] = counts.get(outside, 0) // 3
    return max(sorted(counts), key=lambda c: counts[c], default="")


def group_of_text(message: Message) -> list[str]:
    """The armed group that the text names most, where nobody's organisation is told: the key gives such groups as possible."""
    words = re.sub(r"\s+", " ", message.article.text.upper())
    named = Counter(found.group() for found in ARMED_GROUP.finditer(words))
    return [max(sorted(named), key=lambda n: named[n])] if named else []


def perpetrators(p: Proposed) -> tuple[list[str], list[str]]:
    """Individuals and organisations among those blamed: "Shining Path guerrillas" are both."""
    return told_apart([actor.words for actor in p.actors])


def told_apart(blamed: Sequence[str]) -> tuple[list[str], list[str]]:
    """Individuals and organisations named by words for actors."""
    individuals, organisations = [], []
    for actor in blamed:
        words = re.sub(r"\s+", " ", actor.upper()).strip(' "')
        words = re.sub(r"^(THE|A|AN)\s+", "", words)
        if words in ("HE", "SHE", "IT", "THEY", "WHO", "WE", "I", "YOU", "THEM", "NO GROUP", "SOMEONE"):
            continue
        named = _GROUP.search(words)
        if named and named.group() != words and _GENERAL.search(words):
            individuals.append(words)
            organisations.append(named.group())
        elif named or ORGANISATION.search(words):
            head, _, rest = words.partition(" OF ")
            rest = re.sub(r"^(THE)\s+", "", rest)
            if rest and ORGANISATION.search(rest) and not ORGANISATION.search(head):
                individuals.append(words)
                organisations.append(rest)
            else:
                organisations.append(words)
        else:
            individuals.append(words)
    return individuals, organisations


def _targets(p: Proposed, kind: str, slots: dict[int, list[str]]) -> None:
    for s in (12, 13, 16, 18, 19, 20, 21, 23):
        slots[s] = []
    for t in p.targets:
        words = re.sub(r"\s+", " ", t.said.words.upper()).strip()
        if t.sort == "thing":
            if kind != "KIDNAPPING" and t.sense not in ("area", "place"):
                slots[12].append(words)
                slots[13].append(THINGS.get(t.sense, "OTHER"))
                if t.harm == "damaged" or kind == "ARSON":
                    slots[16].append("SOME DAMAGE")
            continue
        if words in ("HE", "SHE", "HIM", "HER", "THEM", "OTHERS"):
            continue
        name = re.sub(r"\s+", " ", t.name.words.upper()) if t.name else ""
        role = words.replace(name, "").strip(" ,") if name else words
        if name:
            slots[18].append(name)
        if role and not (name and len(role) < 3):
            slots[19].append(re.sub(r"^(THE|A|AN|ONE)\s+", "", role))
        slots[20].append(
            "FORMER GOVERNMENT OFFICIAL"
            if "FORMER" in words and t.sense == "official"
            else PEOPLE.get(t.sense, "CIVILIAN")
        )
        slots[21].append(str(t.low) if t.low is not None and t.low == t.high else f"{t.low}-" if t.low else "PLURAL")
        if t.harm in ("killed", "injured"):
            slots[23].append("DEATH" if t.harm == "killed" else "INJURY")
