"""Passkeys (WebAuthn): a key pair of a user's own device, whose private half never leaves it. No network is needed.

A challenge is good once, for five minutes, for one purpose. A passkey signs in by itself: the device must have checked who
holds it (its code, a finger). The address in the browser's bar, name and port, is part of what is signed: another site's answer
is refused. So is an answer of a device whose counter went back, which says that the key was copied.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from holdfire.errors import AskError
from holdfire.web.users.layout import Tables
from holdfire.web.users.limits import BEGUN, check, note, said
from holdfire.web.users.store import Users, begin_session, hashed

LASTS = timedelta(minutes=5)
"""How long a challenge waits for its answer (WebAuthn recommends 5 to 10 minutes)."""
MOST = 20
"""Passkeys of one user."""
_WRONG = "this passkey cannot be taken"


@dataclass(frozen=True)
class Site:
    """Where the browser is: ``name`` as in its bar, without a port, and ``origin`` with scheme and port."""

    name: str
    origin: str


@dataclass(frozen=True)
class Passkey:
    """A user's passkey as listed: its id in base64url, what the user calls it, when it was made and last used."""

    id: str
    label: str
    made: str
    used: str | None


def begin_enrolment(users: Users, name: str, site: Site, now: datetime) -> dict[str, Any]:
    """What the browser needs to make a passkey for a user who is signed in."""
    with users.open() as tables:
        held = [row[0] for row in tables.execute("SELECT id FROM passkey WHERE name = ?", (name,)).fetchall()]
        if len(held) >= MOST:
            raise AskError(f"{name} has {MOST} passkeys already", remedy="Remove one that is not used any more.")
        challenge = _begin(tables, "enrol", name, now)
    options = generate_registration_options(
        rp_id=site.name,
        rp_name="Holdfire",
        user_name=name,
        user_id=_handle(name),
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=bytes(one)) for one in held],
    )
    return options_to_json_dict(options)


def enrol(users: Users, name: str, answer: str, label: str, site: Site, now: datetime) -> None:
    """Keep the passkey that a browser made. Raises ``AskError`` for an answer that does not fit."""
    with users.open() as tables:
        challenge = _begun(tables, answer, "enrol", now)
        if challenge is None or challenge[1] != name:
            raise _refused("it was not asked for here, or too long ago")
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=challenge[0],
            expected_rp_id=site.name,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise _refused(str(error)) from error
    with users.open() as tables:
        if tables.execute("SELECT 1 FROM passkey WHERE id = ?", (made.credential_id,)).fetchone():
            raise _refused("it is known already")
        row = (
            *(made.credential_id, name, made.credential_public_key, made.sign_count),
            *(" ".join(label.split())[:60] or f"{now:%Y-%m-%d}", said(now)),
        )
        tables.execute("INSERT INTO passkey (id, name, key, uses, label, made) VALUES (?, ?, ?, ?, ?, ?)", row)


def begin_sign_in(users: Users, site: Site, now: datetime, address: str) -> dict[str, Any]:
    """What the browser needs to ask its holder for a passkey; no name is told, and none is asked for.

    Raises ``TooOftenError`` for an address that begins and begins.
    """
    with users.open() as tables:
        check(tables, BEGUN, address, now)
        note(tables, BEGUN, address, now)
        challenge = _begin(tables, "sign-in", "", now)
    verified = UserVerificationRequirement.REQUIRED
    options = generate_authentication_options(rp_id=site.name, challenge=challenge, user_verification=verified)
    return options_to_json_dict(options)


def sign_in(users: Users, answer: str, site: Site, now: datetime) -> str:
    """A token for a cookie. Raises ``AskError`` for an answer that does not fit: each is refused alike to who sent it."""
    with users.open() as tables:
        challenge = _begun(tables, answer, "sign-in", now)
    if challenge is None:
        raise _refused("it was not asked for here, or too long ago")
    told = _read(answer)
    key = _bytes(told.get("id"))
    with users.open() as tables:
        asked = (
            "SELECT p.name, p.key, p.uses FROM passkey p JOIN account a ON a.name = p.name"
            " WHERE p.id = ? AND a.closed IS NULL"
        )
        row = tables.execute(asked, (key,)).fetchone()
        if row is None:
            raise _refused("nobody here has it")
        name, public, uses = row
        handle = (told.get("response") or {}).get("userHandle")
        if handle and _bytes(handle) != _handle(name):
            raise _refused("it is another user's")
        try:
            done = verify_authentication_response(
                credential=answer,
                expected_challenge=challenge[0],
                expected_rp_id=site.name,
                expected_origin=site.origin,
                credential_public_key=bytes(public),
                credential_current_sign_count=uses,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, TypeError, KeyError) as error:
            raise _refused(str(error)) from error
        # Of two answers at once that one copied key gave, the second finds the counter moved on.
        moved = "UPDATE passkey SET uses = ?, used = ? WHERE id = ? AND uses = ?"
        if not tables.execute(moved, (done.new_sign_count, said(now), key, uses)).rowcount:
            raise _refused("its counter went back")
        return begin_session(tables, name, now)


def passkeys_of(users: Users, name: str) -> list[Passkey]:
    """A user's passkeys, the oldest first."""
    with users.open(reading=True) as tables:
        asked = "SELECT id, label, made, used FROM passkey WHERE name = ? ORDER BY made, label"
        rows = tables.execute(asked, (name,)).fetchall()
    return [Passkey(bytes_to_base64url(bytes(row[0])), *row[1:]) for row in rows]


def remove(users: Users, name: str, key: str = "") -> int:
    """Forget one passkey of a user, or all of them. Returns how many; ``AskError`` for one that the user does not have."""
    with users.open() as tables:
        if not key:
            return int(tables.execute("DELETE FROM passkey WHERE name = ?", (name,)).rowcount)
        if not tables.execute("DELETE FROM passkey WHERE name = ? AND id = ?", (name, _bytes(key))).rowcount:
            raise AskError(f"{name} has no such passkey")
    return 1


def _begin(tables: Tables, what: str, name: str, now: datetime) -> bytes:
    challenge = secrets.token_bytes(32)
    tables.execute("DELETE FROM begun WHERE what IN ('enrol', 'sign-in') AND made < ?", (said(now - LASTS),))
    row = (hashed(bytes_to_base64url(challenge)), what, name, bytes_to_base64url(challenge), said(now))
    tables.execute("INSERT INTO begun (token, what, name, held, made) VALUES (?, ?, ?, ?, ?)", row)
    return challenge


def _begun(tables: Tables, answer: str, what: str, now: datetime) -> tuple[bytes, str] | None:
    """The challenge that an answer names and the name it was made for, used up by this; None where there is none in force."""
    data = _bytes((_read(answer).get("response") or {}).get("clientDataJSON"))
    named = str(_read(data.decode("utf-8", "replace")).get("challenge", ""))
    row = tables.execute(
        "SELECT held, name, made FROM begun WHERE token = ? AND what = ?", (hashed(named), what)
    ).fetchone()
    if row is None or not tables.execute("DELETE FROM begun WHERE token = ?", (hashed(named),)).rowcount:
        return None
    return (base64url_to_bytes(row[0]), row[1]) if row[2] >= said(now - LASTS) else None


def _read(answer: str) -> dict[str, Any]:
    try:
        told = json.loads(answer)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or not isinstance(told.get("response", {}), dict):
        raise _refused("the answer cannot be read")
    return told


def _bytes(told: Any) -> bytes:
    try:
        return base64url_to_bytes(told) if isinstance(told, str) else b""
    except ValueError:
        return b""


def _handle(name: str) -> bytes:
    """What a device keeps of who it is for: no name, so that nobody reads one off a found device."""
    return sha256(f"holdfire user {name}".encode()).digest()


def _refused(why: str) -> AskError:
    return AskError(
        f"{_WRONG} ({' '.join(why.split())[:200]})", remedy="Open the page again, or sign in with the password."
    )
