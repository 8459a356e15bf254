"""Joint statements: one text that several bodies sign, each with its organisation key.

As it stands in an entry of kind ``joint`` (folded)::

    {"statement": {"agreement": "sha256:...", "by": ["russia", "united-states"], "decision": {"decides": "extend", ...}},
     "signatures": [{"body": "russia", "key": "ed25519:21fe...", "sig": "x8yO...BQ=="}, ...]}

Signed is ``holdfire joint v1``, a line feed, and the statement in canonical JSON. The first body's entry carries its
own signature, each later one those before it too; the decision holds once an entry carries the signature of everyone it
names.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from typing import Any

import rfc8785

from holdfire.ledger.entry import Entry
from holdfire.ledger.keys import ORGANISATION, KeyRing
from holdfire.ledger.signing import Signer

JOINT = "joint"


def joint_id(statement: dict[str, Any]) -> str:
    """What the entries on a statement are found by."""
    return f"J-{hashlib.sha256(rfc8785.dumps(statement)).hexdigest()[:12]}"


def joint_entry(statement: dict[str, Any], body: str, signer: Signer, before: list[dict[str, str]]) -> Entry:
    """The entry by which a body signs a statement, with the signatures that are there already."""
    signature = base64.b64encode(signer.sign(_signed(statement))).decode()
    mine = {"body": body, "key": signer.public.id, "sig": signature}
    others = [s for s in before if s["body"] != body]
    signatures = sorted([*others, mine], key=lambda s: s["body"])
    return Entry(JOINT, joint_id(statement), {"statement": statement, "signatures": signatures})


def signed_jointly(data: Mapping[str, Any], rings: Mapping[str, KeyRing]) -> list[str]:
    """The bodies whose signature on the statement verifies with an organisation key of theirs that was not revoked."""
    found = []
    for signature in data["signatures"]:
        ring = rings.get(signature["body"])
        known = ring.keys.get(signature["key"]) if ring else None
        if known and known.role == ORGANISATION and known.ended != "revoked":
            try:
                raw = binascii.a2b_base64(signature["sig"], strict_mode=True)
            except ValueError:
                continue
            if known.public.verifies(raw, _signed(data["statement"])):
                found.append(signature["body"])
    return found


def _signed(statement: Any) -> bytes:
    return b"holdfire joint v1\n" + rfc8785.dumps(statement)
