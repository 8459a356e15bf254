"""Who backs whom, and whom the agreement leaves out."""

import re
from itertools import pairwise

from holdfire.claims.terms.lexicon import pattern
from holdfire.claims.terms.model import BackingSaid
from holdfire.claims.terms.reading import Page
from holdfire.claims.terms.who import Mention

_NEAR = 28
"""Characters between a name and the verb that relates it to another."""
_BOUNDARY = re.compile(r"[.;:!?؟]")
_BACKED = ("government", "opposition", "armed-group", "state", "named")


def backings_in(page: Page) -> tuple[BackingSaid, ...]:
    """Each telling that one actor supports another, the first of every pair."""
    found: dict[tuple[str, str], BackingSaid] = {}
    for sentence, named in zip(page.sentences, page.named, strict=True):
        for one, other, start, end in [
            *_active(page, sentence.text, sentence.start, named),
            *_relative(page, sentence.start, named),
        ]:
            if one.id != other.id and one.kind in ("state", "body", "government") and other.kind in _BACKED:
                found.setdefault((one.id, other.id), BackingSaid(by=one.id, whom=other.id, said=page.said(start, end)))
    return tuple(found.values())


def _active(page: Page, text: str, offset: int, named: tuple[Mention, ...]) -> list[tuple[Mention, Mention, int, int]]:
    """A verb between two names: "A backs B", "B, backed by A"."""
    found = []
    for left, right in pairwise(named):
        between = text[left.end - offset : right.start - offset]
        if page.lexicon.language == "ar" and len(between) <= _NEAR and _verb_before(page, text, left.start - offset):
            found.append((left, right, left.start, right.end))
            continue
        if _BOUNDARY.search(between) or pattern(page.lexicon.unreached).search(between):
            continue
        if (verb := pattern(page.lexicon.backed_by).search(between)) and _close(between, verb):
            found.append((right, left, left.start, right.end))
        elif (
            (verb := pattern(page.lexicon.backs).search(between))
            and _close(between, verb)
            and _of_left(page, between, verb)
        ):
            found.append((left, right, left.start, right.end))
    return found


def _of_left(page: Page, between: str, verb: re.Match[str]) -> bool:
    """Whether the name before the verb is its subject; in Arabic only right before it, for a verb opens a clause of its own."""
    return page.lexicon.language != "ar" or (verb[0][0] != "و" and not between[: verb.start()].strip())


def _verb_before(page: Page, text: str, at: int) -> bool:
    """A verb of support right before the name, as an Arabic sentence begins."""
    return bool(re.search(rf"(?<!\w)(?:{page.lexicon.backs})\s+$", text[max(0, at - 25) : at]))


def _close(between: str, verb: re.Match[str]) -> bool:
    return verb.start() <= _NEAR and len(between) - verb.end() <= _NEAR


def _relative(page: Page, offset: int, named: tuple[Mention, ...]) -> list[tuple[Mention, Mention, int, int]]:
    """A pronoun behind a name ("the groups it backs"): the pronoun is whoever is named before them in the sentence."""
    if not page.lexicon.it_backs:
        return []
    found = []
    for number, one in enumerate(named):
        match = re.match(rf"\s*(?:{page.lexicon.it_backs})(?!\w)", page.between(one.end, one.end + 40), re.IGNORECASE)
        owners = [other for other in named[:number] if other.kind == "state"]
        if match and owners:
            found.append((owners[-1], one, owners[-1].start, one.end + match.end()))
    return found


def excluded_in(page: Page) -> dict[str, list[Mention]]:
    """Who stands outside: those exempted in so many words, those parted from, and listed groups the makers go on to fight."""
    found: dict[str, list[Mention]] = {}
    for sentence, named in zip(page.sentences, page.named, strict=True):
        for one in named:
            before = sentence.text[max(0, one.start - sentence.start - 90) : one.start - sentence.start]
            if _excludes(page, before, one):
                found.setdefault(one.id, []).append(one)
    return found


def _excludes(page: Page, before: str, one: Mention) -> bool:
    listed = one.kind in ("armed-group", "excluded-class")
    clause = _BOUNDARY.split(before)[-1]
    if one.kind in ("opposition", "government", "state", "body"):
        return False
    for source, needs_listed in (
        (page.lexicon.exempt, False),
        (page.lexicon.parted, False),
        (page.lexicon.fought, True),
    ):
        for match in pattern(source).finditer(clause) if source else ():
            if (listed or not needs_listed) and len(clause) - match.end() <= 45:
                return True
    return False
