"""Frames of one sentence joined to events: a killing and the strike it happened in are one."""

from holdfire.claims.text.chunks import Parsed
from holdfire.claims.text.event import VIOLENCE
from holdfire.claims.text.frame import Frame, Span
from holdfire.claims.text.senses import sense
from holdfire.claims.text.tokens import word_set

MANNERS = ("arson", "robbery", "hijack", "planted")
_MEANWHILE = word_set("while whereas بينما فيما пока")
_STOPS = frozenset(";؛")
_SHORT = 3
_STATE = frozenset({"government-forces", "police"})
_FOUND = word_set(
    "seized seize seizing confiscated confiscating found discovered recovered captured carrying possession owned "
    "wearing"
)
_MEANS = frozenset(
    {"attack", "airstrike", "shelling", "small-arms-fire", "sniper-fire", "guided-missile", "explosive-device"}
)
_AIR_FROM = frozenset({"attack", "explosive-device", "shelling", "guided-missile"})


def manner_of(frame: Frame) -> str:
    """The finer word for an act."""
    return next((m for m in MANNERS if m in frame.entry.features), "")


def family_of(frame: Frame) -> str:
    """Frames of one family in one sentence tell one event."""
    manner = manner_of(frame)
    if manner and manner != "planted":
        return manner
    return "violence" if frame.act in VIOLENCE else frame.act


def told(s: Parsed, frames: list[Frame]) -> list[Frame]:
    """Frames that tell of an act: weak words only where something beside them shows force or a party."""
    force = any("strong" in f.entry.features for f in frames)
    kept: list[Frame] = []
    for frame in frames:
        _settle(s, frame)
        if "anaphor" in frame.entry.features or "strong" in frame.entry.features or _shown(s, frame, force):
            kept.append(frame)
    return kept


def _settle(s: Parsed, frame: Frame) -> None:
    """Acts whose word hangs on who and what: capture of people or of ground."""
    senses = [sense(s, x) for x in frame.targets]
    actor = [sense(s, x).value for x in frame.actors]
    human = any(x.sort in ("person", "actor") for x in senses)
    if frame.weapon is not None and "device" in frame.entry.features:
        frame.act = weapons_in(s, frame.weapon)[0][2] if weapons_in(s, frame.weapon) else frame.act
    if frame.act == "ground-advance" and human and any(x.sort == "person" for x in senses):
        frame.act = "arrest" if set(actor) & _STATE else "abduction"
    elif frame.act == "arrest" and not frame.noun and "weak" in frame.entry.features and not human:
        frame.act = "ground-advance"
    if frame.act == "arrest" and set(actor) & {"rebels", "unidentified", "group", "cartel", "paramilitary"}:
        frame.act = "abduction"


def _shown(s: Parsed, frame: Frame, force: bool) -> bool:
    actors = [sense(s, x) for x in frame.actors]
    targets = [sense(s, x) for x in frame.targets]
    party = any(x.sort == "actor" or (x.sort == "person" and x.value == "military") for x in actors)
    f = frame.entry.features
    if frame.act in ("withdrawal", "troop-movement", "reinforcement"):
        return (
            party
            or (frame.passive and any(x.sort == "actor" for x in targets))
            or (frame.noun and any(x.sort == "actor" for x in targets))
        )
    if frame.act in ("ground-advance", "occupation", "siege"):
        place = any(x.sort in ("thing", "name", "place", "unknown") for x in targets)
        return (party and place) or (frame.noun and (party or place))
    if frame.act in ("release", "evacuation", "displacement"):
        return any(x.sort in ("person", "actor", "number") for x in (*targets, *actors))
    if frame.act == "arrest":
        return party or any(x.sort in ("person", "actor") for x in targets)
    if "device" in f or "foiled" in f:
        return frame.weapon is not None
    if f & {"kill", "injure"}:
        return force or party or _weapon_beside(s, frame) or any(x.sort in ("weapon", "act") for x in actors)
    weapon = any(x.sort in ("weapon", "act") for x in actors) or _weapon_beside(s, frame)
    struck = any(x.sort in ("thing", "person", "actor", "name", "place") for x in targets)
    if frame.act == "attack" and manner_of(frame) == "":
        return (party or weapon or force) and struck
    return party or weapon or force


def _weapon_beside(s: Parsed, frame: Frame) -> bool:
    return bool(weapons_in(s, (0, len(s.tokens))))


def weapons_in(s: Parsed, span: Span) -> list[tuple[Span, str, str]]:
    """Weapons used: spans, senses and the acts they make. Those seized, found or carried are left out."""
    out: list[tuple[Span, str, str]] = []
    for found in s.entries(*span, "weapon"):
        before = [s.low(k) for k in range(max(0, found.i - 5), found.i)]
        features = sorted(found.entry.features)
        if not _FOUND & set(before) and features:
            out.append(((found.i, found.j), found.entry.value, features[0]))
    return out


def joined(s: Parsed, frames: list[Frame]) -> list[list[Frame]]:
    """Groups of frames that tell one event, in order of their first trigger. What is set aside joins only its like.

    Two acts on either side of "while" are two, where each has its own actor and its own target; and two on either side of a
    semicolon, where each is told by a verb with people of its own: "X was shot on Monday; Y was kidnapped on Friday".
    """
    breaks = [k for k, token in enumerate(s.tokens) if token.low in _MEANWHILE]
    stops = [k for k, token in enumerate(s.tokens) if token.low in _STOPS]
    groups: list[list[Frame]] = []
    for frame in frames:
        for group in groups:
            if family_of(group[0]) == family_of(frame) and bool(group[0].aside) == bool(frame.aside):
                if any(group[-1].trigger[0] < k < frame.trigger[0] for k in breaks) and _whole(group[-1], frame):
                    continue
                if any(group[-1].trigger[0] < k < frame.trigger[0] for k in stops) and _told_whole(s, group[-1], frame):
                    continue
                group.append(frame)
                break
        else:
            groups.append([frame])
    return groups


def _told_whole(s: Parsed, *frames: Frame) -> bool:
    """Verbs, each with somebody named or counted by words that none of the others has."""
    words = [{s.low(k) for span in f.targets for k in range(*span) if len(s.low(k)) > _SHORT} for f in frames]
    people = all(any(sense(s, span).sort in ("person", "actor", "name") for span in f.targets) for f in frames)
    return people and not any(f.noun for f in frames) and not set.intersection(*words)


def _whole(*frames: Frame) -> bool:
    return all(frame.actors and frame.targets for frame in frames)


def act_of(group: list[Frame], weapons: list[tuple[Span, str, str]]) -> str:
    """The most telling act of joined frames, made finer by the weapons used."""
    acts = [f.act for f in group]
    telling = [a for a in acts if a not in ("attack", "clash")]
    act = telling[0] if telling else ("clash" if "clash" in acts else acts[0])
    if act not in VIOLENCE:
        return act
    senses = {sense for _, sense, _ in weapons}
    if (
        "aircraft" in senses
        and act in _AIR_FROM
        and not (act == "explosive-device" and senses & {"bomb", "car-bomb"} and "explode" in senses)
    ):
        return "airstrike"
    if act in ("attack", "small-arms-fire"):
        made = [a for _, _, a in weapons if a in _MEANS and a != "attack"]
        for better in ("explosive-device", "shelling", "guided-missile", "sniper-fire", "small-arms-fire"):
            if better in made and not (act == "small-arms-fire" and better not in ("sniper-fire",)):
                return better
    return act
