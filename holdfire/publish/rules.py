"""Counting rules and numbers under them, said in three languages."""

from holdfire.counting import RULES, RuledCount
from holdfire.publish.words import N_, Words

SAYS: dict[str, str] = {
    "discharge/1": N_(
        "Each single discharge is one: an explosion, a projectile in flight, a burst, a shot, a flash, a flare, a round."
    ),
    "hour-cluster/1": N_("All fire at one place within one hour is one."),
    "thirty-round-hour/1": N_(
        "Up to thirty rounds at one place within one hour are one shelling incident; the thirty-first begins the next."
    ),
    "event/1": N_(
        "Each happening is one, on the day on which it is told to have begun; claims that tell of one happening are one."
    ),
}
"""What each rule counts."""
SOURCES: dict[str, str] = {
    "discharge/1": N_("The OSCE Special Monitoring Mission to Ukraine, as it is reported."),
    "hour-cluster/1": N_("Holdfire’s own, after tallies by the hour."),
    "thirty-round-hour/1": N_("The Joint Forces Operation of Ukraine, as those tell who restated figures by it."),
    "event/1": N_("Holdfire’s own, that of its bulletins."),
}
"""Whose rule it is."""
UNKNOWN: dict[str, str] = {
    "thirty-round-hour/1": N_(
        "Whether thirty is the most that one incident holds or the least that makes one, and which weapons it takes, is not "
        "published; this version takes the most, and all weapons."
    ),
}
"""What nobody told us of it."""


def rule_said(name: str, words: Words) -> str:
    """A rule in one to three sentences: what it counts, whose it is, what of it is not known."""
    told = (SAYS[name], SOURCES[name], UNKNOWN.get(name, ""))
    return " ".join(words.gettext(sentence) for sentence in told if sentence)


def count_said(count: RuledCount | None, words: Words) -> str:
    """``12``, ``12–15``, ``at least 12``, ``not known``; a dash where a rule has no such number. The rule stands beside it."""
    if count is None:
        return "–"
    least = words.number(count.at_least)
    if count.at_most is None and not count.at_least:
        return words.gettext("not known")
    if count.at_most is None:
        return words.gettext("at least %(num)s") % {"num": least}
    return least if count.exact else f"{least}–{words.number(count.at_most)}"


def rules_said(words: Words) -> dict[str, str]:
    """Every rule by its name, as it is said."""
    return {name: rule_said(name, words) for name in RULES}
