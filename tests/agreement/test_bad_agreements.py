"""Agreements that do not hold together: one sentence with file, line and remedy, never a traceback, never a hang."""

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.agreement import Agreement, deadlines, load, open_points
from holdfire.errors import AgreementError

ROOT = Path(__file__).resolve().parents[2]
FEBRUARY = ROOT / "agreements" / "syria-2016-02"
YAML, GEOJSON = (
    (FEBRUARY / "agreement.yaml").read_text("utf-8"),
    (FEBRUARY / "zones.geojson").read_text("utf-8"),
)
SECONDS_AT_MOST = 20
SMALL = """\
holdfire: 1
id: small
title: {en: Small}
about: A truce for tests.
time-zone: Asia/Damascus
sources: {A: made up}
events:
  start: {at: 2031-03-01T00:00+03:00}
  end: {at: start + 7 days}
actors:
  north: {name: {en: North}, role: party, side: north}
  south: {name: {en: South}, role: party, side: south}
zones:
  strip: {name: {en: Strip}, kind: polygon, geometry: strip}
windows:
  truce: {name: {en: Truce}, from: start, lasts: 7 days}
provisions:
  P-1:
    article: "1"
    title: {en: No attacks}
    says: Nobody attacks.
    rule: must-not
    binds: [{role: party}]
    broken-by: [shelling]
    zone: strip
    while: truce
  P-2:
    article: "2"
    title: {en: Withdraw}
    says: Guns go back.
    rule: must
    binds: [{side: north}]
    kept-by: [withdrawal]
    from: start
    deadline: end
readings:
  plain: {title: {en: Plain}, whose: nobody, basis: None., starts: start}
"""
SQUARE = [[36.0, 34.0], [36.1, 34.0], [36.1, 34.1], [36.0, 34.1], [36.0, 34.0]]


def shapes(coordinates: object = (SQUARE,), kind: str = "Polygon", name: object = "strip") -> str:
    """A file with one feature."""
    feature = {"type": "Feature", "id": name, "properties": {}, "geometry": {"type": kind, "coordinates": coordinates}}
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


def written(folder: Path, text: str | bytes, zones: str | bytes | None = None) -> Path:
    """An agreement folder with these two files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (("agreement.yaml", text), ("zones.geojson", shapes() if zones is None else zones)):
        raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        (folder / name).write_bytes(raw)
    return folder


def refusal(folder: Path, text: str | bytes = SMALL, zones: str | bytes | None = None) -> AgreementError:
    """Why an agreement is refused: a place, a sentence on one line, a remedy."""
    with pytest.raises(AgreementError) as refused:
        load(written(folder, text, zones))
    check_sentence(refused.value)
    return refused.value


def check_sentence(error: AgreementError) -> None:
    """An error names a file, fits on a line and says what to do."""
    said = str(error)
    assert error.where and error.remedy, said
    assert "agreement.yaml" in error.where or "zones.geojson" in error.where
    assert "\n" not in said and len(said) < 900
    assert not re.search(r"Traceback|KeyError|pydantic|<class|Error\(", said)


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
        (changed("deadline: end", "deadline: next spring"), 35, "neither an instant"),
        (changed("deadline: end", "deadline: 2031-02-30"), 35, "no date or time"),
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
        (shapes().replace("36.1", "NaN"), "out of range"),
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


def _loads_or_says(folder: Path, text: str | bytes, zones: str | bytes) -> None:
    began = time.monotonic()
    try:
        found = load(written(folder, text, zones))
    except AgreementError as error:
        check_sentence(error)
    else:
        assert isinstance(found, Agreement) and found.digest
        open_points(found)
        deadlines(found)
    assert time.monotonic() - began < SECONDS_AT_MOST


LINES = YAML.splitlines()
at_line = st.integers(0, len(LINES) - 1)
edit = st.one_of(
    st.tuples(st.just("delete"), at_line, st.just("")),
    st.tuples(st.just("double"), at_line, st.just("")),
    st.tuples(st.just("replace"), at_line, st.text(max_size=40)),
    st.tuples(st.just("insert"), at_line, st.text(max_size=20)),
    st.tuples(st.just("value"), at_line, st.text(max_size=20)),
    st.tuples(
        st.just("swap"), at_line, st.sampled_from(["", "[]", "{}", "~", "1e9", "-1", "start", "[[a]]", "{a: b}"])
    ),
)


def edited(edits: list[tuple[str, int, str]]) -> str:
    """The February agreement with lines deleted, doubled, replaced, or given another value."""
    lines = list(LINES)
    for what, number, text in edits:
        i = number % len(lines)
        if what == "delete" and len(lines) > 1:
            del lines[i]
        elif what == "double":
            lines.insert(i, lines[i])
        elif what == "replace":
            lines[i] = text
        elif what == "insert":
            half = len(lines[i]) // 2
            lines[i] = lines[i][:half] + text + lines[i][half:]
        else:
            lines[i] = lines[i].partition(":")[0] + ": " + text
    return "\n".join(lines)


@given(st.lists(edit, min_size=1, max_size=4))
def test_a_mangled_agreement_loads_or_says_why(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, int, str]]
) -> None:
    """Whatever happens to its lines, an agreement is loaded or refused in a sentence."""
    _loads_or_says(tmp_path_factory.mktemp("mangled"), edited(edits), GEOJSON)


@given(st.one_of(st.text(max_size=300), st.binary(max_size=300)))
def test_any_text_is_refused_in_a_sentence(tmp_path_factory: pytest.TempPathFactory, text: str | bytes) -> None:
    """Random text is no agreement, and is told so."""
    _loads_or_says(tmp_path_factory.mktemp("random"), text, GEOJSON)


def _with(geometry: object) -> str:
    return json.dumps({"features": [{"type": "Feature", "id": "strip", "geometry": geometry}]})


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=8), st.just("Polygon")),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["type", "coordinates", "geometries", "id", "x"]), inner, max_size=4),
    ),
    max_leaves=12,
)


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200), JSON.map(_with)))
def test_any_shapes_load_or_say_why(tmp_path_factory: pytest.TempPathFactory, zones: str | bytes) -> None:
    """Random bytes and random geometries are shapes or are refused in a sentence."""
    _loads_or_says(tmp_path_factory.mktemp("shapes"), SMALL, zones)
