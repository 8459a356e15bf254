"""What is to be done or left, by whom, through whom, toward whom and where, as far as a sentence says so."""

import re

from holdfire.claims.terms.lexicon import ActWords, pattern
from holdfire.claims.terms.model import DutySaid, GateSaid, Said, ZoneSaid
from holdfire.claims.terms.page import Sentence, matches
from holdfire.claims.terms.reading import Page, after, before, ids
from holdfire.claims.terms.when_said import length_in, length_text
from holdfire.claims.terms.who import Mention
from holdfire.claims.terms.zones import zone_after

_TOWARD = 70
_NEAR = 30
_ITEM = re.compile(r"(?:[-•*–—]|\(?[0-9a-zа-яء-ي][.)])\s")
_ACTORS = ("state", "government", "opposition", "armed-group", "all-sides", "body", "named")


def duties_in(
    page: Page, gates: tuple[GateSaid, ...], announced: Said
) -> tuple[tuple[DutySaid, ...], tuple[ZoneSaid, ...]]:
    """The duties in the order of the page, each act once for those who owe it, and the zones they speak of."""
    found: list[DutySaid] = []
    zones: dict[str, ZoneSaid] = {}
    for number, sentence in enumerate(page.sentences):
        if pattern(page.lexicon.old).search(sentence.text) or pattern(page.lexicon.doubt).search(sentence.text):
            continue
        for act, start, end in _acts(page, sentence):
            if (duty := _duty(page, number, (act, start, end), gates)) is None:
                continue
            zone = zone_after(page, number, end)
            if zone:
                zones.setdefault(zone.id, zone)
            duty = duty.model_copy(update={"zone": zone.id if zone else ""})
            if not any(_repeats(one, duty) for one in found):
                found.append(duty)
    if not any(one.act == "attack" for one in found):
        found.insert(0, _hold_fire(page, announced))
    return tuple(one.model_copy(update={"id": f"P-{n:02}"}) for n, one in enumerate(found, 1)), tuple(zones.values())


def _acts(page: Page, sentence: Sentence) -> list[tuple[ActWords, int, int]]:
    """Words for acts in the sentence, none overlapping, in order; positions in the article."""
    taken: list[tuple[ActWords, int, int]] = []
    for act in page.lexicon.acts:
        for match in act.found.finditer(sentence.text):
            start, end = sentence.at(match)
            if all(end <= a or start >= b for _, a, b in taken):
                taken.append((act, start, end))
    return sorted(taken, key=lambda one: one[1])


def _duty(page: Page, number: int, found: tuple[ActWords, int, int], gates: tuple[GateSaid, ...]) -> DutySaid | None:
    act, start, end = found
    sentence, named = page.sentences[number], page.named[number]
    waits = any(one.start <= start < one.end for gate in gates for one in gate.conditions)
    if any(one.start <= start < one.end for gate in gates for one in gate.effects):
        return None
    marker = _marker(page, number, start)
    itself = next(matches(page.lexicon.must, page.between(start, end)), None)
    if marker is None and not waits and not itself:
        return None
    passive = next(matches(page.lexicon.passive, page.between(start, end)), None)
    who, through = ([], []) if passive else _owed_by(page, (start, end), number, marker or sentence.start)
    toward = [one for one in _toward(page, named, end, sentence.end) if one.id not in ids(who)]
    return DutySaid(
        id="",
        rule="must" if act.rule == "must" else "must-not",
        act=act.act,
        who=ids(who),
        through=tuple(one for one in ids(through) if one not in ids(who)),
        toward=ids(toward),
        zone="",
        within=_within(page, end, sentence.end),
        said=page.said(sentence.start, sentence.end),
        act_said=page.said(start, end),
    )


def _toward(page: Page, named: tuple[Mention, ...], start: int, end: int) -> list[Mention]:
    """Those an act is aimed at, or parted from: named soon after it, each behind a word that says so, in the same clause."""
    found: list[Mention] = []
    for one in after(named, start, min(end, start + _TOWARD)):
        between = page.between(found[-1].end if found else start, one.start)
        aimed = re.search(rf"(?<!\w)(?:{page.lexicon.toward})\s*$", between, re.IGNORECASE)
        if (
            one.kind == "all-sides"
            or re.search(r"[.;:,،]", between)
            or not (aimed or (found and re.fullmatch(page.lexicon.joined, between, re.IGNORECASE)))
        ):
            break
        found.append(one)
    return found


def _within(page: Page, start: int, end: int) -> str:
    """In how long it must be done, where that is told soon after it."""
    match = next(matches(page.lexicon.within, page.between(start, min(end, start + _TOWARD))), None)
    seconds = length_in(match.group(), page.lexicon) if match else 0
    return length_text(seconds) if seconds else ""


def _marker(page: Page, number: int, at: int) -> int | None:
    """Where the nearest word for a duty before ``at`` ends; where an item of a list of terms begins; None for neither."""
    sentence = page.sentences[number]
    ends = [sentence.start + match.end() for match in matches(page.lexicon.must, sentence.text)]
    nearest = max((end for end in ends if end <= at), default=None)
    return sentence.start if nearest is None and _listed(page, number) else nearest


def _listed(page: Page, number: int) -> bool:
    """Whether a sentence is an item of a list under a line that speaks of the agreement and ends in a colon."""
    while number > 0 and _ITEM.match(page.sentences[number].text):
        number -= 1
        above = page.sentences[number]
        if above.text.endswith(":"):
            return page.of_deal(number)
    return False


def _owed_by(page: Page, act: tuple[int, int], number: int, marker: int) -> tuple[list[Mention], list[Mention]]:
    """Who owes it, and those who are to bring them to it. Nobody where the sentence lets go of its subject."""
    start, end = act
    begun = page.sentences[number].start
    powers = tuple(one for one in page.named[number] if one.kind in _ACTORS)
    following = [one for one in powers if one.start >= end]
    inside = [one for one in powers if start <= one.start and one.end <= end]
    if inside:
        return _together(page, inside, forward=True), []
    if following and re.fullmatch(page.lexicon.of, page.between(end, following[0].start), re.IGNORECASE):
        return _together(page, following, forward=True), []
    asides = list(re.finditer(page.lexicon.aside, page.between(begun, start), re.IGNORECASE))
    earlier = [
        one
        for one in before(powers, start)
        if not _speaks(page, one, marker) and not any(m.start() <= one.start - begun < m.end() for m in asides)
    ]
    pressed, pressing = _pressed(page, begun, earlier, start)
    if pressed:
        return pressed, pressing
    if _lets_go(page, marker, start):
        return [], []
    if page.lexicon.language != "en" and not earlier:
        close = [one for one in following if one.start - end <= 12]
        return _together(page, close, forward=True), []
    return _together(page, earlier), []


def _pressed(page: Page, begun: int, earlier: list[Mention], start: int) -> tuple[list[Mention], list[Mention]]:
    """Those who are brought to it, and those who are to bring them: on either side of a word for that."""
    for cause in reversed(list(matches(page.lexicon.causes, page.between(begun, start)))):
        pressed = [one for one in earlier if one.start >= begun + cause.end()]
        pressing = [one for one in earlier if one.end <= begun + cause.start()]
        if pressed and pressing and not _lets_go(page, pressed[-1].end, start):
            return _together(page, pressed), _together(page, pressing)
    return [], []


def _speaks(page: Page, one: Mention, marker: int) -> bool:
    """Whether somebody only says so: a word for saying stands right behind the name, before the word for the duty."""
    match = next(matches(page.lexicon.speech, page.between(one.end, marker)), None)
    return bool(
        match and match.start() <= _NEAR and not re.search(r"[,;،]", page.between(one.end, one.end + match.start()))
    )


def _lets_go(page: Page, start: int, end: int) -> bool:
    """True where the sentence lets go of its subject between the two: ", allowing ...", "so that"."""
    return bool(re.search(page.lexicon.loose, page.between(start, end), re.IGNORECASE))


def _together(page: Page, mentions: list[Mention], *, forward: bool = False) -> list[Mention]:
    """The last of them (the first, going ``forward``) with those joined to it by "and"."""
    ordered = mentions if forward else mentions[::-1]
    kept = ordered[:1]
    for one in ordered[1:]:
        left, right = (kept[-1], one) if forward else (one, kept[-1])
        alone = "all-sides" in (left.kind, right.kind)
        if alone or not re.fullmatch(page.lexicon.joined, page.between(left.end, right.start), re.IGNORECASE):
            break
        kept.append(one)
    return kept if forward else kept[::-1]


def _repeats(one: DutySaid, other: DutySaid) -> bool:
    """The same act, owed by no others, toward nobody new and at no new place."""
    return (
        one.act == other.act
        and set(other.who) <= set(one.who)
        and set(other.toward) <= set(one.toward)
        and other.zone in ("", one.zone)
    )


def _hold_fire(page: Page, announced: Said) -> DutySaid:
    """What a truce is, where no sentence says more: no attacks, by nobody knows whom."""
    truce = next(
        (one.at(match) for one in page.sentences for match in matches(page.lexicon.truce, one.text)),
        (announced.start, announced.end),
    )
    words = page.said(*truce)
    return DutySaid(
        id="",
        rule="must-not",
        act="attack",
        who=(),
        through=(),
        toward=(),
        zone="",
        within="",
        said=announced,
        act_said=words,
    )
