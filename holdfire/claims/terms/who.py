"""Who is named: states, their forces and governments, opposition, armed groups, bodies, each under all its spellings.

A country's own government is told apart from a state that stands outside: of the country the agreement is about, "government",
"regime", "army" and "air force" are one actor; of any other, its forces are the state.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from holdfire.claims.terms.lexicon import Lexicon, pattern
from holdfire.claims.terms.model import ActorKind
from holdfire.claims.terms.page import Sentence, matches, slug
from holdfire.claims.terms.states import StateWord, name_of, states_in

_AND = re.compile(r"\s*(?:,|,? and|& | و|،|,? и)\s+")
_BEFORE = re.compile(r"(?:^|\s)$")


@dataclass(frozen=True)
class Mention:
    """Somebody on characters ``[start, end)`` of the article; ``strength`` decides between two that overlap."""

    start: int
    end: int
    id: str
    name: str
    kind: ActorKind
    state: str = ""
    strength: int = 0


@dataclass(frozen=True)
class Names:
    """What a page lets a name mean: the country it is about, its leader's surname, its named groups.

    ``apart``: that country's government is told apart from the country, as it is unless the state itself made the agreement.
    """

    home: str
    leader: str
    groups: tuple[str, ...]
    apart: bool = True


def names_of(sentences: tuple[Sentence, ...], lexicon: Lexicon) -> Names:
    """Which country the agreement is about, and names that stand for more than themselves."""
    counts: Counter[str] = Counter()
    leader, groups = "", []
    for sentence in sentences:
        text = sentence.text
        for word in states_in(text, lexicon.language):
            counts[word.state] += _weight(text, word, lexicon)
        for match in matches(lexicon.leader, text, cased=True):
            leader = leader or re.split(r"[\s-]", match["name"].strip())[-1]
        for match in matches(lexicon.named_group, text, cased=True):
            first = match["name"].split()[0]
            plain = re.fullmatch(lexicon.no_place, first)
            if (
                not plain
                and not re.search(r"['’]s?$", match["name"])
                and not states_in(match["name"], lexicon.language)
                and not pattern(lexicon.opposition).fullmatch(match["name"])
            ):
                groups.append(match["name"])
    best = max(counts.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    return Names(best[0] if best[1] >= _LEAST else "", leader, tuple(dict.fromkeys(groups)))


_TRUCE, _OPPOSITION, _BODY, _IN = 5, 3, 2, 2
_LEAST = 2


def _weight(text: str, word: StateWord, lexicon: Lexicon) -> int:
    """How much a word for a state says that the agreement is about it: its truce, its opposition, its forces, a truce in it."""
    after, before = text[word.end : word.end + 40], text[max(0, word.start - 40) : word.start]
    follows = not word.capital and lexicon.language != "ar"  # in Arabic what belongs to a state stands before it
    for weight, words in ((_TRUCE, lexicon.truce), (_OPPOSITION, lexicon.opposition), (_BODY, lexicon.bodies)):
        if follows and re.match(rf"(?:'s|’s)?\W{{1,3}}(?:[\w-]+ )?(?:{words})(?!\w)", after, re.IGNORECASE):
            return weight
        if re.search(rf"(?<!\w)(?:{words})\W{{1,3}}(?:\w{{1,4}} )?(?:ال)?$", before, re.IGNORECASE):
            return 0 if word.capital else weight
    placed = not word.adjective and not word.capital and _in_place(lexicon, text, word.start)
    return _IN if placed and pattern(lexicon.deal).search(text) else 0


def mentions_in(sentence: Sentence, lexicon: Lexicon, names: Names) -> list[Mention]:
    """Everybody named in a sentence, in order, none overlapping: the stronger and longer reading of two."""
    found = sorted(
        (*_states(sentence, lexicon, names), *_others(sentence, lexicon, names), *_acronyms(sentence, lexicon)),
        key=lambda m: (-m.strength, m.start - m.end, m.start),
    )
    kept: list[Mention] = []
    for one in found:
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda m: m.start)


def _states(sentence: Sentence, lexicon: Lexicon, names: Names) -> Iterator[Mention]:
    text = sentence.text
    body, opposition = pattern(lexicon.bodies), pattern(lexicon.opposition)
    words = states_in(text, lexicon.language)
    for number, word in enumerate(words):
        after = re.match(r"(?:'s|’s)?\s+", text[word.end :])
        follows = word.end + after.end() if after else word.end
        if after and not word.capital and lexicon.language != "ar" and (match := opposition.match(text, follows)):
            yield _opposition(sentence, word.start, match.end())
            continue
        if after and lexicon.language != "ar" and (match := body.match(text, follows)):
            yield _forces(sentence, word, word.start, match.end(), names)
        elif (match := _standing_before(body, text, word.start)) and (lexicon.language != "en"):
            yield _forces(sentence, word, match.start(), word.end, names)
        elif word.adjective and (joined := _AND.match(text, word.end)) and number + 1 < len(words):
            other = words[number + 1]
            if (
                other.start == joined.end()
                and other.adjective
                and re.match(rf"\s+(?:{lexicon.bodies})", text[other.end :])
            ):
                yield _forces(sentence, word, word.start, word.end, names)
        elif not word.adjective and not (word.capital and _in_place(lexicon, text, word.start)):
            yield Mention(
                sentence.start + word.start, sentence.start + word.end, slug(name_of(word.state)), name_of(word.state), "state",
                word.state,
            )  # fmt: skip


def _in_place(lexicon: Lexicon, text: str, start: int) -> bool:
    """True where a capital stands behind a word for where: the city is meant."""
    return bool(re.search(rf"(?<!\w)(?:{lexicon.in_place})\s+$", text[max(0, start - 12) : start], re.IGNORECASE))


def _standing_before(body: re.Pattern[str], text: str, start: int) -> re.Match[str] | None:
    """A word for a body right before a word for its state, as in Arabic and Russian."""
    last = None
    for match in body.finditer(text, max(0, start - 45), start):
        last = match
    return last if last and re.fullmatch(r"\s+(?:ال)?", text[last.end() : start]) else None


def _forces(sentence: Sentence, word: StateWord, start: int, end: int, names: Names) -> Mention:
    name = name_of(word.state)
    home = word.state == names.home and names.apart
    return Mention(
        sentence.start + start,
        sentence.start + end,
        f"{slug(name)}-government" if home else slug(name),
        f"Government of {name}" if home else name,
        "government" if home else "state",
        word.state,
        3,
    )


def _opposition(sentence: Sentence, start: int, end: int) -> Mention:
    return Mention(sentence.start + start, sentence.start + end, "opposition", "Opposition", "opposition", "", 2)


def _others(sentence: Sentence, lexicon: Lexicon, names: Names) -> Iterator[Mention]:
    text = sentence.text
    for match in matches(lexicon.opposition, text):
        yield _opposition(sentence, match.start(), match.end())
    if names.home:
        home = name_of(names.home)
        own = [*matches(lexicon.home, text, cased=True), *matches(lexicon.leader, text, cased=True)]
        leader = rf"(?:(?:[A-Z]\w+ )?[A-Z]\w+ )?(?:al-)?{re.escape(names.leader)}(?:'s|’s)?(?: (?:regime|government))?"
        own += matches(leader, text, cased=True) if names.leader else []
        for match in own:
            own_id, own_name = (
                (f"{slug(home)}-government", f"Government of {home}") if names.apart else (slug(home), home)
            )
            yield Mention(
                *sentence.at(match), own_id, own_name, "government" if names.apart else "state", names.home,
                4 if match.re is pattern(lexicon.leader, cased=True) else 1,
            )  # fmt: skip
    for match in matches(lexicon.sides, text):
        yield Mention(*sentence.at(match), "all-sides", "All sides", "all-sides", "", 2)
    for match in matches(lexicon.jihad, text):
        yield Mention(
            *_bare(sentence, match),
            _group_id(match.group(), lexicon),
            _plain(match.group(), lexicon),
            "armed-group",
            "",
            5,
        )
    for match in matches(lexicon.jihad_class, text):
        yield Mention(*sentence.at(match), "terrorist-groups", "Groups called terrorist", "excluded-class", "", 1)
    for name, words in lexicon.international.items():
        for match in matches(words, text, cased=True):
            yield Mention(*_bare(sentence, match), name, match.group().removeprefix("the "), "body", "", 3)
    for name, words in lexicon.groups.items():
        for match in matches(words, text, cased=True):
            yield Mention(*_bare(sentence, match), name, match.group().removeprefix("the "), "armed-group", "", 5)
    for name in names.groups:
        for match in matches(
            rf"{re.escape(name)}s?(?: (?:rebels?|fighters|militia|movement|guerrillas?|forces|group))?",
            text,
            cased=True,
        ):
            yield Mention(*sentence.at(match), slug(name), name, "armed-group", "", 4)


def _bare(sentence: Sentence, match: re.Match[str]) -> tuple[int, int]:
    """A name's characters without the Arabic "and", "so", "by" and "to" that are written onto it."""
    start, end = sentence.at(match)
    name = match.group()
    while name[0] in "وفبل" and match.re.fullmatch(name[1:]):
        start, name = start + 1, name[1:]
    return start, end


def _acronyms(sentence: Sentence, lexicon: Lexicon) -> Iterator[Mention]:
    """Somebody called by letters alone, when no list knows them."""
    for match in matches(lexicon.acronym, sentence.text, cased=True):
        if not pattern(lexicon.agencies).fullmatch(match["name"]):
            yield Mention(*sentence.at(match, "name"), slug(match["name"]), match["name"], "named", "", 0)


_TAIL = re.compile(r"(?: (?:group|jihadists?|extremists?|militants?|rebels?|fighters?))+$", re.IGNORECASE)


def _plain(words: str, lexicon: Lexicon) -> str:
    return _TAIL.sub("", words).removeprefix("the ").strip() or words


def _group_id(words: str, lexicon: Lexicon) -> str:
    """One id for the spellings of a listed group, whatever stands around its name."""
    plain = _plain(words, lexicon).casefold().replace("-", " ")
    for name, part in _KNOWN:
        if re.search(part, plain):
            return name
    return slug(plain)


_KNOWN = (
    (
        "islamic-state",
        r"islamic state|\bisi[sl]\b|daesh|игил|исламск\w+ государств|даиш|داعش|الدولة الاسلامية|الدولة الإسلامية",
    ),
    ("nusra", r"nusra|нуср|النصرة"),
    ("al-qaeda", r"qa(?:e|'i)da|каид|القاعدة"),
)
