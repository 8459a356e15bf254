"""Steps that wait for something: what must hold, what then follows, and who takes the step."""

import re

from holdfire.claims.terms.lexicon import Lexicon, pattern
from holdfire.claims.terms.model import GateSaid, Said
from holdfire.claims.terms.page import Sentence, matches
from holdfire.claims.terms.reading import Page, after, ids
from holdfire.claims.terms.when_said import length_in, length_text

_MODAL_REACH = 60


def gates_in(page: Page) -> tuple[GateSaid, ...]:
    """Every step of the page, tellings of one step put together, in order."""
    found: list[GateSaid] = []
    for number, sentence in enumerate(page.sentences):
        if (gate := _gate(page, number, sentence)) is None:
            continue
        same = next((n for n, one in enumerate(found) if _same(one, gate, page.lexicon)), None)
        if same is None:
            found.append(gate)
        else:
            found[same] = _joined(found[same], gate)
    return tuple(one.model_copy(update={"id": f"G-{n}"}) for n, one in enumerate(found, 1))


def _gate(page: Page, number: int, sentence: Sentence) -> GateSaid | None:
    for source in page.lexicon.conditions:
        match = pattern(source).search(sentence.text)
        if match is None:
            continue
        condition = page.said(*sentence.at(match, "cond"))
        start, end = sentence.at(match, "effect")
        effect = page.said(start, end - _attribution(page, match["effect"]))
        if not _is_step(page.lexicon, effect.words):
            continue
        seconds = length_in(condition.words, page.lexicon)
        return GateSaid(
            id="",
            conditions=(condition,),
            effects=(effect,),
            by=_takers(page, number, effect),
            length=length_text(seconds) if seconds else "",
            only_if=bool(match.groupdict().get("only")),
            acts=tuple(act.act for act in page.lexicon.acts if act.found.search(effect.words)),
        )
    return None


def _is_step(lexicon: Lexicon, effect: str) -> bool:
    """True where something is to be done: a word for what is to come with a step or an act after it."""
    will = pattern(lexicon.will).search(effect)
    if will is None:
        return False
    rest = effect[will.start() :]
    return bool(pattern(lexicon.steps).search(rest) or any(act.found.search(rest) for act in lexicon.acts))


def _attribution(page: Page, effect: str) -> int:
    """Characters at the end that say whose words they are: ", the Pentagon said in a statement"."""
    found = list(re.finditer(rf",\s[^,]{{0,60}}?(?<!\w)(?:{page.lexicon.speech})(?!\w)", effect))
    return len(effect) - found[-1].start() if found else 0


def _takers(page: Page, number: int, effect: Said) -> tuple[str, ...]:
    """Who takes the step: those named around the first word for what is to come."""
    named = [
        one
        for one in after(page.named[number], effect.start, effect.end)
        if one.kind in ("state", "government", "body", "opposition")
    ]
    will = pattern(page.lexicon.will).search(effect.words)
    at = effect.start + (will.end() if will else 0)
    subjects = [one for one in named if one.end <= at] or [one for one in named if one.start - at <= _MODAL_REACH]
    return ids(subjects)


def _stems(gate: GateSaid) -> set[str]:
    words = " ".join(one.words for one in gate.effects).casefold()
    return {word[:6] for word in re.findall(r"\w{5,}", words)}


def _same(one: GateSaid, other: GateSaid, lexicon: Lexicon) -> bool:
    """Two tellings of one step: the same takers and length where both are told, and a word of the step in common."""
    takers = not one.by or not other.by or bool(set(one.by) & set(other.by))
    length = not one.length or not other.length or one.length == other.length
    common = {w for w in _stems(one) & _stems(other) if not any(True for _ in matches(lexicon.will, w))}
    return (
        takers and length and (bool(common) or bool(one.length and one.length == other.length and one.by and other.by))
    )


def _joined(one: GateSaid, other: GateSaid) -> GateSaid:
    return one.model_copy(
        update={
            "conditions": (*one.conditions, *other.conditions),
            "effects": (*one.effects, *other.effects),
            "by": tuple(dict.fromkeys((*one.by, *other.by))),
            "length": one.length or other.length,
            "only_if": one.only_if or other.only_if,
            "acts": tuple(dict.fromkeys((*one.acts, *other.acts))),
        }
    )
