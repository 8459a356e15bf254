"""Agreements that do not hold together: one sentence with file, line and remedy, never a traceback, never a hang."""

import time
from pathlib import Path

import pytest

from holdfire.agreement import load
from holdfire.errors import AgreementError
from tests.agreement.small import SMALL, SQUARE, check_sentence, shapes, written


def refusal(folder: Path, text: str | bytes = SMALL, zones: str | bytes | None = None) -> AgreementError:
    """Why an agreement is refused: a place, a sentence on one line, a remedy."""
    with pytest.raises(AgreementError) as refused:
        load(written(folder, text, zones))
    check_sentence(refused.value)
    return refused.value


def changed(old: str, new: str) -> str:
    """The small agreement with one thing changed."""
    assert old in SMALL
    return SMALL.replace(old, new, 1)


def test_the_small_agreement_holds(tmp_path: Path) -> None:
    """What the other tests break is whole to begin with."""
    assert load(written(tmp_path, SMALL)).text.id == "small"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (changed("id: small", "id: [small"), 3, "YAML"),
        (changed("  end: {at", "\tend: {at"), 9, "YAML"),
        (changed("  end: {at", "  start: {at"), 9, '"start" is written twice'),
        (changed("sources: {A: made up}", "sources: &a {A: made up}"), 6, "not allowed"),
        (changed("made up", "*nothing"), 6, "not allowed"),
        (changed("made up", "[" * 10_000), 6, "nested more than"),
        (changed("made up", "made\x07up"), 6, "does not allow"),
        (changed("about: A", "abuot: A"), 4, 'Did you mean "about"?'),
        (changed("about: A truce for tests.\n", ""), 1, 'lacks "about"'),
        (changed("about: A truce for tests.", "about: [a, b]"), 4, "must be text"),
        (changed("about: A truce for tests.", "about: 12"), 4, "must be text"),
        (changed("about: A truce for tests.", "about:"), 4, "must be text"),
        (changed("{en: North}, role: party", "{en: North}, role: parti"), 11, 'Did you mean "party"?'),
        (changed("north: {name: {en: North}, role: party, side: north}", "north: soon"), 11, "set of named fields"),
        (changed("id: small", "id: Small Truce"), 2, "small letters"),
        (changed("holdfire: 1", "holdfire: 2"), 1, "it can be 1"),
        (changed("[{role: party}]", "[{actor: nort}]"), 23, 'Did you mean "north"?'),
        (changed("[{side: north}]", "[{side: nroth}]"), 32, 'Did you mean "north" or "south"?'),
        (changed("[shelling]", "[sheling]"), 24, 'Did you mean "shelling"?'),
        (changed("zone: strip", "zone: stripe"), 25, 'Did you mean "strip"?'),
        (changed("geometry: strip", "geometry: strap"), 14, 'Did you mean "strip"?'),
        (changed("while: truce", "while: truth"), 26, "window"),
        (changed("rule: must-not", "rule: must-not\n    source: [B]"), 23, 'source "B"'),
        (changed("deadline: end", "deadline: start - 1 day"), 35, "ends before it starts"),
        (changed("deadline: end", "deadline: ende"), 35, 'Did you mean "end"?'),
        (changed("deadline: end", "deadline: next spring"), 35, "is no instant"),
        (changed("deadline: end", "deadline: 2031-02-30"), 35, "a date that does not exist"),
        (changed("deadline: end", "deadline: start + many days"), 35, "no length of time"),
        (changed("deadline: end", "deadline: start + 99999999999 days"), 35, "no length of time"),
        (changed("deadline: end", "deadline: 9999-12-31T23:59-12:00"), 35, "no date or time"),
        (changed("deadline: end", "deadline: start + 900000 days"), 35, "year"),
        (changed("at: start + 7 days", "at: end + 1 day"), 9, "hangs on itself"),
        (changed("at: 2031-03-01T00:00+03:00", "at: end - 7 days"), 8, "hangs on itself"),
        (changed("at: 2031-03-01T00:00+03:00", "at: {disputed: {plain: end}}"), 8, "hangs on itself"),
        (changed("at: 2031-03-01T00:00+03:00", "at: 3031-03-01"), 8, "year 3031"),
        (changed("lasts: 7 days", "lasts: a while"), 16, "no length of time"),
        (changed("lasts: 7 days", "lasts: 40000 days"), 16, "hundred years"),
        (changed("Asia/Damascus", "Asia/Damaskus"), 5, "no time zone"),
        (changed("kind: polygon", "kind: polygon, precision-km: inf"), 14, "beyond the globe"),
        (changed("kind: polygon", "kind: polygon, precision-km: .nan"), 14, "must be a number"),
        (changed("kind: polygon", "kind: polygon, buffer-m: -5"), 14, "below zero"),
        (changed("  south: {", '  "so\\u0007uth": {'), 12, "An id is a short word"),
        (changed("about: A", 'about: "\\ud800" # A'), 4, "YAML"),
        ("", 1, "empty"),
        ("just words", 1, "set of named parts"),
        ("- a\n- b", 1, "set of named parts"),
        ("---\nid: a\n---\nid: b", 3, "YAML"),
    ],
    ids=lambda value: str(value)[-40:].strip().replace("\n", " "),
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    """The sentence names the line, what stands there, and the nearest word that would do."""
    error = refusal(tmp_path, text)
    assert said in str(error)
    assert error.where in (f"agreement.yaml:{line}", "agreement.yaml") or error.where.endswith(f":{line}")


@pytest.mark.parametrize(
    ("zones", "said"),
    [
        (shapes(([[34.0, 96.0], [34.0, 96.1], [34.1, 96.1], [34.0, 96.0]],)), "swapped"),
        (shapes(([[36.0, 34.0], [36.1, 34.1], [36.1, 34.0], [36.0, 34.1], [36.0, 34.0]],)), "not valid"),
        (shapes(([[360.0, 34.0], [361.0, 34.0], [361.0, 35.0], [360.0, 34.0]],)), "out of range"),
        (shapes(([["a", "b"]],)), "not readable"),
        (shapes(()), "empty"),
        (shapes((SQUARE,), kind="Star"), "not readable"),
        (shapes(name=7), "has no id"),
        (shapes(name="stripe"), 'Did you mean "stripe"?'),
        (shapes().replace("36.1", "NaN"), "JSON"),
        (shapes().replace("36.1", "1" * 5000), "JSON"),
        ('{"type":"FeatureCollection","features":[{"type":"Feature","id":"strip","geometry":null}]}', "not readable"),
        ('{"features": [1]}', "has no id"),
        ("{}", "FeatureCollection"),
        ("[]", "FeatureCollection"),
        ("", "JSON"),
        ("[" * 10_000, "JSON"),
        ('{"features":' + "[" * 10_000 + "]" * 10_000 + "}", "JSON"),
        (shapes().encode("utf-16"), "UTF-8"),
        (b"\xff\xfe\xfd" * 10, "UTF-8"),
        (" " * 5_000_000, "larger than"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_shapes_that_cannot_be_are_refused(tmp_path: Path, zones: str | bytes, said: str) -> None:
    """Swapped, crossing, empty, endless or unreadable: the file or the feature is named."""
    assert said in str(refusal(tmp_path, zones=zones))


def test_an_agreement_that_is_too_large_is_refused_at_once(tmp_path: Path) -> None:
    """Size is looked at before anything is read."""
    began = time.monotonic()
    assert "larger than" in str(refusal(tmp_path, SMALL + "# " + "x" * 5_000_000))
    assert time.monotonic() - began < 1


def test_a_small_file_does_not_unfold_into_a_large_one(tmp_path: Path) -> None:
    """An alias bomb is refused at its first anchor."""
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
    )
    assert "anchor" in str(refusal(tmp_path, bomb))


@pytest.mark.parametrize("text", [b"\xff\xfe" + SMALL.encode("utf-16-le"), SMALL.encode() + "قصف".encode("cp1256")])
def test_an_agreement_in_another_encoding_is_refused(tmp_path: Path, text: bytes) -> None:
    """Only UTF-8 is read; nothing is guessed."""
    assert "UTF-8" in str(refusal(tmp_path, text))


def test_half_a_character_is_refused(tmp_path: Path) -> None:
    """A lone surrogate has no bytes, and so no digest."""
    assert "surrogate" in str(
        refusal(
            tmp_path,
            zones=shapes()
            .replace('"properties": {}', '"properties": {}')
            .replace('"type": "Polygon"', '"type": "Polygon", "x": "\\ud800"'),
        )
    )


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    """A missing folder, and a file where a folder should be."""
    (tmp_path / "file").write_text("x", "utf-8")
    for place in (tmp_path / "nothing", tmp_path / "file"):
        with pytest.raises(AgreementError) as refused:
            load(place)
        check_sentence(refused.value)
