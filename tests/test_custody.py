"""Keys and sealed fields of a case: made, rotated, revoked; sealed at intake, shown to one, withheld from another, destroyed."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from holdfire import custody, pipeline
from holdfire.case import Case, write_settings
from holdfire.errors import AskError, CaseError, LedgerError
from holdfire.ledger import Author, Entry
from holdfire.ledger.vault import Vault
from holdfire.record import open_record
from tests.conftest import ROOT

AT = datetime(2016, 9, 14, 9, tzinfo=UTC)
WHO = "Abu Someone, +963 11 000"
CLINIC = "humanitarian-facility"
ROWS = f"""\
id,kind,act,when,said_by,source,published,words,contact,persons,facility,lat,lon,radius_km
C-1,incident,shelling,2018-12-20,un,Radio,2018-12-20,A shell falls.,"{WHO}",A boy of nine is hurt,{CLINIC},14.79812,42.95431,0.2
C-2,incident,sexual-violence,2018-12-20,un,Radio,2018-12-20,Words that nobody should read.,"{WHO}",,,,,
C-3,incident,shelling,2018-12-21,un,Radio,2018-12-21,Shells fall on a road.,,,,14.8,42.95,2
C-4,incident,shelling,no-day,un,Radio,2018-12-21,Shells fall on a road.,"{WHO}",,,,,
"""


def new(folder: Path, body: str) -> Case:
    """A case under the Hudaydah agreement."""
    return pipeline.new_case(folder, ROOT / "agreements" / "hudaydah-2018", pipeline.Founding(AT, body))


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A body's case with reports: one with sensitive fields, one on the closed path, one plain, one that cannot be read."""
    found = new(tmp_path / "un", "un")
    (tmp_path / "rows.csv").write_text(ROWS, "utf-8")
    done = pipeline.collect_into(found, tmp_path / "rows.csv", AT)
    assert (done.kept, done.referred, done.set_aside) == (2, 1, 1)
    return found


def bytes_of(case: Case) -> bytes:
    """Everything that lies in the case's ledger."""
    with open_record(case) as record:
        return b"\n".join(record.ledger.bodies())


def test_sensitive_fields_never_stand_in_the_ledger(case: Case) -> None:
    """Who a source is, what is said on persons and the exact place of a clinic are commitments there, and open here."""
    written = bytes_of(case)
    for secret in (WHO, "boy of nine", "14.79812", "42.95431"):
        assert secret.encode() not in written
        assert secret.encode() not in (case.folder / "vault.sqlite").read_bytes()
    fields = {(f.field, f.here) for f in custody.sealed_fields(case)}
    assert {("record/contact", True), ("record/persons", True), ("record/lat", True)} <= fields
    position = next(f.position for f in custody.sealed_fields(case) if f.field == "record/persons")
    assert custody.show(case, position, "contact") == WHO
    (claim,) = (c for c in pipeline.claims_of(case)[0] if c.id == "C-1")
    assert (claim.lat, claim.lon, claim.radius_km) == (14.75, 42.95, 8.0)


def test_a_report_of_sexual_violence_takes_the_closed_path(case: Case) -> None:
    """It is sealed whole; no claim is read from it, and no status, trace or export has a row of it."""
    assert [c.id for c in pipeline.claims_of(case)[0]] == ["C-1", "C-3"]
    assert b"nobody should read" not in bytes_of(case)
    status = pipeline.status_of(case, "2018-12-31", None, AT)
    assert "C-2" not in status.model_dump_json() and "sexual" not in status.model_dump_json()


def test_a_destroyed_value_is_gone_and_every_proof_still_verifies(case: Case) -> None:
    """The commitment stays, the value cannot be had, not even from the bytes of the vault's file."""
    field = next(f for f in custody.sealed_fields(case) if f.field == "record/contact")
    before = pipeline.verified(case)
    with sqlite3.connect(case.folder / "vault.sqlite") as db:
        ((secret,),) = db.execute("SELECT age FROM opening WHERE sealed = ?", (field.sealed,)).fetchall()
    custody.destroy(case, field.position, "contact", "the source asked for it", AT)
    assert pipeline.verified(case) != before
    with pytest.raises(LedgerError, match="not here"):
        custody.show(case, field.position, "contact")
    assert secret[-64:] not in (case.folder / "vault.sqlite").read_bytes()
    with open_record(case) as record:
        told = [e.data for e in record.ledger.entries("sealed-destroyed")]
    assert [(t["field"], t["why"]) for t in told] == [("record/contact", "the source asked for it")]


def held_by(reader: Case, writer: Case) -> Case:
    """The reader's case once it holds the writer's ledger."""
    with open_record(writer) as record:
        origin, bodies, kept = record.ledger.origin, list(record.ledger.bodies()), record.ledger.kept_note()
    settings = reader.settings.model_copy(update={"peers": (*reader.settings.peers, origin)})
    write_settings(reader.folder, settings)
    reader = pipeline.open_case(reader.folder)
    with open_record(reader) as record:
        mirror = record.mirror(origin)
        mirror.append_bodies(bodies[mirror.size() :])
        assert kept is not None
        mirror.keep_note(kept[1])
    return reader


def test_a_field_is_shown_to_one_body_and_withheld_from_another(case: Case, tmp_path: Path) -> None:
    """The opening is for one reader's key; the register says who was told; another body can make nothing of the file."""
    yemen, houthis = new(tmp_path / "y", "yemen"), new(tmp_path / "h", "houthis")
    case = held_by(held_by(case, yemen), houthis)
    field = next(f for f in custody.sealed_fields(case) if f.field == "record/persons")
    opening = tmp_path / "opening"
    opening.write_bytes(custody.disclose(case, field.position, "persons", "yemen", "they asked", AT))
    assert [(d["to"], d["field"], d["why"]) for d in custody.disclosures(case)] == [
        ("yemen", "record/persons", "they asked")
    ]
    taken = custody.take_opening(held_by(yemen, case), opening)
    assert taken.sealed == field.sealed
    with open_record(pipeline.open_case(yemen.folder)) as record:
        assert record.vault.value(field.sealed) == "A boy of nine is hurt"
    with pytest.raises(CaseError, match="no opening that this case can read"):
        custody.take_opening(held_by(houthis, case), opening)


def test_two_sealings_of_one_value_cannot_be_told_to_be_equal(tmp_path: Path) -> None:
    """A salt of 256 bits stands in each: nobody can try names against a commitment."""
    from holdfire.ledger.vault import new_age_key, recipient_of

    identity, recipient = new_age_key()
    assert recipient_of(identity) == recipient
    vault = Vault(tmp_path / "v", recipient, identity)
    one, two = vault.seal("contact", WHO), vault.seal("contact", WHO)
    assert one != two and vault.value(one["sealed"]) == vault.value(two["sealed"]) == WHO
    blind = Vault(tmp_path / "v", recipient, None)
    with pytest.raises(LedgerError, match="the vault's key is not here"):
        blind.value(one["sealed"])


def test_a_person_signs_until_the_key_is_revoked(case: Case) -> None:
    """What was signed before the revocation stands; what the lost key signs later is refused."""
    key = custody.make_person(case, "rahimi", AT)
    with open_record(case) as record:
        record.append([Entry("finding", "F-1", {"verdict": "breach"})], AT, by="rahimi")
        stolen = record.person("rahimi")
    custody.revoke(case, key, AT + timedelta(hours=1), "the laptop was taken at a checkpoint")
    pipeline.verified(case)
    with open_record(case) as record:
        record.ledger.append([Entry("finding", "F-2", {"verdict": "breach"})], Author(stolen, AT + timedelta(hours=2)))
    with pytest.raises(LedgerError, match=rf"entry \d+ is by {key}, a key that was revoked"):
        pipeline.verified(case)


def test_keys_are_rotated_and_what_the_old_ones_signed_stands(case: Case) -> None:
    """Organisation and witness keys are replaced; the ledger keeps its name and verifies."""
    origin = case.settings.origin
    for which in ("organisation", "witness", "organisation"):
        old, made = custody.rotate(case, which, AT, "yearly")
        assert old != made
    pipeline.verified(case)
    in_force = [(k.role, k.here) for k in custody.keys_of(case) if k.until is None]
    assert sorted(in_force) == [("organisation", True), ("witness", True)]
    assert all(k.ledger == origin for k in custody.keys_of(case))


def test_the_only_organisation_key_cannot_be_revoked(case: Case) -> None:
    """Nobody could sign afterwards, not even the revocation of the next one."""
    key = next(k.key for k in custody.keys_of(case) if k.role == "organisation")
    with pytest.raises(AskError, match="only organisation key"):
        custody.revoke(case, key, AT, "lost")


def test_private_keys_are_for_their_owner_and_open_with_the_passphrase_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files are readable by their owner alone; with a passphrase set, nothing signs without it."""
    monkeypatch.setenv("HOLDFIRE_PASSPHRASE", "olive tree")
    case = new(tmp_path / "c", "un")
    path = case.folder / "keys" / "organisation.pem"
    assert path.stat().st_mode & 0o077 == 0 and b"ENCRYPTED" in path.read_bytes()
    monkeypatch.setenv("HOLDFIRE_PASSPHRASE", "wrong")
    with pytest.raises(LedgerError, match="does not open with this passphrase"):
        custody.make_person(case, "rahimi", AT)
