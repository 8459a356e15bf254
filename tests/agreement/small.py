"""A small agreement that holds together, for tests to break, and what an error must look like."""

import json
import re
from pathlib import Path

from holdfire.errors import AgreementError

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


def check_sentence(error: AgreementError) -> None:
    """An error names a file, fits on a line and says what to do."""
    said = str(error)
    assert error.where and error.remedy, said
    assert "agreement.yaml" in error.where or "zones.geojson" in error.where
    assert "\n" not in said and len(said) < 900
    assert not re.search(r"Traceback|KeyError|pydantic|<class|Error\(", said)
