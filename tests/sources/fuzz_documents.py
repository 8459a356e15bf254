"""A fuzzer for the readers of documents, run by hand: ``python tests/sources/fuzz_documents.py -runs=20000``.

Bytes in, guided by what they make the readers do; anything but our own errors stops it and is kept in a file ``crash-…``. The
first byte chooses the name of the file. It begins with the small files of the tests.
"""

import shutil
import sys
import tempfile
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

with atheris.instrument_imports(include=["holdfire.sources.documents", "feedparser", "warcio", "email", "zipfile"]):
    from holdfire.errors import HoldfireError
    from holdfire.sources.documents import Limits, documents_in
    from tests.sources.documents_made import NOW, SMALL, kept_nowhere

NAMES = (*SMALL, "file", "page.gz", "message.mhtml")
LIMITS = Limits(document=20_000, message=20_000, unpacked=200_000, ratio_from=50_000, members=20, items=20)
FOLDER = Path(tempfile.mkdtemp(prefix="fuzz-documents-"))


def one_input(data: bytes) -> None:
    """Read one file of these bytes."""
    if not data:
        return
    path = FOLDER / NAMES[data[0] % len(NAMES)]
    path.write_bytes(data[1:])
    try:
        for row in documents_in(path, NOW, kept_nowhere, LIMITS):
            assert len(row.model_dump_json().encode("utf-8")) < 65_535
    except HoldfireError:
        pass


def main() -> None:
    """Write the small files down as a beginning and run."""
    corpus = FOLDER / "corpus"
    corpus.mkdir()
    for number, (name, body) in enumerate(SMALL.items()):
        (corpus / name).write_bytes(bytes([number]) + body)
    atheris.Setup([*sys.argv, "-max_len=8192", f"-artifact_prefix={Path.cwd()}/", str(corpus)], one_input)
    try:
        atheris.Fuzz()
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)


if __name__ == "__main__":
    main()
