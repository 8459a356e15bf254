"""Whom a text names, each with what ties him to one of its incidents: for the slots of perpetrators and of human targets."""

import re
from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.coding_answers import ARMED_GROUP, ORGANISATION, group_of_text, kind_of, told_apart
from benchmarks.coding_offers import Text, step
from benchmarks.coding_score import content_words
from benchmarks.coding_weights import Facts
from holdfire.claims.text import Proposed
from holdfire.claims.text.model import Said
from holdfire.claims.text.tokens import word_set

SLOTS = (9, 10, 18, 19)
"""Perpetrator, perpetrator's organisation, victim's name, victim by description."""
_BLAME = re.compile(r"CLAIM|RESPONSIB|ATTRIBUT|BLAME|ACCUSE|SUSPECT|ALLEGED|PRESUM", re.IGNORECASE)
_PRONOUNS = word_set("HE SHE IT THEY WHO WE I YOU THEM HIM HER US OTHERS SOMEONE ANYONE")
_NUMBERED = re.compile(r"\d|^(TWO|THREE|FOUR|FIVE|SIX|SEVEN|EIGHT|NINE|TEN)\b")
_SHORT = re.compile(r"(?: OF \w+)? ?[\[(](?:THE )?([A-Z][A-Z0-9-]{1,7})[\])]")
_FAR = 12
"""Sentences between an act and a person beyond which the person is no option."""
_TELLING = (
    "away=",
    *(f"{part}, mine=True" for part in ("actor", "target killed", "target injured", "target taken", "target ")),
)


class Person:
    """One wording of somebody in a text, with what is known of it."""

    def __init__(self, words: str, name: str, sort: str) -> None:
        self.words, self.name, self.sort, self.times = words, name, sort, 0
        self.facts: Facts = {}


def capitals(words: str) -> str:
    return re.sub(r"\s+", " ", words.upper())


def people(t: Text, p: Proposed) -> list[Person]:
    """Every person or party that the text names near the incident, each wording once."""
    parts = _parts(t, p)
    found: dict[str, Person] = {}
    for said, name, sense in t.groups:
        _seen(t, p, found, said, capitals(name.words) if name else "", f"{sense.sort}:{sense.value}", parts)
    for q in t.proposed:
        for target in q.targets:
            if target.sort == "person":
                name = capitals(target.name.words) if target.name else ""
                _seen(t, p, found, target.said, name, f"person:{target.sense}", parts)
        for actor in q.actors:
            _seen(t, p, found, actor, "", f"actor:{q.actor_sense}", parts)
    for person in found.values():
        _complete(person, p)
    return list(found.values())


def _parts(t: Text, p: Proposed) -> dict[int, list[tuple[str, bool, bool]]]:
    """What stands on a character plays which part in which statement: this one or another, of the same act or not."""
    out: dict[int, list[tuple[str, bool, bool]]] = {}
    for q in t.proposed:
        same = q.act == p.act
        for actor in q.actors:
            out.setdefault(actor.start, []).append(("actor", q is p, same))
        for target in q.targets:
            out.setdefault(target.said.start, []).append((f"target {target.harm}", q is p, same))
        for one in (*q.speakers, *q.blamed_by):
            out.setdefault(one.start, []).append(("speaker", q is p, same))
    return out


def _seen(
    t: Text, p: Proposed, found: dict[str, Person], said: Said, name: str, sort: str,
    parts: dict[int, list[tuple[str, bool, bool]]],
) -> None:  # fmt: skip
    words = re.sub(r"^(THE|A|AN)\s+", "", capitals(said.words).strip(' "'))
    away = t.away(p, said.start)
    if not words or words in _PRONOUNS or abs(away) > _FAR:
        return
    person = found.setdefault(words, Person(words, name, sort))
    person.name = person.name or name
    person.times += 1
    facts, own, after = person.facts, away == 0, said.start > p.trigger.start
    facts |= {
        f"away={step(away)}": 1, f"own={own}": 1, f"prev={t.before(said.start, 1)}, own={own}": 1,
        f"next={t.after(said.end)}, own={own}": 1, f"prev={t.before(said.start, 2)}": 1,
    }  # fmt: skip
    if _BLAME.search(t.text[max(0, said.start - 60) : said.end + 60]):
        facts |= {"blame": 1, f"blame, own={own}": 1}
    if own:
        facts |= {
            f"after={after}": 1,
            f"far={t.words_between(said.start, p.trigger.start, (1, 3, 6, 12, 20))}, after={after}": 1,
        }
    for part, mine, same in parts.get(said.start, ()):
        facts |= {f"{part}, mine={mine}": 1, f"{part}, mine={mine}, own={own}": 1}
        if not mine:
            facts[f"{part}, same act={same}, near={abs(away) <= 2}"] = 1


def _complete(person: Person, p: Proposed) -> None:
    words = person.words.split()
    head = re.split(r" (?:OF|IN) ", person.words)[0].split()[-1]
    kind, facts = kind_of(p), person.facts
    mine = any("mine=True" in name for name in facts)
    facts |= {f"{name}, {person.sort}": 1 for name in list(facts) if name.startswith(_TELLING)}
    facts |= {f"word={w}": 1 for w in words[:8]}
    facts |= {
        f"sort={person.sort}": 1, f"head={head}": 1, f"first={words[0]}": 1, f"times={step(person.times)}": 1,
        f"{person.sort}, kind={kind}": 1, "named": int(bool(person.name)), "name alone": int(person.name == person.words),
        f"long={step(len(words))}": 1, "armed group": int(bool(ARMED_GROUP.search(person.words))),
        "organisation": int(bool(ORGANISATION.search(person.words))), "counted": int(bool(_NUMBERED.search(person.words))),
        f"sort={person.sort}, mine={mine}": 1, f"head={head}, mine={mine}": 1, f"kind={kind}": 1,
    }  # fmt: skip


def known_as(t: Text) -> dict[str, str]:
    """Long names of organisations with the short one that the text gives them: "... NATIONAL LIBERATION FRONT [FMLN]"."""
    words = capitals(t.text)
    out: dict[str, str] = {}
    for group in ARMED_GROUP.finditer(words):
        short = _SHORT.match(words, group.end())
        if short:
            out[group.group()] = short[1]
    return out


def answers(t: Text, p: Proposed, ruled: dict[int, list[str]]) -> dict[int, dict[str, Facts]]:
    """For each slot of people the answers that the text offers; ``ruled`` are those of the rules."""
    out: dict[int, dict[str, Facts]] = {slot: {} for slot in SLOTS}
    short = known_as(t)
    for person in people(t, p):
        individuals, organisations = told_apart([person.words])
        organisations = [next((s for long, s in short.items() if long in o), o) for o in organisations]
        role = person.words.replace(person.name, "").strip(" ,") if person.name else person.words
        role = re.sub(r"^(THE|A|AN|ONE)\s+", "", role)
        offered = {9: individuals, 10: organisations, 18: [person.name], 19: [role] if len(role) > 2 else []}
        for slot, values in offered.items():
            for value in values:
                if value:
                    known = out[slot].setdefault(value, {})
                    known |= {name: v for name, v in person.facts.items() if v and name not in known}
    for group in ARMED_GROUP.finditer(capitals(t.text)):
        out[10].setdefault(short.get(group.group(), group.group()), {})["in text"] = 1
    usual = [short.get(o, o) for o in group_of_text(t.message)]
    ruled = {**ruled, 10: [short.get(o, o) for o in ruled[10]]}
    for slot, offers in out.items():
        for value in ruled[slot]:
            offers.setdefault(value, {})
        for value, facts in offers.items():
            facts |= {"rule": int(value in ruled[slot]), "rules silent": int(not ruled[slot])}
            if slot == 10:
                facts |= {"usual": int(value in usual), f"name={value}": 1}
                facts[f"rule={value in ruled[slot]}, usual={value in usual}, actors={bool(p.actors)}"] = 1
    return out


def picked(values: Sequence[str], chances: np.ndarray, least: float) -> Iterator[str]:
    """Those whose chance is ``least`` or more, the surest first; of two wordings of one only the surer."""
    kept: list[set[str]] = []
    for i in np.argsort(-chances, kind="stable"):
        words = set(content_words(values[i]))
        if chances[i] >= least and not any(words <= other or other <= words for other in kept):
            kept.append(words)
            yield values[i]
