"""A known case, ways that trust a certificate of this machine, a mailbox and a hook."""

import shutil
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from holdfire import alerting, pipeline
from holdfire.case import Case
from tests.alerts.receivers import Mailbox, Posts, certificate, mailbox, receiver
from tests.alerts.sent import AT, COMPLETE, NOW, SECRET, written


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of this machine."""
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def ways(pem: Path) -> alerting.Ways:
    """Ways that trust it, with the secrets that rules name."""
    known = {"HOOK": SECRET, "MAIL": "pass phrase"}
    return alerting.Ways(environment=known, tls=ssl.create_default_context(cafile=str(pem)))


@pytest.fixture(scope="module")
def known(founding: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The founding case with its boards made."""
    folder = tmp_path_factory.mktemp("known") / "case"
    shutil.copytree(founding.folder, folder)
    written(folder, {"desk": {"folder": "out"}}, {"seven": COMPLETE})
    alerting.would_fire(pipeline.open_case(folder), AT, NOW)
    return folder


@pytest.fixture
def case(known: Path, tmp_path: Path) -> Case:
    """A case of one's own."""
    shutil.copytree(known, tmp_path / "case")
    return pipeline.open_case(tmp_path / "case")


@pytest.fixture
def hook(pem: Path) -> Iterator[Posts]:
    """A receiver over https."""
    with receiver(pem) as posts:
        yield posts


@pytest.fixture
def box(pem: Path) -> Iterator[Mailbox]:
    """A mail server with STARTTLS."""
    with mailbox(pem) as opened:
        yield opened
