"""What a claim says was perceived: the kind of fire, by what means, in what manner. Read from the unit of its number.

A unit is written ``explosions``, ``explosions: heard`` or ``bursts: heard, outgoing``; the words of the OSCE Special Monitoring
Mission to Ukraine in English, Russian and Arabic are known. Other units are no fire: forty trucks are no discharges.
"""

import re
from dataclasses import dataclass

_WHAT = {
    "flash": r"muzzle\s?-?flash|вспышк\w*|ومض\w*",
    "flare": r"flare|осветительн\w+|قنبلة\sمضيئة|قنابل\sمضيئة",
    "projectile": r"projectile|in\sflight|tracer|снаряд\w*|боеприпас\w*|مقذوف\w*",
    "explosion": r"explosion|detonation|blast|impact|взрыв\w*|انفجار\w*",
    "burst": r"burst|очеред\w*|رشق\w*",
    "shot": r"shot|gunshot|выстрел\w*|طلق\w*",
    "round": r"round|rocket|shell|missile|mortar\sbomb|bomb|мин\b|ракет\w*|قذيف\w*|قذائف|صاروخ\w*|صواريخ",
}
"""Kinds of fire by the words for them, those that name another within them first."""
_MEANS = {
    "heard": r"heard|слышал\w*|سُ?مع\w*",
    "camera": r"camera|recorded|камер\w*|зафиксир\w*|كاميرا|سجل\w*",
    "uav": r"uav|drone|бпла|беспилотн\w*|طائرة\sمسيرة",
    "crater": r"crater|воронк\w*|حفرة",
    "saw": r"saw|seen|observed|видел\w*|наблюда\w*|شوهد\w*|رأى",
}
_MANNER = {
    "impact": r"impact|попадан\w*|سقوط",
    "outgoing": r"outgoing|исходящ\w*|صادر\w*",
    "airburst": r"air\s?-?burst|воздушн\w+\sвзрыв\w*",
    "undetermined": r"undetermined|неопредел\w*|غير\sمحدد\w*",
}
PLURALS = {
    **{"flash": "muzzle flashes", "flare": "flares", "projectile": "projectiles", "explosion": "explosions"},
    **{"burst": "bursts", "shot": "shots", "round": "rounds"},
}
"""Kinds of fire as a unit names them."""


def _compiled(words: dict[str, str]) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(rf"(?<!\w)(?:{pattern})", re.IGNORECASE) for name, pattern in words.items()}


_WHATS, _ALL_MEANS, _MANNERS = _compiled(_WHAT), _compiled(_MEANS), _compiled(_MANNER)


@dataclass(frozen=True)
class Perceived:
    """``what`` is a key of ``PLURALS``; ``means`` and ``manner`` are empty where they are not told."""

    what: str
    means: str = ""
    manner: str = ""


def perceived(unit: str) -> Perceived | None:
    """What a unit says was perceived; None for one that tells of no fire."""
    head, _, tail = unit.partition(":")
    what = _first(_WHATS, head)
    return Perceived(what, _first(_ALL_MEANS, tail), _first(_MANNERS, tail)) if what else None


def written(observation: str, means: str = "") -> str:
    """The unit for an observation as a table of a mission tells it; empty where it names no fire."""
    what = _first(_WHATS, observation)
    told = ", ".join(filter(None, (_first(_ALL_MEANS, means), _first(_MANNERS, observation))))
    return "" if not what else f"{PLURALS[what]}: {told}" if told else PLURALS[what]


def _first(words: dict[str, re.Pattern[str]], text: str) -> str:
    return next((name for name, pattern in words.items() if pattern.search(text)), "")
