"""Small valid files with bytes changed, cut out, doubled: never anything but reports, rows set aside, and our own errors."""

import gzip
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfire.errors import HoldfireError
from holdfire.sources.documents import Limits, documents_in, documents_of, recognise
from holdfire.sources.documents.envelope import said
from holdfire.sources.documents.packed import Cut, Packed, unpack
from holdfire.sources.report import Report, SetAside
from tests.sources.documents_made import NOW, SMALL, kept_nowhere

TIGHT = Limits(document=5_000, message=5_000, unpacked=50_000, ratio_from=10_000, members=5, depth=2, parts=6, items=2)
Change = Callable[[bytes], bytes]


_TOKENS = (
    *(
        b"\0",
        b"\xff",
        b"<",
        b">",
        b"\r\n\r\n",
        b"\n\n",
        b"--",
        b"WARC/1.0\r\n",
        b"PK\x03\x04",
        b"\x1f\x8b\x08",
        b"&#xD800;",
    ),
    *(b"]]>", b"<!ENTITY", b"=?utf-8?b?", b"charset=", b"Content-Length: ", b"boundary=", b"\xed\xa0\x80", b"9" * 11),
)
"""Pieces that mean something to one reader or another."""


def _changes() -> st.SearchStrategy[Change]:
    """One thing done to some bytes, somewhere."""
    place, piece = st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=12)
    tokens = st.sampled_from(_TOKENS)

    def put(at: float, new: bytes) -> Change:
        return lambda b: b[: int(at * len(b))] + new + b[int(at * len(b)) :]

    def over(at: float, new: bytes) -> Change:
        return lambda b: b[: int(at * len(b))] + new + b[int(at * len(b)) + len(new) :]

    def cut(at: float, size: int) -> Change:
        return lambda b: b[: int(at * len(b))] + b[int(at * len(b)) + size :]

    def twice(at: float, size: int) -> Change:
        return lambda b: b[: int(at * len(b)) + size] + b[int(at * len(b)) :]

    return st.one_of(
        st.builds(put, place, piece | tokens),
        st.builds(over, place, piece | tokens),
        st.builds(cut, place, st.integers(1, 400)),
        st.builds(twice, place, st.integers(1, 400)),
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the changed file lies."""
    return tmp_path_factory.mktemp("fuzz")


def check(path: Path, limits: Limits) -> None:
    """Everything that comes out can be written to the ledger, and nothing else happens."""
    rows = []
    try:
        recognise(path)
        rows = list(documents_in(path, NOW, kept_nowhere, limits))
    except HoldfireError as error:
        assert error.what and error.remedy
    for row in rows:
        assert isinstance(row, Report | SetAside)
        assert len(row.model_dump_json().encode("utf-8")) < 65_535
        if isinstance(row, SetAside):
            assert row.reason and row.remedy
    ids = [row.id for row in rows if isinstance(row, Report)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", SMALL)
@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(changes=st.lists(_changes(), min_size=1, max_size=6), tight=st.booleans(), named=st.booleans())
def test_a_damaged_file_is_never_more_than_an_error_of_ours(
    folder: Path, name: str, changes: list[Change], tight: bool, named: bool
) -> None:
    """Whatever was done to a small file of each kind."""
    body = SMALL[name]
    for change in changes:
        body = change(body)
    path = folder / (name if named else "file")
    path.write_bytes(body)
    check(path, TIGHT if tight else Limits())


@settings(max_examples=300, deadline=None)
@given(
    body=st.binary(max_size=300),
    declared=st.sampled_from(["", "text/html", "text/plain; charset=x", "application/xml", "a;b=c;;="]),
)
def test_any_bytes_from_the_network_are_read_or_refused(body: bytes, declared: str) -> None:
    """With whatever media type they were given."""
    try:
        for row in documents_of(body, declared, {"address": "https://e.example/"}, NOW, kept_nowhere):
            assert row.model_dump_json()
    except HoldfireError as error:
        assert error.remedy


@given(text=st.text(st.characters(), max_size=60), most=st.integers(1, 50))
def test_what_is_said_is_one_line_that_every_file_can_hold(text: str, most: int) -> None:
    """No control characters, no halves of characters, and told twice it is the same."""
    line = said(text, most)
    assert len(line) <= most and line.encode("utf-8") is not None and "\n" not in line and "\0" not in line
    assert said(line, most) == line


@given(body=st.binary(max_size=400), step=st.integers(1, 50), cut=st.integers(0, 40))
def test_packed_bytes_come_out_as_they_went_in(body: bytes, step: int, cut: int) -> None:
    """In steps of any size and in several members; of what is cut, a beginning and then an error."""
    packed = gzip.compress(body[:200], mtime=0) + gzip.compress(body[200:], mtime=0)
    stream, out = Packed(BytesIO(packed[: len(packed) - cut]), Limits()), b""
    try:
        while piece := stream.read(step):
            out += piece
        assert out == body or (cut and out == body[:200])
    except Cut as error:
        assert cut and body.startswith(out) and error.remedy
    assert unpack(gzip.compress(body), "gzip", 1_000) == (body, "")
