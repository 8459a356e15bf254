"""Observations in the sentences of the mission's daily report: "Positioned in X, the SMM heard 15 explosions 2-3km south-west".

Only sentences that name the post, the number and the range and bearing are read; "its position" is the post of the sentence.
"""

import re
from datetime import datetime, timedelta
from typing import NamedTuple

from holdfire.claims.bulletins.day import DAY
from holdfire.claims.bulletins.model import Maker, Seen, Spans
from holdfire.claims.bulletins.sentences import Piece
from holdfire.claims.bulletins.smm_words import ASSESSED, EXERCISE, MOST_RANGE_KM, WEAPON, act_of
from holdfire.claims.language import numbers_in, times_in
from holdfire.claims.language.model import NumberSaid
from holdfire.when import Span

WEEK = timedelta(days=7)
_HANGS = re.compile(r"\b(?:following|next|same|previous)\s(?:day|morning|evening|night)|\blater\b", re.IGNORECASE)

_POST = re.compile(
    r"\b(?:positioned|while|whilst|camera|when)\s(?:\w+\s){0,2}?(?:in|at|on|near|from)\s(?:the\s)?"
    r"(?P<post>[^,;.()]{3,80}?)(?=\s*\(|,|\sbetween\s\d|\sfrom\s\d|\sfor\s|\sthe\sSMM|\sit\s)",
    re.IGNORECASE,
)
_SEEN = re.compile(r"\bSMM\s(?:\w+\s){0,3}?(?P<means>heard|saw|recorded|observed|registered)\b", re.IGNORECASE)
_WHAT = re.compile(
    r"\s?(?:[\w-]+\s){0,4}?(?P<what>(?:airburst\s)?explosions?|bursts?|shots?|(?:mortar\s|artillery\s)?rounds?|projectiles?|(?:illumination\s)?flares?"
    r"|muzzle\sflashe?s?|volleys?|salvos?)(?P<of>(?:\sof\s|\sand\s[\w-]+\sof\s)[\w-]+(?:[\s-](?:machine|grenade|arms)[\w-]*){0,2}(?:\s?\([^)]{1,30}\))?)?",
    re.IGNORECASE,
)
_ROSE = r"(?:north|south|east|west)(?:[\s-]?(?:north|south|east|west)){0,2}|[NESW]{1,3}"
_TOWARDS = re.compile(
    rf"(?P<a>\d+(?:\.\d+)?)(?:\s?[-–]\s?(?P<b>\d+(?:\.\d+)?))?\s?(?P<unit>km|m)\s(?:to\sthe\s)?(?P<rose>{_ROSE})\b",
    re.IGNORECASE,
)
_TOO_FAR = 260
"""Characters between a figure and its range; beyond, the range belongs to another figure."""


class Told(NamedTuple):
    """One observation, each field with its characters."""

    post: tuple[int, int]
    number: NumberSaid
    what: tuple[int, int]
    towards: tuple[int, int]
    low_km: float
    high_km: float
    means: str


def observations(text: str, piece: Piece, language: str) -> list[Told]:
    """Observations of one English sentence, in order."""
    seen, post = _SEEN.search(text, piece.start, piece.end), _POST.search(text, piece.start, piece.end)
    if language != "en" or not seen or not post:
        return []
    found: list[Told] = []
    ranges = list(_TOWARDS.finditer(text, seen.end(), piece.end))
    done = seen.end()
    for number in numbers_in(text[seen.end() : piece.end], language):
        start, end = seen.end() + number.start, seen.end() + number.end
        what = _WHAT.match(text, end, piece.end)
        aside = text.count("(", seen.end(), start) > text.count(")", seen.end(), start)
        if start < done or aside or number.measures or not what:
            continue
        towards = next((m for m in ranges if m.start() >= what.end()), None)
        if towards is None or towards.start() - end > _TOO_FAR:
            continue
        low, high = float(towards["a"]), float(towards["b"] or towards["a"])
        scale = 0.001 if towards["unit"].lower() == "m" else 1.0
        said = number.model_copy(update={"start": start, "end": end})
        found.append(
            Told(
                post.span("post"),
                said,
                what.span("what"),
                towards.span(),
                low * scale,
                high * scale,
                seen["means"].lower(),
            )
        )
        done = what.end()
    return found


def tell(maker: Maker, sentence: Piece, language: str) -> bool:
    """Make the observations of a sentence, at the time it tells or in the report's window; whether it has any."""
    text = maker.text
    found = observations(text, sentence, language)
    for told in found:
        what, post, towards = text[slice(*told.what)], text[slice(*told.post)], text[slice(*told.towards)]
        if told.low_km > told.high_km or told.high_km > MOST_RANGE_KM:
            maker.leave(
                sentence.start, sentence.end, f'"{towards}" is no range that can be seen or heard', "Enter it by hand."
            )
            continue
        best = told.number.best
        number = int(best) if best is not None and best == int(best) else None
        seen = Seen(
            post=post,
            towards=towards,
            low_km=told.low_km,
            high_km=told.high_km,
            means=told.means,
            observation=what,
            number=number,
        )
        spans: Spans = {"seen.post": told.post, "seen.towards": told.towards, "seen.observation": told.what}
        spans["seen.number"] = (told.number.start, told.number.end)
        near = text[told.number.start : told.towards[0]]
        weapon = WEAPON.search(near)
        if weapon:
            spans["weapon"] = (told.number.start + weapon.start(), told.number.start + weapon.end())
        maker.add(
            "incident",
            sentence.start,
            sentence.end,
            spans,
            seen,
            act=act_of(weapon[0] if weapon else "", near),
            span=_time(maker, sentence, language),
            precision="range",
            place=f"{towards} of {post}",
            weapon=weapon[0] if weapon else None,
            manner=EXERCISE if ASSESSED.search(sentence.words) else None,
        )
    return bool(found)


def _time(maker: Maker, sentence: Piece, language: str) -> Span:
    """The time a sentence states with its day, where that lies in the week before the report; else the report's window.

    "The following day" hangs on a sentence before it: then the window begins a day earlier.
    """
    said = [t for t in times_in(sentence.words, language, maker.window, maker.context.tz) if not t.background]
    whole = Span(_back(maker.window.start, WEEK), maker.window.end)
    dated = [t for t in said if t.precision in ("part-of-day", "day", "hour", "minute", "range")]
    inside = [cut for t in dated if (cut := Span(t.first, t.last).cut(whole)) and cut.length]
    if inside and len(inside) == len(said):
        return Span(min(s.start for s in inside), max(s.end for s in inside))
    return Span(_back(maker.window.start, DAY), maker.window.end) if _HANGS.search(sentence.words) else maker.window


def _back(moment: datetime, by: timedelta) -> datetime:
    try:
        return moment - by
    except OverflowError:
        return moment
