"""The gates in order, each with what it waits for and whose keys it has; one that waits for another stands beneath it."""

from holdfire.agreement.model import AgreementText, Condition, Gate
from holdfire.publish.draw_boxes import BULLET, Box, Grid, laid
from holdfire.publish.draw_ink import Drawn, paragraph, stacked
from holdfire.publish.draw_letters import Letters
from holdfire.publish.draw_links import Link
from holdfire.publish.draw_say import Say

COLUMNS = 3


def gates_drawn(text: AgreementText, say: Say, letters: Letters, width: float) -> Drawn:
    """The gates as boxes with arrows from each to those that wait for it."""
    if not text.gates:
        return Drawn((), 0.0)
    waits = {key: [k for k in _waits_for(gate) if k in text.gates and k != key] for key, gate in text.gates.items()}
    head = paragraph(letters, say.gettext("Gates, and what each waits for"), 0, 0, width, "h3", tint="accent")
    spots = _spots(waits)
    boxes = [Box(key, *spots[key], tuple(_lines(text, say, key)), say.gate(key), "box gate") for key in text.gates]
    links = tuple(Link(key, tuple(before), "waits") for key, before in waits.items() if before)
    grid = laid(Grid(COLUMNS, tuple(boxes), links, even=False), letters, width)
    told = tuple(f"{say.gate(key)}. {' '.join(line for _, line in _lines(text, say, key)[1:])}" for key in text.gates)
    whole = stacked([head, grid], 6)
    return Drawn(whole.marks, whole.height, told)


def _waits_for(gate: Gate) -> list[str]:
    """The gates that a gate waits for, in the order of its conditions."""
    found: list[str] = []
    open_: list[Condition] = list(gate.opens_when)
    while open_:
        condition = open_.pop(0)
        found += [condition.gate] if condition.gate else []
        open_ += condition.any_of
    return list(dict.fromkeys(found))


def _spots(waits: dict[str, list[str]]) -> dict[str, tuple[int, int]]:
    """Row and column of each gate: first those that stand alone, then level by level, one right beneath another if it can be."""
    levels = _levels(waits)
    linked = {key for key, before in waits.items() if before} | {k for before in waits.values() for k in before}
    found: dict[str, tuple[int, int]] = {}
    row = 0
    for level in range(-1, max(levels.values()) + 1):
        keys = [key for key in waits if (levels[key] == level if key in linked else level == -1)]
        taken: set[tuple[int, int]] = set()
        for key in keys:
            above = [found[k][1] for k in waits[key] if k in found and found[k][0] == row - 1]
            free = [spot for spot in _free(row, len(keys)) if spot not in taken]
            found[key] = next((spot for spot in free if spot[0] == row and spot[1] in above), free[0])
            taken.add(found[key])
        row = max((spot[0] + 1 for spot in taken), default=row)
    return found


def _free(row: int, count: int) -> list[tuple[int, int]]:
    """Places enough for so many gates, row by row."""
    rows = -(-count // COLUMNS)
    return [(row + down, column) for down in range(rows) for column in range(COLUMNS)]


def _levels(waits: dict[str, list[str]]) -> dict[str, int]:
    """How many gates stand before each at most. Gates that wait for one another in a ring go in the order of the text."""
    found: dict[str, int] = {}
    while len(found) < len(waits):
        left = [key for key in waits if key not in found]
        ready = [key for key in left if all(before in found for before in waits[key])] or left[:1]
        found |= {key: 1 + max((found.get(k, -1) for k in waits[key]), default=-1) for key in ready}
    return found


def _lines(text: AgreementText, say: Say, key: str) -> list[tuple[str, str]]:
    gate = text.gates[key]
    lines = [("name", say.gate(key))]
    if gate.opens_when:
        lines.append(("small soft", say.gettext("Opens when:")))
        lines += [("body", f"{BULLET}{say.condition(condition)}") for condition in gate.opens_when]
    else:
        lines.append(("body", say.gettext("No condition is named.")))
    lines.append(("small soft", say.gettext("Keys:")))
    lines.append(("body", say.keys(gate.opens) if gate.opens else say.gettext("The text names no key holder.")))
    if gate.closes:
        lines += [("small soft", say.gettext("Keys to close it again:")), ("body", say.keys(gate.closes))]
    if gate.shuts_when:
        lines.append(("small soft", say.gettext("Shuts again when:")))
        lines += [("body", f"{BULLET}{say.condition(condition)}") for condition in gate.shuts_when]
    if gate.per_window and gate.per_window in text.windows:
        window = say.name(text.windows[gate.per_window].name)
        lines += [("small soft", say.gettext("It must open anew at each end of:")), ("body", window)]
    return lines
