"""Hold what a body tells now against what it signed before; whoever is caught is caught by a proof."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from holdfire.errors import HoldfireError, LedgerError
from holdfire.ledger.accuse import (
    History,
    Keys,
    Told,
    back_dated,
    bad_entry,
    held_history,
    held_keys,
    not_begun_by,
    packed_history,
    rolled_back,
    two_histories,
)
from holdfire.ledger.checker import Checker
from holdfire.ledger.ledger import Ledger
from holdfire.ledger.misconduct import Caught, Prefix, Proof
from holdfire.ledger.pack import Line, checkpoint_line, hashes_of, pack_lines
from holdfire.ledger.tree import roots_told
from holdfire.ledger.witness import heads_known

REMEDY = "Nothing of it was taken in."


@dataclass(frozen=True)
class Seen:
    """A verified ledger of a pack: its head, its roots at sizes known here, the first entry dated before a head stated."""

    now: Told
    roots: dict[int, bytes]
    dated_back: tuple[Told, int] | None = None


def hold_against(file: BinaryIO, mirror: Ledger, seen: Seen) -> None:
    """A ledger that verifies by itself, against every head that its body signed before.

    Raises ``Caught``, or ``LedgerError`` where the other history is plain and no earlier signature at hand proves it.
    """
    head, heads = seen.now[0], heads_known(mirror)
    if _parts(mirror, seen, heads):
        what = f"{mirror.origin}: another history is told than the one held here"
        raise _caught(what, _parting(mirror, heads, packed_history(file, mirror)))
    longer = [told for told in heads if told[0].size > head.size]
    if longer:
        keys = held_keys(mirror)
        for told in longer:
            proof = rolled_back(keys, told, seen.now)
            if proof:
                raise _caught(f"{mirror.origin}: {told[0].size} entries were stated, and later only {head.size}", proof)
    if seen.dated_back:
        told, entry = seen.dated_back
        now = packed_history(file, mirror)
        proof = back_dated(now.keys(), told, now, entry) if now else None
        raise _caught(
            f"{mirror.origin}: entry {entry} is dated before the {told[0].size} entries that were stated", proof
        )


def _parts(mirror: Ledger, seen: Seen, heads: list[Told]) -> bool:
    head, held = seen.now[0], mirror.size()
    known = {held: mirror.nodes.root()} if held else {}
    differs = any(root != known.get(size, root) for size, root in seen.roots.items())
    differs = differs or any(seen.roots.get(h.size, h.root) != h.root for h, _ in heads)
    differs = differs or any(h.size == head.size and h.root != head.root for h, _ in heads)
    return differs or (head.size <= held and mirror.nodes.root(head.size) != head.root)


def _caught(what: str, proof: Proof | None) -> LedgerError:
    return Caught(what, proof, REMEDY) if proof else LedgerError(what, "the pack", REMEDY)


def _parting(mirror: Ledger, heads: list[Told], now: History | None) -> Proof | None:
    """The proof that one of the heads signed before and the one told now are of two histories."""
    if now is None:
        return None
    for told in heads:
        one = held_history(mirror, told)
        if one and (proof := two_histories(one, now)):
            return proof
        if one is None and told[0].size <= now.head.size:
            proof = not_begun_by(now.keys(), told, (now.head, now.note), now.prefix(told[0].size))
            if proof:
                return proof
    return None


def examine(file: BinaryIO, mirror_for: Callable[[str], Ledger], fault: LedgerError) -> None:
    """A pack that does not verify: altered on the way, or signed so by its body? Raises ``Caught`` for the latter."""
    for origin in _origins(file):
        try:
            mirror = mirror_for(origin)
        except HoldfireError:
            continue
        now = packed_history(file, mirror)
        proof = _inside(now) if now else _by_path(file, mirror)
        if now and proof is None:
            proof = _parting(mirror, heads_known(mirror), now)
        if proof:
            raise Caught(f"{fault.what}; {origin} signed it so itself", proof, REMEDY)


def _origins(file: BinaryIO) -> list[str]:
    found = []
    try:
        for line in _lines(file):
            if line.tag == "L":
                found.append(str(line.said()["origin"]))
    except (LedgerError, KeyError, TypeError):
        return found
    return found


def _lines(file: BinaryIO) -> Iterator[Line]:
    file.seek(0)
    return pack_lines(file)


def _inside(now: History) -> Proof | None:
    """An entry that the signed root is over and no ledger may hold."""
    checker = Checker(now.head.origin)
    try:
        for position in range(now.head.size):
            checker.take(now.body(position))
        checker.closed()
    except LedgerError:
        return bad_entry(now, min(checker.size, now.head.size - 1))
    return None


def _by_path(file: BinaryIO, mirror: Ledger) -> Proof | None:
    """From the head signed now and its proof of consistency alone: it begins otherwise than what was signed before."""
    here, now = False, None
    try:
        for line in _lines(file):
            if line.tag == "L":
                here = line.said().get("origin") == mirror.origin
            elif here and line.tag == "C":
                now = checkpoint_line(line)
            elif here and line.tag == "K" and now:
                start, rest = line.placed()
                return _held_otherwise(mirror, now) or led_elsewhere(mirror, start, hashes_of(line, rest), now)
    except (LedgerError, AttributeError):
        return None
    return None


def _held_otherwise(mirror: Ledger, now: Told) -> Proof | None:
    """That a head no longer than what is held is not what that begins with."""
    for told in heads_known(mirror):
        history = held_history(mirror, told) if told[0].size >= now[0].size > 0 else None
        if history and (proof := not_begun_by(history.keys(), now, told, history.prefix(now[0].size))):
            return proof
    return None


def led_elsewhere(mirror: Ledger, start: int, hashes: list[bytes], now: Told) -> Proof | None:
    """That a head signed before of ``start`` entries is not what the one signed now begins with, by its consistency proof."""
    told = roots_told(start, now[0].size, hashes) if hashes and start & (start - 1) else None
    if told is None or told[1] != now[0].root:
        return None
    keys: Keys = held_keys(mirror)
    for before in heads_known(mirror):
        if before[0].size == start:
            proof = not_begun_by(keys, before, now, Prefix(start, told[0], tuple(hashes)))
            if proof:
                return proof
    return None
