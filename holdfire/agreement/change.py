"""One thing that changed, and how the parts and fields of an agreement are called in a sentence.

Fields go by the names they have in YAML (``broken-by``); one that does not read well has words of its own in ``FIELDS``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from holdfire.agreement.noun import Disputed, Name, Part

Kind = Literal["added", "removed", "changed", "moved"]


@dataclass(frozen=True)
class Change:
    """One change. ``where`` is a path (``provisions.S16-02.deadline``), ``says`` one English sentence.

    ``before`` is None for what was not there, ``after`` for what is there no more; ``moved`` is a part with a new name.
    """

    where: str
    kind: Kind
    before: str | None
    after: str | None
    says: str


ITEMS = {
    "accepted-by": "acceptance", "accession": "way to join", "aliases": "alias", "any-of": "alternative",
    "assumed": "assumption on", "binds": "binding of", "by": "decision", "calibre-mm": "calibre",
    "changes": "change of", "closes": "closing", "counts": "counting", "ended-by": "ending",
    "facilities": "type of facility", "inherits": "inheritance", "objects": "kind of object",
    "opens": "opening", "opens-when": "condition", "quantities": "quantity", "renews": "renewal",
    "settles": "answer to", "severities": "severity", "shuts-when": "shutting condition", "suspended-by": "suspension",
    "undecided": "question", "unmet": "unmet day", "unsaid": "open question",
}  # fmt: skip
"""What one of a group, list or table is called, or a part within a part; others go by the name without its last s."""

FIELDS = {
    "about": "what it is about", "above": "number it must exceed", "accepted-by": "those whose leave it takes",
    "admissions": "whether a report of one's own breach counts", "assesses": "parts it looks at",
    "acts": "acts meant", "after": "step it follows", "against": "targets meant",
    "aimed": "whether it is aimed at somebody", "all": "whether all are meant", "also": "further roles",
    "answered-for-by": "actor that answers for it", "any-of": "alternatives", "at": "moment",
    "at-least": "least number", "at-least-percent": "least percentage", "at-most": "greatest number",
    "basis": "what it rests on", "becomes": "role it brings", "before": "last moment to declare it",
    "below": "number it must stay below", "broken": "provision whose breach meets it",
    "broken-by": "acts that break it", "buffer-m": "buffer in metres", "by": "those who hold a key",
    "changes": "parts it changes", "claimants": "list of those heard", "clock": "clock that meets it",
    "closes": "keys that close it", "confidence": "least confidence", "consequence": "what stands at its end",
    "cures": "whether it heals the breach", "day-begins": "hour at which a day begins",
    "contested-by": "list of those whose disagreement contests", "deaths-at-least": "least number of dead",
    "decides": "word of its decisions",
    "decision": "decision that meets it", "ended-by": "what ends it",
    "every": "length after which it falls due again", "everyone": "whether everyone is bound",
    "exactly": "exact number", "except": "list of what is not taken over", "except-zones": "holes",
    "extensions": "word that renews a window", "findings-of": "list of bodies whose findings count",
    "fixed-by": "those who can fix it",
    "for": "length of each further stretch", "from": "beginning", "gate": "gate that meets it",
    "geometry": "drawing", "grade": "least grade", "grades": "order of the grades",
    "in-time": "whether it must be in time", "inner-m": "inner edge in metres",
    "jointly": "whether it is done jointly", "kept-by": "acts that fulfil it", "kind-of": "wider kinds",
    "lasts": "length", "lead-in": "time that does not count", "left-m": "width on the left in metres",
    "made-of": "terms it is made of", "manner": "manners allowed", "met-by": "acts that meet it",
    "mirrors": "actor whose moves it mirrors", "more-than": "number of breaches let pass",
    "need": "number of keys needed", "needs": "length that must pass",
    "needs-window": "whether it needs a window", "not-claimants": "list of those not heard",
    "notice-acts": "acts that give notice", "objection-within": "time to object", "of": "act that is the whole",
    "opens": "keys that open it", "opens-when": "conditions that open it", "out-of": "number there are",
    "over": "stretch it is counted over", "part-of": "larger body it is part of",
    "parts": "sequence of stretches", "per-window": "window for which it opens anew",
    "precision-km": "precision in kilometres", "protects": "targets it shields",
    "provision": "provision that meets it", "provisions": "provisions meant",
    "quorate": "whether a finding needs a quorum",
    "renewable": "whether it is renewable", "renewed-by": "those who can renew it",
    "replaceable-by": "those who can replace it", "reset-by": "those who can reset it",
    "resets": "what resets it", "right-m": "width on the right in metres", "says": "sense",
    "severities": "order of the severities", "shows": "instant it is shown at",
    "shuts-when": "conditions that shut it", "silence": "meaning of silence",
    "source": "sources", "speaks-for": "actor it speaks for", "standard": "least standard of proof",
    "start-by": "latest beginning", "starts": "start",
    "steps": "order of the steps", "suspended-by": "keys that suspend it", "text-says": "text's own words",
    "time": "moment that meets it", "together": "number of bodies that must agree", "together-with": "provisions in step with it",
    "tolerates": "number of unmet days let pass", "touches": "what hangs on it",
    "under": "readings under which it stands", "undone-by": "acts that undo it",
    "unless-notice": "notice that stops it", "unmet-by": "acts that do not meet it",
    "unmet-day": "effect of an unmet day", "unreviewed": "whether unreviewed proposals count", "until": "end",
    "what": "thing counted", "while": "window in which it holds", "who": "those who may join",
    "whose": "actor behind it", "why": "reason", "window": "window that meets it", "within": "time it may take",
    "Condition.unsaid": "open question", "Exclusion.by": "those who decide",
    "Bar.percent": "least confidence in percent", "Procedure.starts": "what begins it", "ProcedureStep.by": "those who owe it",
    "ProcedureStep.kind": "kind of step", "ProcedureStep.manner": "manner in which it is made",
    "Quantity.by": "moment by which it is due", "Share.by": "act that is the part",
    "TacitRenewal.by": "those who may give notice",
}  # fmt: skip
"""Words for fields, of any part or of one kind of part. All others are called by their names, with spaces for hyphens."""

WHEN_EMPTY = {
    "claimants": "everyone", "not-claimants": "nobody", "protects": "all", "under": "all readings",
    "findings-of": "nobody", "contested-by": "nobody", "Threshold.acts": "all", "Threshold.bodies": "all",
    "Threshold.provisions": "all",
    "Accession.who": "anyone", "Bind.acts": "all", "Bind.against": "all", "Inherited.provisions": "all",
    "Provision.objects": "all", "TacitRenewal.by": "anyone",
}  # fmt: skip
"""What it means that a list is left out, where that is not nothing."""

SENSES = ("says", "question", "basis")
"""The fields that tell what a part is about."""
ASIDE = ("id", "name", "title", "note", "source", *SENSES)
"""Fields left out where a part is told in one line."""


def yaml_name(part: Part, field: str) -> str:
    """``broken_by`` as it is written: ``broken-by``."""
    info = type(part).model_fields.get(field)
    return (info and info.alias) or field.rstrip("_").replace("_", "-")


def field_words(name: str, owner: str = "") -> str:
    """``the acts that break it``. ``owner`` is the kind of part whose field it is."""
    words = FIELDS.get(f"{owner}.{name}") or FIELDS.get(name) or name.replace("-", " ").replace("_", " ")
    return words if words.startswith(("what ", "whether ", "those ")) else f"the {words}"


def item_words(group: str) -> str:
    """``limb``, ``exception``: one of a list or table."""
    words = group.replace("-", " ").replace("_", " ")
    return ITEMS.get(group) or (words[:-1] if words.endswith("s") and not words.endswith("ss") else words)


def title_of(part: object) -> str:
    """The English title or name of a part, or nothing."""
    for field in ("title", "name"):
        found = getattr(part, field, None)
        if isinstance(found, Name):
            return plain(found)
    return plain(part) if isinstance(part, Name) else ""


def subject(group: str, name: str, part: object = None) -> str:
    """``Provision S16-04 (Pull back from the road)``."""
    title = title_of(part)
    return upper_first(f"{item_words(group)} {name}") + (f" ({title})" if title else "")


def plain(value: object) -> str:
    """A value for a reader: ``yes``, ``5``, ``shelling, clash``, ``north: 2018-12-13; south: unknown``."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.15g}"
        case Name():
            return " ".join(value.en.split())
        case Disputed():
            return "disputed: " + "; ".join(f"{side} has {said}" for side, said in value.disputed.items())
        case Part():
            return described(value)
        case dict():
            return "; ".join(f"{key}: {plain(entry)}" for key, entry in value.items())
        case list() | tuple():
            return ("; " if any(isinstance(v, Part | dict) for v in value) else ", ").join(plain(v) for v in value)
    return " ".join(str(value).split())


def described(part: Part) -> str:
    """A part in one line: its title and sense; where it lacks one of them, some of its fields as well."""
    title, sense = title_of(part), next((plain(s) for f in SENSES if (s := getattr(part, f, None))), "")
    told = "" if title and sense else ", ".join(_given(part, required=bool(title)))
    *begin, end = [words for words in (title, sense, told) if words] or [""]
    return ": ".join([*(words.rstrip(".") for words in begin), end])


def _given(part: Part, required: bool) -> Iterator[str]:
    """Fields with their values: those every such part has, or those that were given."""
    for field, info in type(part).model_fields.items():
        value = getattr(part, field)
        if (field in ASIDE and not isinstance(value, str)) or field in ("id", "note", *SENSES):
            continue
        if info.is_required() if required else value not in (None, "", [], {}, False, info.default):
            name = "" if field in ("what", "name") else yaml_name(part, field).replace("-", " ")
            yield name if value is True else f"{name} {_enclosed(value)}".strip()


def _enclosed(value: object) -> str:
    """A value in the middle of a line: a part within a part stands in brackets, words are joined by ``and``."""
    if isinstance(value, list) and not any(isinstance(item, Part | dict) for item in value):
        return and_list(map(plain, value))
    return f"({plain(value)})" if isinstance(value, Part | dict | list) else plain(value)


def and_list(words: Iterable[str]) -> str:
    """``a, b and c``."""
    *most, last = [*words]
    return f"{', '.join(most)} and {last}" if most else last


def quoted(words: str, prose: bool) -> str:
    """Words in quotation marks where they are prose; curly ones where they hold straight ones themselves."""
    if not prose or " " not in words:
        return words
    return f"“{words}”" if '"' in words else f'"{words}"'


def upper_first(words: str) -> str:
    """The words with a capital letter."""
    return words[:1].upper() + words[1:]


def sentence(*parts: str) -> str:
    """Parts joined by colons, with one full stop at the end."""
    told = ": ".join(part for part in parts if part)
    return upper_first(told if told.rstrip('"”').endswith((".", "?", "!")) else told + ".")
