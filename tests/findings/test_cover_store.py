"""Covers are made once for each thing that is said, and again when another is."""

from pathlib import Path

import pytest

from holdfire.agreement import Agreement
from holdfire.agreement.as_read import ZoneEra, eras_of
from holdfire.findings.cover import store as cover_store
from holdfire.findings.cover.bands import Bands, bands
from holdfire.findings.cover.store import Covers, digest_of, read, write


@pytest.fixture
def eras(agreement: Agreement) -> tuple[ZoneEra, ...]:
    """Two drawn zones of the founding agreement."""
    text = agreement.text
    drawn = [z for z in eras_of(list(text.zones), text, next(iter(text.readings))) if z.geometry]
    return tuple(drawn[:2])


def same(one: Bands, other: Bands) -> bool:
    """Row by row."""
    return one.cover.equals(other.cover) and one.band.equals(other.band) and one.step == other.step


def test_bands_written_are_bands_read(agreement: Agreement, eras: tuple[ZoneEra, ...], tmp_path: Path) -> None:
    """Equal rows, and equal bytes when they are written again."""
    made, digest = bands(agreement, eras, [0.0, 5.0], 0.05), digest_of(agreement, eras, [0.0, 5.0], 0.05)
    first = write(made, digest, tmp_path).read_bytes()
    again = read(digest, tmp_path)
    assert again is not None and same(made, again)
    assert write(again, digest, tmp_path).read_bytes() == first
    assert [p.name for p in tmp_path.iterdir()] == [f"{digest}.parquet"]


def test_bands_are_made_once(
    agreement: Agreement, eras: tuple[ZoneEra, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In memory while it lasts, from the folder after that; the order of radii is of no account."""
    covers = Covers(tmp_path)
    made = covers.bands(agreement, eras, [5.0, 0.0])
    monkeypatch.setattr(cover_store, "bands", None)
    assert covers.bands(agreement, eras, [0.0, 5.0]) is made
    assert same(Covers(tmp_path).bands(agreement, eras, [0.0, 5.0]), made)


def test_memory_holds_the_last_few(agreement: Agreement, eras: tuple[ZoneEra, ...]) -> None:
    """What was not used for longest goes first."""
    covers = Covers(most=1)
    made = covers.bands(agreement, eras, [0.0])
    assert covers.bands(agreement, eras, [0.0]) is made
    covers.bands(agreement, eras, [1.0])
    anew = covers.bands(agreement, eras, [0.0])
    assert anew is not made and same(anew, made)


@pytest.mark.parametrize("what", ["digest", "precision", "shape", "hole", "radius", "step", "eras"])
def test_whatever_is_said_otherwise_has_another_digest(
    agreement: Agreement, eras: tuple[ZoneEra, ...], what: str
) -> None:
    """An amended text keeps the digest of its agreement, so the zones themselves are looked at too."""
    before = digest_of(agreement, eras, [0.0], 0.02)
    changed, asked, radii, step, text = agreement, eras, [0.0], 0.02, agreement.text
    name, geometry = eras[0].zone, eras[0].geometry or ""
    other: dict[str, dict[str, object]] = {
        "precision": {"precision_km": 77.0},
        "hole": {"except_zones": [eras[1].zone]},
    }
    if what in other:
        zones = text.zones | {name: text.zones[name].model_copy(update=other[what])}
        changed = agreement.model_copy(update={"text": text.model_copy(update={"zones": zones})})
    elif what == "shape":
        moved = {"type": "Point", "coordinates": [1.0, 2.0]}
        changed = agreement.model_copy(update={"shapes": agreement.shapes | {geometry: moved}})
    elif what == "digest":
        changed = agreement.model_copy(update={"digest": "sha256:0"})
    elif what == "radius":
        radii = [0.5]
    elif what == "step":
        step = 0.05
    else:
        asked = eras[:1]
    assert digest_of(changed, asked, radii, step) != before == digest_of(agreement, eras, [0.0, 0.0])


@pytest.mark.parametrize("damage", ["empty", "cut short", "another's", "no Parquet"])
def test_a_file_that_cannot_be_read_is_made_again(
    agreement: Agreement, eras: tuple[ZoneEra, ...], tmp_path: Path, damage: str
) -> None:
    """A disk that filled up, a file that was renamed: never a wrong cover."""
    made, digest = bands(agreement, eras, [0.0]), digest_of(agreement, eras, [0.0])
    path = write(made, digest, tmp_path)
    if damage == "another's":
        write(bands(agreement, eras[:1], [0.0]), "0" * 64, tmp_path).replace(path)
    else:
        whole = path.read_bytes()
        path.write_bytes({"empty": b"", "cut short": whole[: len(whole) // 2], "no Parquet": b"zone,cell\n"}[damage])
    assert read(digest, tmp_path) is None
    assert same(Covers(tmp_path).bands(agreement, eras, [0.0]), made)
    again = read(digest, tmp_path)
    assert again is not None and same(again, made)
