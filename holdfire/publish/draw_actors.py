"""Who is who: the actors by role, boxed by side, with arrows for who answers for, belongs to or speaks for whom."""

from collections.abc import Iterator
from itertools import groupby
from typing import Literal

from holdfire.agreement.model import Actor, AgreementText
from holdfire.agreement.times import resolve
from holdfire.publish.draw_boxes import Box, Frame, Grid, Heading, laid
from holdfire.publish.draw_ink import Drawn, Mark, Path, Text, paragraph, stacked
from holdfire.publish.draw_letters import Letters, height_of, width_of
from holdfire.publish.draw_links import Link
from holdfire.publish.draw_say import Say

COLUMNS = 5
ROLES = ("party", "guarantor", "monitor", "provider", "witness", "excluded", "outsider", "unclear")
"""The roles that are drawn, in the order of their boxes; claimants are listed."""

RELATIONS = (("answered_for_by", "answers"), ("part_of", "part"), ("speaks_for", "speaks"))
"""Fields of an actor that name another, and the look of their arrows."""


def actors_drawn(text: AgreementText, say: Say, letters: Letters, width: float) -> Drawn:
    """The panel of actors, ``width`` pixels wide."""
    links = _links(text)
    grid = _grid(text, say, links)
    parts = [_legend(say, letters, {link.look for link in links}, width), laid(grid, letters, width)]
    claimants = [key for key, actor in text.actors.items() if actor.role == "claimant"]
    if claimants:
        listed = say.joined([_listed(text, say, key) for key in claimants])
        parts += [
            paragraph(letters, say.gettext("Claimants, listed and not drawn"), 0, 0, width, "h3", tint="accent"),
            paragraph(letters, listed, 0, 0, width, "small"),
        ]
    told = [
        (role, [_listed(text, say, key) for key in keys]) for role, keys in (*_by_role(text), ("claimant", claimants))
    ]
    whole = stacked(parts, 8)
    return Drawn(
        whole.marks, whole.height, tuple(f"{say.role(role)}: {say.joined(names)}." for role, names in told if names)
    )


def _by_role(text: AgreementText) -> list[tuple[str, list[str]]]:
    """The actors that are drawn, role by role, those of a side together."""
    found = []
    for role in ROLES:
        keys = [key for key, actor in text.actors.items() if actor.role == role]
        sides = list(dict.fromkeys(text.actors[key].side for key in keys if text.actors[key].side))
        order = {side: number for number, side in enumerate(sides)}
        keys.sort(key=lambda key: order.get(text.actors[key].side, len(order)))
        if keys:
            found.append((role, keys))
    return found


def _grid(text: AgreementText, say: Say, links: tuple[Link, ...]) -> Grid:
    """Roles one after the other; a small one shares the row of the role before it where there is room."""
    boxes: list[Box] = []
    frames: list[Frame] = []
    headings: list[Heading] = []
    row, column = 0, 0
    for role, keys in _by_role(text):
        if column and (len(keys) > COLUMNS - column):
            row, column = row + 1, 0
        headings.append(Heading(row, column, min(len(keys), COLUMNS), say.role(role)))
        for side, group in groupby(keys, key=lambda key: text.actors[key].side):
            members = list(group)
            if column and side and len(members) > COLUMNS - column:
                row, column = row + 1, 0
            if side:
                high = -(-len(members) // COLUMNS)
                frames.append(Frame(row, column, high, min(len(members), COLUMNS), say.side(side)))
            for number, key in enumerate(members):
                if column == COLUMNS:
                    row, column = row + 1, 0
                boxes.append(_box(text, say, key, row, column))
                column += 1
                if side and number == len(members) - 1 and len(members) > COLUMNS:
                    row, column = row + 1, 0
        if len(keys) > COLUMNS and column:
            row, column = row + 1, 0
    return Grid(COLUMNS, tuple(boxes), links, tuple(frames), tuple(headings))


def _box(text: AgreementText, say: Say, key: str, row: int, column: int) -> Box:
    actor = text.actors[key]
    lines = [("name", say.actor(key)), *(("small soft", line) for line in _standing(text, say, actor))]
    return Box(key, row, column, tuple(lines), say.actor(key), f"box r-{actor.role}")


def _standing(text: AgreementText, say: Say, actor: Actor) -> Iterator[str]:
    """What a box says beneath the name: relations in words, further roles, roles that change."""
    if actor.answered_for_by:
        yield say.gettext("%(actor)s answers for it") % {"actor": say.actor(actor.answered_for_by)}
    if actor.part_of:
        yield say.gettext("part of %(actor)s") % {"actor": say.actor(actor.part_of)}
    if actor.speaks_for:
        yield say.gettext("speaks for %(actor)s") % {"actor": say.actor(actor.speaks_for)}
    if actor.also:
        yield say.gettext("also: %(roles)s") % {"roles": say.words.all_of([say.role(role) for role in actor.also])}
    for change in actor.changes:
        start = resolve(change.from_, text) if change.from_ else None
        end = resolve(change.until, text) if change.until else None
        when = " – ".join((say.day(start) if start else "…", say.day(end) if end else "…"))
        yield f"{when}: {say.role(change.role)}"


def _links(text: AgreementText) -> tuple[Link, ...]:
    """One link for each actor that others answer to, belong to or speak for."""
    drawn = {key for key, actor in text.actors.items() if actor.role in ROLES}
    found = []
    for field, look in RELATIONS:
        roots: dict[str, list[str]] = {}
        for key in text.actors:
            root = getattr(text.actors[key], field)
            if root in drawn and key in drawn and root != key:
                roots.setdefault(root, []).append(key)
        heads: Literal["root", "members"] = "members" if look == "answers" else "root"
        found += [Link(root, tuple(members), look, heads) for root, members in roots.items()]
    return tuple(found)


def _legend(say: Say, letters: Letters, looks: set[str], width: float) -> Drawn:
    """What the lines mean; an empty one where there is no arrow."""
    words = {
        "answers": say.gettext("answers for"),
        "part": say.gettext("is part of"),
        "speaks": say.gettext("speaks for"),
    }
    marks: list[Mark] = []
    x, y = 0.0, height_of("small") * 0.76
    for look in (look for _, look in RELATIONS if look in looks):
        marks.append(Path((((x, y - 4), (x + 34, y - 4)),), f"link {look}"))
        tip = ((x + 34, y - 8), (x + 42, y - 4), (x + 34, y))
        marks.append(Path((tip,), f"head {look}", closed=look != "speaks"))
        marks.append(Text(x + 50, y, letters.plain(words[look]), "small"))
        x += 50 + width_of(words[look], "small") + 26
    return Drawn(tuple(marks), height_of("small") + 4 if marks else 0.0)


def _listed(text: AgreementText, say: Say, key: str) -> str:
    """An actor in words, with what its box says."""
    actor = text.actors[key]
    notes = list(_standing(text, say, actor))
    return f"{say.actor(key)} ({say.joined(notes)})" if notes else say.actor(key)
