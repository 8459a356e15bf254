"""The verifier in a browser, held against the one in Python: the same packs, the same verdicts, the same lines."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page

from holdfire.ledger import Author, Entry, PrivateKey
from holdfire.ledger.entry import written
from holdfire.ledger.keys import PERSON, ending, introduction
from holdfire.ledger.pack import Document, Section
from holdfire.ledger.pack_check import verify_pack
from tests.ledger.bodies import AT, body, claims, decision
from tests.publish.packs import STATUS, Lines, Said, batch, cheat, key, later, lines_of, packed, sealed, whole
from tests.publish.verifying import ANA, DASH, LATER, ONE, TWO, answered, line_refused, refused


@pytest.mark.parametrize("kind", ["whole", "part"])
def test_an_honest_pack_verifies_and_tells_who_saw_what_when(
    page: Page, packs: dict[str, bytes], kind: Literal["whole", "part"]
) -> None:
    """Body, size, head, signer and cosigners are those that Python's verifier finds."""
    found, other = answered(page, packs[kind]), verify_pack(io.BytesIO(packs[kind]))
    assert found["ok"] and found["verdict"] == "verifies" and found["error"] is None
    assert [d["name"] for d in found["documents"]] == [d.name for d in other.documents] == ["status.json"]
    for told, held in zip(found["ledgers"], other.ledgers, strict=True):
        assert (told["origin"], told["form"], told["entries"]) == (held.origin, held.form, held.entries)
        assert f"{told['size']} {told['root']}" == held.checkpoint.head
        assert told["signed"]["key"] == next(held.ring.organisations(told["size"])).id
        seen = [(c["by"], c["at"], c["key"], c["checked"]) for c in told["cosigned"]]
        assert seen == [(c.by, c.at, c.key.id, True) for c in held.cosigned] and len(seen) == 2
        assert told["unchecked"] == 0


def test_a_published_document_is_told_with_who_published_it_and_no_other_passes(page: Page, tmp_path: Path) -> None:
    """A document is named by a signed entry; exchanged for another, with the pack's own digests made anew, it is refused."""
    side = body("russia", tmp_path)
    named = [{"name": STATUS.name, "sha256": STATUS.digest}]
    side.says(*claims(3), Entry("published", "P", {"documents": named}), hours=1)
    side.signs(hours=2)
    assert [d["by"] for d in answered(page, packed([Section(side.ledger)]))["documents"]] == ["russia"]
    false = packed([Section(side.ledger)], [Document(STATUS.name, '{"clock":"complete"}')])
    code, line, _ = refused(page, false)
    assert code == "unpublished" and false.splitlines()[line - 1].startswith(b"D ")


def test_what_this_browser_cannot_check_is_told_and_not_taken_for_valid(page: Page, tmp_path: Path) -> None:
    """An ML-DSA-44 cosignature is named as not checked; an entry signed so leaves the answer open."""
    found = answered(page, whole(tmp_path, "ml-dsa-44"))
    assert found["verdict"] == "verifies"
    assert [c["checked"] for told in found["ledgers"] for c in told["cosigned"]] == [False] * 4
    syria, person = body("syria", tmp_path), PrivateKey.make("ml-dsa-44")
    syria.says(introduction(person.public, PERSON, "Basel"))
    syria.ledger.append([decision("D-1", decides="extend")], Author(person, AT))
    syria.signs()
    found = answered(page, packed([Section(syria.ledger)]))
    assert (found["ok"], found["verdict"], found["ledgers"][0]["unchecked"]) == (False, "partly", 1)


def test_a_pack_that_goes_on_from_what_another_body_holds_is_checked_in_part(page: Page, tmp_path: Path) -> None:
    """Form, order, batches and the proof's newer half; a changed one is refused."""
    pack = later(tmp_path)
    found = answered(page, pack)
    assert (found["ok"], found["verdict"], found["ledgers"][0]["form"]) == (False, "partly", "since")
    lines = lines_of(pack)
    proof = _at(lines, b"K ")
    letter = b"B" if lines[proof][7:8] == b"A" else b"A"
    for spoiled, code in (
        (_changed(lines, proof, lines[proof][:8], lines[proof][:7] + letter), "grown"),
        (_changed(lines, _at(lines, b"E 13 "), b"C-", b"X-"), "batch"),
        (_dropped(lines, proof), "order"),
        (_dropped(lines, _at(lines, b"E 12 ")), "order"),
        (_dropped(lines, _at(lines, b"E 16 ")), "missing"),
    ):
        assert answered(page, sealed(spoiled))["error"]["code"] == code


def _at(lines: Lines, start: bytes, nth: int = 0) -> int:
    return [i for i, line in enumerate(lines) if line.startswith(start)][nth]


def _changed(lines: Lines, at: int, old: bytes, new: bytes) -> Lines:
    assert old in lines[at]
    return [*lines[:at], lines[at].replace(old, new, 1), *lines[at + 1 :]]


def _dropped(lines: Lines, at: int) -> Lines:
    return [*lines[:at], *lines[at + 1 :]]


def _swapped(lines: Lines, at: int) -> Lines:
    return [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]]


def _resigned(lines: Lines, at: int) -> Lines:
    """With the first letter of its signature changed."""
    changed = re.sub(rb'"sig":"(.)', lambda m: b'"sig":"' + (b"B" if m[1] == b"A" else b"A"), lines[at])
    return [*lines[:at], changed, *lines[at + 1 :]]


TAMPERED: dict[str, tuple[Callable[[Lines], Lines], str, int, int | None]] = {
    "a word of an entry": (lambda s: _changed(s, _at(s, b"E 4 "), b"C-1", b"C-9"), "batch", 15, 10),
    "a signature": (lambda s: _resigned(s, _at(s, b"E 2 ")), "signature", 7, 2),
    "an entry left out": (lambda s: _dropped(s, _at(s, b"E 5 ")), "order", 10, 6),
    "entries in another order": (lambda s: _swapped(s, _at(s, b"E 5 ")), "order", 10, 6),
    "entries in another order, renumbered": (
        lambda s: _changed(_changed(_swapped(s, _at(s, b"E 5 ")), 9, b"E 6", b"E 5"), 10, b"E 5", b"E 6"),
        "batch", 15, 10,
    ),
    "the last entries left out": (lambda s: _dropped(s, _at(s, b"E 16 ")), "missing", 2, 16),
    "another root": (lambda s: _changed(s, 2, b"\\n17\\nVQ", b"\\n17\\nVR"), "root", 2, 17),
    "another size": (lambda s: _changed(s, 2, b"\\n17\\n", b"\\n16\\n"), "head", 3, None),
    "a head signed by nobody": (lambda s: _changed(s, 2, DASH + b" holdfire/", DASH + b" other/"), "headless", 2, None),
    "a head told twice": (lambda s: [*s[:3], s[2], *s[3:]], "placed", 4, None),
    "no head": (lambda s: _dropped(s, 2), "placed", 3, None),
    "another document": (lambda s: _changed(s, _at(s, b"D "), b"running", b"stopped"), "document", 41, None),
    "a ledger told twice": (lambda s: [*s, *s[1:21]], "placed", 42, None),
    "spaces in an entry": (lambda s: _changed(s, _at(s, b"E 4 "), b'"data":', b'"data": '), "canonical", 9, 4),
    "an entry dated back": (lambda s: _changed(s, _at(s, b"E 6 "), b"T18:", b"T15:"), "dated", 11, 6),
    "an entry with a time of its own writing": (
        lambda s: _changed(s, _at(s, b"E 6 "), b"2016-09-12T", b"2016-09=12T"), "time", 11, 6
    ),
    "an entry without a time": (lambda s: _changed(s, _at(s, b"E 6 "), b"Z", b"+"), "time", 11, 6),
    "a line of no known kind": (lambda s: [*s[:5], b"X 1 {}", *s[5:]], "cut", 6, None),
    "an entry before any ledger": (lambda s: [s[0], s[4], *s[1:]], "placed", 2, None),
    "a position with a zero before it": (lambda s: _changed(s, _at(s, b"E 4 "), b"E 4", b"E 04"), "form", 9, None),
    "another beginning": (lambda s: _changed(s, 0, b'pack":1', b'pack":2'), "version", 1, None),
    "a proof where none belongs": (lambda s: [*s[:9], b"I 4 []", *s[9:]], "proof", 10, 4),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERED)
def test_whatever_is_changed_is_named_at_its_line(page: Page, packs: dict[str, bytes], what: str) -> None:
    """Even where the last line was made to fit again: the first bad line, ledger and entry are told."""
    change, *expected = TAMPERED[what]
    assert list(refused(page, sealed(change(lines_of(packs["whole"]))))) == expected


PARTS: dict[str, tuple[Callable[[Lines], Lines], str]] = {
    "a time": (lambda s: _changed(s, _at(s, b"E 5 "), b"2016-09-12T", b"2016-09=12T"), "time"),
    "an entry": (lambda s: _changed(s, _at(s, b"E 5 "), b"C-2", b"C-9"), "inclusion"),
    "a proof": (lambda s: _changed(s, _at(s, b"I 5 "), b'["', b'["+'), "form"),
    "a proof of another": (lambda s: [*s[: _at(s, b"I 5 ")], b"I 5 []", *s[_at(s, b"I 5 ") + 1 :]], "inclusion"),
    "no proof": (lambda s: _dropped(s, _at(s, b"I 5 ")), "unproved"),
    "no batch": (lambda s: _dropped(s, _at(s, b"B 10 ")), "open"),
    "another batch": (lambda s: _changed(s, _at(s, b"B 10 "), b'","', b'","' + b"A" * 43 + b'=","'), "batch"),
    "the order": (lambda s: [*s[:7], *s[9:11], *s[7:9], *s[11:]], "order"),
    "the key that signs": (lambda s: [*s[:3], *s[5:]], "stranger"),
}


@pytest.mark.parametrize("what", PARTS)
def test_whatever_is_changed_in_some_entries_with_proofs_is_found(
    page: Page, packs: dict[str, bytes], what: str
) -> None:
    """Inclusion, order, and the batch that signs what is not signed by itself."""
    change, code = PARTS[what]
    assert refused(page, sealed(change(lines_of(packs["part"]))))[0] == code


def test_a_pack_damaged_on_the_way_is_told_so(page: Page, packs: dict[str, bytes]) -> None:
    """Cut off between lines and within one, a byte of a document, lines after the end, nothing at all."""
    pack = packs["whole"]
    last = pack.rindex(b"Z ")
    assert refused(page, pack[:last])[:2] == ("ends", 41)
    assert refused(page, pack[: last - 5])[:2] == ("cut", 41)
    assert refused(page, pack[:-1])[:2] == ("cut", 42)
    assert refused(page, pack.replace(b"opentimestamps", b"opentimestampS"))[:2] == ("changed", 42)
    assert refused(page, pack + b"E 1 {}\n")[:2] == ("placed", 43)
    assert refused(page, pack.replace(b"\n", b"\r\n"))[:2] == ("canonical", 5)
    assert answered(page, b"")["error"]["code"] == "ends" and line_refused(b"") == 0


_CLAIM = Entry("claim-read", "C-1", {"id": "C-1"})


def _covered(said: Said, *bodies: bytes, by: PrivateKey = ONE, count: int | None = None) -> list[bytes]:
    return [*bodies, said(by, batch(by, bodies, count), LATER)]


def _claim(by: PrivateKey = ONE, at: str = LATER) -> bytes:
    return written(_CLAIM, at, by.public.id)


def _with_ana(said: Said, *more: bytes) -> list[bytes]:
    return [said(ONE, introduction(ANA.public, PERSON, "Ana"), LATER), *more]


CHEATS: dict[str, tuple[Callable[[Said], list[bytes]], str, int | None]] = {
    "honest": (lambda s: _covered(s, _claim(), _claim()), "", None),
    "a revoked key signs on": (
        lambda s: _with_ana(s, s(ONE, ending(ANA.public.id, "lost", revoked=True), LATER), s(ANA, decision("D-1"), LATER)),
        "ended", 4,
    ),
    "a retired key signs on": (
        lambda s: _with_ana(s, s(ONE, ending(ANA.public.id, "left", revoked=False), LATER), *_covered(s, _claim(ANA), by=ANA)),
        "ended", 4,
    ),
    "dated back": (lambda s: [s(ONE, decision("D-1"), LATER), s(ONE, decision("D-2"), "2016-09-12T23:59:59Z")], "dated", 3),
    "a stranger signs": (lambda s: [s(ANA, decision("D-1"), LATER)], "stranger", 2),
    "a witness signs an entry": (lambda s: [s(key("russiaw"), decision("D-1"), LATER)], "witness", 2),
    "a person speaks for the body": (lambda s: _with_ana(s, s(ANA, Entry("joint", "J", {}), LATER)), "person", 3),
    "a person brings in a key": (lambda s: _with_ana(s, s(ANA, introduction(TWO.public, PERSON, "B"), LATER)), "person", 3),
    "a key brought in again": (lambda s: _with_ana(s, *_with_ana(s)), "key", 3),
    "a key under another's id": (
        lambda s: [s(ONE, Entry("key-introduced", ANA.public.id, introduction(TWO.public, PERSON, "B").data), LATER)], "key", 2,
    ),
    "an end to no key": (lambda s: [s(ONE, ending(ANA.public.id, "?", revoked=True), LATER)], "key", 2),
    "signed by nobody": (lambda s: [s(ONE, decision("D-1"), LATER), _claim(), _claim()], "open", 3),
    "a decision in a batch": (lambda s: _covered(s, written(decision("D-1"), LATER, ONE.public.id)), "unsigned", 2),
    "two keys in a batch": (lambda s: _with_ana(s, *_covered(s, _claim(), _claim(ANA))), "mixed", 4),
    "a batch signed by another": (
        lambda s: _with_ana(s, _claim(), s(ANA, batch(ANA, [_claim()]), LATER)), "uncovered", 4,
    ),
    "a batch of another length": (lambda s: _covered(s, _claim(), count=2), "batch", 3),
    "a batch of nothing": (_covered, "uncovered", 2),
    "a decision before the batch is signed": (lambda s: [_claim(), s(ONE, decision("D-1"), LATER)], "uncovered", 3),
    "a signature of another ledger": (
        lambda s: [s(ONE, decision("D-1"), LATER).replace(b'"D-1"', b'"D-2"')], "signature", 2,
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", CHEATS)
def test_what_a_body_signed_against_the_rules_is_refused(page: Page, what: str) -> None:
    """Root and head fit, for the body that cheats made them; the entry is named all the same."""
    tell, code, entry = CHEATS[what]
    pack = cheat(tell).pack()
    if code:
        line = 2 if code == "open" else 4 + (entry or 0)
        assert refused(page, pack) == (code, line, entry)
    else:
        assert answered(page, pack)["ok"] and line_refused(pack) is None


def test_a_head_must_be_signed_by_an_organisation_key_in_force(page: Page) -> None:
    """Not by a stranger, not by a key that was ended; by the one that took over."""

    def handed_over(said: Said) -> list[bytes]:
        return [
            said(ONE, introduction(TWO.public, "organisation", "russia"), LATER),
            said(TWO, ending(ONE.public.id, "rotated", revoked=False), LATER),
            said(TWO, decision("D-1"), LATER),
        ]

    assert answered(page, cheat(handed_over, signer=TWO).pack())["ledgers"][0]["signed"]["key"] == TWO.public.id
    for signer in (ONE, ANA):
        assert refused(page, cheat(handed_over, signer=signer).pack()) == ("headless", 2, None)
    assert refused(page, cheat(handed_over, signer=TWO, root=bytes(32)).pack()) == ("root", 2, 5)


MOVES: dict[str, Callable[[Lines, int, int], Lines]] = {
    "flip": lambda s, i, n: [*s[:i], _flipped(s[i], n), *s[i + 1 :]],
    "drop": lambda s, i, n: _dropped(s, i),
    "repeat": lambda s, i, n: [*s[:i], s[i], *s[i:]],
    "move": lambda s, i, n: _moved(s, i, n % len(s)),
    "cut": lambda s, i, n: [*s[:i], s[i][: n % (len(s[i]) or 1)], *s[i + 1 :]],
    "grow": lambda s, i, n: [
        *s[:i],
        b"0".join([s[i][: n % (len(s[i]) or 1)], s[i][n % (len(s[i]) or 1) :]]),
        *s[i + 1 :],
    ],
}


def _flipped(line: bytes, n: int) -> bytes:
    at = n % (len(line) or 1)
    return line[:at] + bytes([line[at] ^ (1 << n % 7)]) + line[at + 1 :] if line else line


def _moved(lines: Lines, source: int, target: int) -> Lines:
    kept = _dropped(lines, source)
    return [*kept[:target], lines[source], *kept[target:]]


@given(st.data())
def test_both_verifiers_say_the_same_of_a_damaged_pack(
    page: Page, packs: dict[str, bytes], data: st.DataObject
) -> None:
    """One or two things changed anywhere, the last line made to fit or not: the same verdict, at the same line."""
    pack = packs[data.draw(st.sampled_from(sorted(packs)))]
    lines = lines_of(pack)
    for _ in range(data.draw(st.integers(1, 2))):
        move = MOVES[data.draw(st.sampled_from(sorted(MOVES)))]
        lines = move(lines, data.draw(st.integers(0, len(lines) - 1)), data.draw(st.integers(0, 5000)))
    end = pack[pack.rindex(b"Z ") :] if data.draw(st.booleans()) else None
    damaged = sealed(lines) if end is None else b"".join(line + b"\n" for line in lines) + end
    found, line = answered(page, damaged), line_refused(damaged)
    assert found["ok"] is (line is None), found
    if line is not None:  # A signature line with stray bits is blamed for its form here, for its signature there.
        assert found["error"]["line"] == line or found["error"]["code"] == "head", found["error"]


def test_a_long_pack_streams_by(page: Page, tmp_path: Path) -> None:
    """Lines that cross the chunks in which a browser hands a file over, and a document longer than one of them."""
    russia = body("russia", tmp_path)
    russia.says(*claims(3000), hours=1)
    russia.signs(hours=2)
    found = answered(page, packed([Section(russia.ledger)]))
    assert found["ok"] and found["ledgers"][0]["entries"] == 3003
