"""The page that verifies packs in a browser, and how it is asked."""

import base64
import io
import re
from typing import Any

from playwright.sync_api import Page

from holdfire.errors import LedgerError
from holdfire.ledger.pack_check import verify_pack
from tests.publish.packs import key

READ = "async (b) => verifyPack(new Blob([Uint8Array.from(atob(b), c => c.charCodeAt(0))]))"


LATER = "2016-09-13T00:00:00Z"


DASH = "—".encode()
ONE, TWO, ANA = key("russiao"), key("second"), key("Ana")


def answered(page: Page, pack: bytes) -> dict[str, Any]:
    """What the page finds of a pack."""
    found: dict[str, Any] = page.evaluate(READ, base64.b64encode(pack).decode())
    return found


def line_refused(pack: bytes) -> int | None:
    """The line at which Python's verifier stops; None where the pack verifies."""
    try:
        verify_pack(io.BytesIO(pack))
    except LedgerError as fault:
        told = re.search(r"line (\d+)", fault.what)
        assert told, fault
        return int(told[1])
    return None


def refused(page: Page, pack: bytes) -> tuple[str, int, int | None]:
    """What the browser says is wrong, at which line and entry. Python must say the same line."""
    found = answered(page, pack)
    assert (found["ok"], found["verdict"], found["ledgers"]) == (False, "refused", [])
    assert found["error"]["line"] == line_refused(pack)
    return found["error"]["code"], found["error"]["line"], found["error"]["entry"]
