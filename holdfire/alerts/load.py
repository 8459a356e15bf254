"""The rules of a case, read from ``alerts.yaml``, or one sentence on what is wrong in which line."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from holdfire.agreement.model import AgreementText
from holdfire.agreement.places import NOT_DRAWN
from holdfire.agreement.yaml_text import Lines, line_of, one_line, read_yaml
from holdfire.alerts.rules import (
    ClockRule,
    DeadlineRule,
    Mail,
    Recipient,
    Rules,
    ScheduleRule,
    SilenceRule,
    ThresholdRule,
)
from holdfire.counting import RULES
from holdfire.errors import AgreementError, CaseError, did_you_mean

FILE = "alerts.yaml"
"""Where the rules lie in a case's folder."""
_SEE = "See docs/alerts.md."
_AFTER = ("missing", "too_short")
"""Problems that often follow from another one, which is told first."""
_KINDS: dict[str, type[BaseModel]] = {
    "clock": ClockRule,
    "threshold": ThresholdRule,
    "deadline": DeadlineRule,
    "silence": SilenceRule,
    "schedule": ScheduleRule,
}


def rules_of(folder: Path, text: AgreementText, counting: Iterable[str] = tuple(RULES)) -> Rules | None:
    """The rules of a case; None where it has none. ``counting`` are the counting rules that there are.

    Raises ``CaseError`` with the line, what is wrong and what to do.
    """
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        data, lines = read_yaml(path)
    except AgreementError as error:
        raise CaseError(error.what.replace("an agreement", "rules"), error.where, error.remedy) from None
    if not isinstance(data, dict):
        raise CaseError("the rules are a set of named parts", f"{FILE}:1", _SEE)
    try:
        rules = Rules.model_validate(data)
    except ValidationError as error:
        raise _readable(error, data, lines) from None
    for at, word, known in _named(rules, text, tuple(counting)):
        if word not in known:
            names = ".".join(map(str, at))
            remedy = did_you_mean(word, known) or f"There are: {', '.join(list(known)[:12]) or 'none'}."
            raise CaseError(one_line(f'{names} names "{word}", which is not there'), _where(lines, at), remedy)
    _ways(rules, lines)
    return rules


def _where(lines: Lines, at: tuple[str | int, ...]) -> str:
    return f"{FILE}:{line_of(lines, at)}"


def _named(
    rules: Rules, text: AgreementText, counting: tuple[str, ...]
) -> Iterator[tuple[tuple[str | int, ...], str, Iterable[str]]]:
    """Every name that must be there: where it stands, the name, and those that there are."""
    for name, rule in rules.rules.items():
        at: tuple[str | int, ...] = ("rules", name)
        for who in rule.to:
            yield (*at, "to", who), who, rules.recipients
        for n, reading in enumerate(rule.readings):
            yield (*at, "readings", n), reading, text.readings
        if isinstance(rule, ClockRule):
            for n, clock in enumerate(rule.clocks):
                yield (*at, "clocks", n), clock, text.clocks
            for n, gate in enumerate(rule.gates):
                yield (*at, "gates", n), gate, text.gates
        if isinstance(rule, ThresholdRule | DeadlineRule):
            for n, provision in enumerate(rule.provisions):
                yield (*at, "provisions", n), provision, text.provisions
        if isinstance(rule, ThresholdRule):
            yield (*at, "counting"), rule.counting, counting
            for n, zone in enumerate(rule.zones):
                yield (
                    (*at, "zones", n),
                    zone,
                    [key for key, z in text.zones.items() if z.kind not in ("list", *NOT_DRAWN)],
                )


def _ways(rules: Rules, lines: Lines) -> None:
    for name, recipient in rules.recipients.items():
        if recipient.mail and rules.mail is None:
            remedy = "Write under mail: the host, and from: whose mail it is."
            at = ("recipients", name)
            raise CaseError(f"recipients.{name} is told by mail, and no server is named", _where(lines, at), remedy)


def _readable(error: ValidationError, data: dict[str, Any], lines: Lines) -> CaseError:
    """The first thing that is wrong, as one sentence: a field that is misspelt before one that is lacking."""
    first = min(error.errors(), key=lambda p: (p["type"] in _AFTER, line_of(lines, _clean(p["loc"])), str(p["loc"])))
    at, leaf, remedy = _clean(first["loc"]), str(first["loc"][-1] if first["loc"] else ""), _SEE
    if first["type"] == "union_tag_invalid":
        at = (*at, "kind")
    name = ".".join(map(str, at)) or "the file"
    match first["type"]:
        case "extra_forbidden":
            what = f'{".".join(map(str, at[:-1])) or "the file"} has no field "{leaf}"'
            remedy = did_you_mean(leaf, _fields(at[:-1], data)) or _SEE
        case "missing":
            what, remedy = f'{".".join(map(str, at[:-1])) or "the file"} lacks "{leaf}"', f"Add it. {_SEE}"
        case "literal_error" | "union_tag_invalid":
            ctx = first["ctx"]
            known = [
                w.strip(" '") for w in str(ctx.get("expected") or ctx["expected_tags"]).replace(" or ", ",").split(",")
            ]
            said = str(ctx.get("tag") or first["input"])[:80]
            what, remedy = f'{name} is "{said}"; it can be {", ".join(known)}', did_you_mean(said, known) or _SEE
        case "union_tag_not_found":
            what, remedy = f'{name} lacks "kind"', f"It can be {', '.join(_KINDS)}."
        case "value_error":
            what = f"{name}: {first['ctx']['error']!s}"
        case _:
            what = f"{name} does not fit: {first['msg'].lower()}"
    return CaseError(one_line(what), _where(lines, at), remedy)


def _clean(loc: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Pydantic's path without the kind of a rule, which stands third in it and nowhere in the file."""
    return (*loc[:2], *loc[3:]) if len(loc) > 2 and loc[0] == "rules" and loc[2] in _KINDS else loc


def _fields(at: tuple[int | str, ...], data: dict[str, Any]) -> list[str]:
    """The names of the fields that a part may have."""
    model: type[BaseModel] = Rules
    if at[:1] == ("mail",):
        model = Mail
    elif at[:1] == ("recipients",) and len(at) > 1:
        model = Recipient
    elif at[:1] == ("rules",) and len(at) > 1:
        said = data["rules"][at[1]]
        model = _KINDS[said["kind"]] if isinstance(said, dict) else Rules
    return [field.alias or name for name, field in model.model_fields.items()]
