"""Two bodies, two cases, one courier: packs in any order, repeated, cut off, altered; strangers, old copies; the commands."""

import base64
import json
import random
from datetime import timedelta
from pathlib import Path

import jsonschema
import pytest
from cryptography import x509
from typer.testing import CliRunner

from holdfire import between
from holdfire.answers import schema
from holdfire.cli.app import app
from holdfire.errors import CaseError, HoldfireError, LedgerError, SourceError
from holdfire.ledger.pack import Section, Stamp, write_pack
from holdfire.record import open_record
from tests.ledger.bodies import body, claims
from tests.ledger.example_stamp import RESPONSE, ROOT
from tests.two_cases import (
    BEGUN,
    a_case,
    both_hold_all,
    cosigned_heads,
    held,
    over,
    own,
    pack_of,
    restored,
    says,
    served,
    take,
    two_cases,
)


def test_by_courier_both_end_with_heads_that_both_signed(tmp_path: Path) -> None:
    """Three carries are enough, and nothing grows after that."""
    russia, states = two_cases(tmp_path)
    says(russia, 30)
    says(states, 20)
    take(states, pack_of(russia))
    take(russia, pack_of(states, "russia"))
    take(states, pack_of(russia, "united-states"))
    take(russia, pack_of(states, "russia"))
    assert both_hold_all(russia, states) and cosigned_heads(russia, states)
    sizes = own(russia).size(), own(states).size()
    for _ in range(2):
        take(states, pack_of(russia, "united-states"))
        take(russia, pack_of(states, "russia"))
    assert (own(russia).size(), own(states).size()) == sizes and cosigned_heads(russia, states)
    seen = [e.data for e in own(russia).entries("checkpoint-seen")]
    assert len(seen) == 1 and seen[0]["origin"] == states.settings.origin
    for case in (russia, states):
        found = between.verify_case(case)
        assert [len(ledger.cosigned) for ledger in found.ledgers] == [2, 2]


def test_packs_by_courier_come_in_any_order_and_repeatedly(tmp_path: Path) -> None:
    """What starts too late waits for what goes before it, on the same errand."""
    russia, states = two_cases(tmp_path)
    paths = []
    for step in range(4):
        says(russia, 10, step * 10, hours=step + 1)
        take(russia, pack_of(states, "russia", hours=step + 1), hours=step + 1)
        path = tmp_path / f"{step}.pack"
        path.write_bytes(pack_of(russia, "united-states" if step else None, hours=step + 1))
        paths.append(path)
        if step == 0:
            take(states, path.read_bytes(), hours=step + 1)
    third = a_case(tmp_path, "turkey")
    third = between.trust(third, russia.settings.origin)
    order = [*paths, paths[1], paths[0]]
    random.Random(5).shuffle(order)  # noqa: S311 - a dice for tests
    with open_record(third) as record:
        errand = between.Errand(record, BEGUN + timedelta(hours=9))
        between.take_files(errand, order)
    assert held(third, russia) == list(own(russia).bodies())


def test_a_truncated_or_altered_pack_changes_nothing(tmp_path: Path) -> None:
    """Neither the mirror nor the own ledger, whatever was done to it on the way; the relay that does it is found offline."""
    russia, states = two_cases(tmp_path)
    says(russia, 12)
    pack = pack_of(russia)
    size = own(states).size()
    lines = pack.splitlines(keepends=True)
    spoiled = [
        pack[: len(pack) // 2],
        b"".join(lines[:9] + lines[10:]),
        pack.replace(b'"n":7', b'"n":8'),
        b"",
        b"\0" * 99,
    ]
    for bad in spoiled:
        (tmp_path / "bad.pack").write_bytes(bad)
        with pytest.raises(LedgerError):
            take(states, bad)
        with pytest.raises(LedgerError):
            between.verify_file(tmp_path / "bad.pack")
    assert held(states, russia) == [] and own(states).size() == size
    assert take(states, pack)[0].size == own(russia).size()


def test_a_body_that_nobody_accepted_is_refused_with_its_fingerprint(tmp_path: Path) -> None:
    """Trust is a person's decision: the refusal shows what to compare, and how to accept."""
    russia, stranger = a_case(tmp_path, "russia"), a_case(tmp_path, "turkey")
    pack = pack_of(stranger)
    with pytest.raises(CaseError) as refused:
        take(russia, pack)
    assert between.fingerprint(stranger.settings.origin) in str(refused.value)
    assert f"--trust {stranger.settings.origin}" in str(refused.value)
    with pytest.raises(CaseError, match="own ledger"):
        take(russia, pack_of(russia))
    for wrong in ("turkey", russia.settings.origin, stranger.settings.origin.replace("syria-2016-09", "minsk")):
        with pytest.raises(CaseError):
            between.trust(russia, wrong)


def test_a_case_restored_from_an_old_copy_is_told_so_before_it_signs(tmp_path: Path) -> None:
    """Another body's word on a head that this ledger never had stops the exchange: going on would make two histories."""
    russia, states = two_cases(tmp_path)
    old = russia.ledger_path.read_bytes()
    says(russia, 5)
    newest = russia.ledger_path.read_bytes()
    take(states, pack_of(russia))
    pack = pack_of(states, hours=4)
    restored(russia, old)
    before = own(russia).size()
    with pytest.raises(LedgerError, match="old copy"):
        take(russia, pack, hours=5)
    with served(states) as url, pytest.raises(LedgerError, match="old copy"):
        over(russia, url)
    assert own(russia).size() == before
    restored(russia, newest)
    with served(states) as url:
        over(russia, url)
    assert both_hold_all(russia, states) and not (states.folder / "proofs").exists()


def run(*words: object) -> str:
    """A command that goes well."""
    done = CliRunner().invoke(app, [str(w) for w in words])
    assert done.exit_code == 0, done.output + repr(done.exception)
    return done.output


def test_the_commands_from_first_contact_to_a_verified_pack(tmp_path: Path) -> None:
    """Peers, exchange by file both ways, verify for a pack, a pack that goes on, and a case; JSON as the schemas have it."""
    russia, states = a_case(tmp_path, "russia"), a_case(tmp_path, "united-states")
    says(russia, 5)
    for one, other in ((russia, states), (states, russia)):
        assert other.settings.origin in run("peers", one.folder, "--trust", other.settings.origin)
    assert "entries" in run("exchange", russia.folder, "--out", tmp_path / "a.pack")
    assert "russia: 10 new entries" in run("exchange", states.folder, tmp_path / "a.pack", "--out", tmp_path / "b.pack")
    run("exchange", russia.folder, tmp_path / "b.pack")
    run("exchange", russia.folder, "--out", tmp_path / "c.pack", "--for", "united-states")
    assert "The pack verifies: exchange" in run("verify", tmp_path / "a.pack")
    assert "The pack verifies" in run("verify", tmp_path / "c.pack", "--case", states.folder)
    assert "The record verifies: " in run("verify", states.folder)
    for command, words in (
        ("peers", ["peers", russia.folder, "--json"]),
        ("verify", ["verify", tmp_path / "b.pack", "--json"]),
        ("verify", ["verify", russia.folder, "--json"]),
        ("exchange", ["exchange", states.folder, tmp_path / "c.pack", "--json"]),
    ):
        jsonschema.validate(json.loads(run(*words)), schema(command))
    for words, error in (
        (["verify", str(tmp_path / "c.pack")], LedgerError),
        (["verify", str(tmp_path / "nothing")], SourceError),
        (["exchange", str(russia.folder)], HoldfireError),
        (["exchange", str(russia.folder), str(tmp_path / "nothing")], SourceError),
        (["exchange", str(russia.folder), "http://example.org/"], SourceError),
        (["exchange", str(russia.folder), "--out", str(tmp_path / "no" / "x")], CaseError),
        (["exchange", str(russia.folder), "--out", str(tmp_path / "x"), "--for", "turkey"], HoldfireError),
    ):
        assert isinstance(CliRunner().invoke(app, words).exception, error), words


def test_time_stamps_in_a_pack_are_checked(tmp_path: Path) -> None:
    """One over the head is told with its authority; one over another text is refused; one on another head is named."""
    stamped = body("russia", tmp_path)
    stamped.says(*claims(3))
    stamped.signs(hours=1)
    size, token = stamped.ledger.size(), base64.b64decode(RESPONSE)
    roots = [x509.load_pem_x509_certificate(ROOT.encode())]

    def verified(stamp: Stamp) -> str:
        with (tmp_path / "pack").open("wb") as file:
            write_pack(file, "exchange", "syria-2016-09", [Section(stamped.ledger, stamps=(stamp,))])
        return between.verify_file(tmp_path / "pack", roots=roots).ledgers[0].stamps[0]

    assert verified(Stamp("rfc3161", size, token)).endswith(": verified")
    assert "a head of 2 entries" in verified(Stamp("rfc3161", 2, token))
    with pytest.raises(LedgerError, match="no RFC 3161 response"):
        verified(Stamp("rfc3161", size, b"nothing"))
    roots = []
    assert "not verified here" in verified(Stamp("rfc3161", size, token))
