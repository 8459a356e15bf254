"""The MUC-4 scoring rules, run without a person.

Response templates are put beside key templates one to one so that the most is right; a pair needs at least partly the same type.
Recall is (right + half of partly right) / possible, precision the same / actual, F their harmonic mean, slot by slot over all
templates: what a key template has that no response matches is missing, what a response has that no key matches is spurious.
An optional key template counts only where it is matched, an optional answer only where it is given. Where it differs:
strings are judged by rule and not by a person. They are right where they are equal to an option, articles, numbers and words of
nationality aside, or hold all its words; partly right where they share its last word or are part of it. A place is right by its
most specific name and country, partly right by one of them; dates by section 3.2.2. Cross-references are not scored.
"""

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks.coding_muc import MONTHS, Filler, Template
from holdfire.claims.text.tokens import word_set

STRINGS = frozenset({6, 9, 10, 12, 18, 19})
NAMES = {
    2: "date", 3: "place", 4: "type", 5: "stage", 6: "weapon", 7: "weapon type", 8: "category", 9: "perpetrator",
    10: "perpetrator's organisation", 12: "thing hit", 13: "kind of thing", 16: "effect on things", 18: "victim's name",
    19: "victim", 20: "kind of victim", 21: "number of victims", 23: "effect on victims",
}  # fmt: skip
POOLED = {"perpetrator (both slots)": (9, 10), "victim (both slots)": (18, 19)}
_IDLE = word_set(
    "THE A AN SOME SEVERAL ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE TEN SALVADORAN COLOMBIAN PERUVIAN CHILEAN "
    "GUATEMALAN HONDURAN BOLIVIAN ARGENTINE ECUADORAN U.S. US OF AND HIS HER THEIR FORMER ABOUT AT LEAST OTHER "
    "OTHERS MEMBERS GROUP"
)
_DATE = re.compile(r"(\d{1,2}) ([A-Z]{3}) (\d{2})")
_CONTENT = (9, 10, 12, 13, 18, 19, 20)


@dataclass
class Tally:
    """Answers of one slot: right, partly right, wrong, missing, spurious."""

    right: int = 0
    part: int = 0
    wrong: int = 0
    missing: int = 0
    spurious: int = 0

    def add(self, other: "Tally") -> None:
        for name in ("right", "part", "wrong", "missing", "spurious"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def measures(self) -> dict[str, float]:
        got = self.right + self.part / 2
        possible = self.right + self.part + self.wrong + self.missing
        actual = self.right + self.part + self.wrong + self.spurious
        recall, precision = got / max(1, possible), got / max(1, actual)
        f = 2 * recall * precision / (recall + precision) if got else 0.0
        return {"recall": round(recall, 3), "precision": round(precision, 3), "f": round(f, 3)}


@dataclass
class Score:
    """Tallies by slot over all messages, and which messages were rightly told to hold incidents."""

    slots: dict[int, Tally] = field(default_factory=dict)
    texts: Tally = field(default_factory=Tally)

    def table(self) -> dict[str, dict[str, float]]:
        out = {name: self.slots.get(slot, Tally()).measures() for slot, name in NAMES.items()}
        for name, slots in {**POOLED, "all slots": tuple(NAMES)}.items():
            pooled = Tally()
            for slot in slots:
                pooled.add(self.slots.get(slot, Tally()))
            out[name] = pooled.measures()
        out["texts with incidents"] = self.texts.measures()
        return out


def score(keys: dict[str, list[Template]], responses: dict[str, list[Template]], *, strict: bool = False) -> Score:
    """``strict``: a pair needs, beside the type, something in common in a perpetrator or target slot."""
    total = Score()
    for name, key in keys.items():
        response = responses.get(name, [])
        pairs = aligned(key, response, strict=strict)
        matched_key, matched_response = {k for k, _ in pairs}, {r for _, r in pairs}
        for k, r in pairs:
            _add(total, _compared(key[k], response[r]))
        for k, template in enumerate(key):
            if k not in matched_key and not template.optional:
                _add(total, {s: Tally(missing=sum(not f.optional for f in fs)) for s, fs in template.slots.items()})
        for r, template in enumerate(response):
            if r not in matched_response:
                _add(total, {s: Tally(spurious=len(fs)) for s, fs in template.slots.items()})
        must, may, said = any(not t.optional for t in key), bool(key), bool(response)
        total.texts.add(Tally(right=int(said and may), missing=int(must and not said), spurious=int(said and not may)))
    return total


def _add(total: Score, tallies: dict[int, Tally]) -> None:
    for slot, tally in tallies.items():
        total.slots.setdefault(slot, Tally()).add(tally)


def aligned(key: list[Template], response: list[Template], *, strict: bool = False) -> list[tuple[int, int]]:
    """Pairs (key, response) that score most together."""
    if not key or not response:
        return []
    worth = np.zeros((len(key), len(response)))
    for k, one in enumerate(key):
        for r, other in enumerate(response):
            tallies = _compared(one, other)
            type_ = tallies.get(4, Tally())
            content = any(tallies.get(s, Tally()).right + tallies.get(s, Tally()).part for s in _CONTENT)
            if type_.right + type_.part and (content or not strict):
                worth[k, r] = (
                    5 * type_.right + 1 + sum(2 * t.right + t.part for t in tallies.values()) - 0.1 * one.optional
                )
    rows, columns = linear_sum_assignment(-worth)
    return [(int(k), int(r)) for k, r in zip(rows, columns, strict=True) if worth[k, r] > 0]


def _compared(key: Template, response: Template) -> dict[int, Tally]:
    return {slot: slot_tally(slot, key.slots.get(slot, []), response.slots.get(slot, [])) for slot in NAMES}


def slot_tally(slot: int, key: list[Filler], response: list[Filler]) -> Tally:
    """Answers of one slot put beside each other, the best pairs first."""
    pairs = sorted(
        ((grade(slot, k, r), -i, -j) for i, k in enumerate(key) for j, r in enumerate(response)), reverse=True
    )
    tally, used_k, used_r = Tally(), set(), set()
    for given, i, j in pairs:
        if given > 0 and i not in used_k and j not in used_r:
            used_k.add(i)
            used_r.add(j)
            tally.right += given == 2
            tally.part += given == 1
    left_k = [k for i, k in enumerate(key) if -i not in used_k]
    left_r = len(response) - len(used_r)
    must = sum(not k.optional for k in left_k)
    tally.wrong = min(must, left_r)
    tally.missing = must - tally.wrong
    tally.spurious = left_r - tally.wrong
    return tally


def grade(slot: int, key: Filler, response: Filler) -> int:
    """2 where an answer is right, 1 where it is partly."""
    given = response.options[0] if response.options else ""
    return max((_one(slot, option, given) for option in key.options), default=0)


def _one(slot: int, key: str, given: str) -> int:
    if slot == 2:
        return _date(key, given)
    if slot == 3:
        return _place(key, given)
    if slot in STRINGS:
        return _string(key, given)
    if key == given:
        return 2
    return int(_partial_set(slot, key, given))


def _partial_set(slot: int, key: str, given: str) -> bool:
    wider = {
        "GUN": ("MACHINE GUN", "MORTAR", "HANDGUN", "RIFLE"),
        "BOMB": ("VEHICLE BOMB", "DYNAMITE", "MINE", "AERIAL BOMB"),
        "EXPLOSIVE": ("BOMB", "VEHICLE BOMB", "DYNAMITE", "MINE", "AERIAL BOMB", "GRENADE", "MOLOTOV COCKTAIL"),
    }
    partly: dict[int, Any] = {
        4: given == "ATTACK",
        7: key in wider.get(given, ()),
        13: (given, key) == ("POLITICAL FIGURE OFFICE OR RESIDENCE", "GOVERNMENT OFFICE OR RESIDENCE"),
        16: (given, key) == ("DESTROYED", "SOME DAMAGE"),
        20: (given, key)
        in {
            ("GOVERNMENT OFFICIAL", "FORMER GOVERNMENT OFFICIAL"),
            ("ACTIVE MILITARY", "FORMER ACTIVE MILITARY"),
            ("POLITICAL FIGURE", "GOVERNMENT OFFICIAL"),
        },
        21: key.lstrip("~") == given or (given.isdigit() and given in re.findall(r"\d+", key)),
        23: (given, key) in {("NO INJURY", "NO INJURY OR DEATH"), ("NO DEATH", "NO INJURY OR DEATH")},
    }
    return bool(partly.get(slot))


def _string(key: str, given: str) -> int:
    one, other = content_words(key), content_words(given)
    if not other or not one:
        return 0
    if one == other or set(one) <= set(other):
        return 2
    if set(other) <= set(one) or one[-1] in other or other[-1] in one:
        return 1
    return 0


def content_words(text: str) -> list[str]:
    """Words that say who or what, without articles, numbers and nationality."""
    words = [w.strip(".,'\"[]()").upper() for w in text.split()]
    return [w for w in words if w and w not in _IDLE and not w.isdigit()] or [w for w in words if w]


def _place(key: str, given: str) -> int:
    one = [re.sub(r"\s*\([^)]*\)", "", p).strip() for p in key.split(":")]
    other = [re.sub(r"\s*\([^)]*\)", "", p).strip() for p in given.split(":")]
    last = {p.strip() for p in one[-1].split(" - ")}
    if one[0] == other[0]:
        if len(one) == 1:
            return 2 if len(other) == 1 else 1
        return 2 if other[-1] in last and len(last) == 1 else 1
    return 1 if len(one) > 1 and other[-1] in last else 0


def _date(key: str, given: str) -> int:
    k, g = _span(key), _span(given)
    if k is None or g is None:
        return 0
    if k == g:
        return 2
    if given.startswith("-"):
        return int(k[1] == g[1])
    first = k[0] or date.min
    if g[0] == g[1] and first <= (g[0] or date.min) <= k[1]:
        return 1
    return 0


def _span(text: str) -> tuple[date | None, date] | None:
    found = [(1900 + int(y), MONTHS.index(m) + 1, int(d)) for d, m, y in _DATE.findall(text) if m in MONTHS]
    days = [date(y, m, min(d, monthrange(y, m)[1])) for y, m, d in found if d]
    if not days:
        return None
    if text.startswith("-"):
        return None, days[-1]
    return days[0], days[-1]
