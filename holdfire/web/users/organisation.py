"""Signing in through an organisation (OpenID Connect, authorization code with PKCE), where a case has ``organisation.yaml``.

It needs a network; passwords and passkeys do not, and go on working without one. The organisation says who somebody is and which
groups they are in; which roles a group has is said here. Nobody takes over a user made here, and a user closed here stays closed.

    title: Observer Mission
    issuer: https://id.example.org/realms/mission
    client-id: holdfire
    secret-file: keys/organisation.secret
    name: preferred_username
    claim: groups
    roles:
      duty-officers: [reviewer]
      guarantors: [signatory, liaison]
"""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from holdfire.errors import AskError, CaseError, EngineError
from holdfire.web.users.layout import Tables
from holdfire.web.users.limits import BEGUN, check, note, said
from holdfire.web.users.roles import Role
from holdfire.web.users.store import Users, begin_session, hashed, named

FILE = "organisation.yaml"
LASTS = timedelta(minutes=10)
"""How long the way through the organisation's page may take."""
WAIT_S = 10
"""How long the organisation's server may take for one answer, in seconds."""
LEEWAY_S = 60
"""By how much its clock and ours may differ, in seconds."""
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA", "Ed25519")
"""Signatures with a key pair; a secret that both sides know signs nothing here."""
_HERE = ("127.0.0.1", "localhost", "::1")


class Organisation(BaseModel):
    """What ``organisation.yaml`` says. ``claim`` is the claim with a person's groups, ``roles`` what each of them may do here."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=lambda name: name.replace("_", "-"))

    title: str = Field(min_length=1, max_length=100)
    issuer: str
    client_id: str = Field(min_length=1)
    secret_file: str = ""
    name: str = "preferred_username"
    claim: str = "groups"
    scope: str = "openid profile email"
    roles: dict[str, tuple[Role, ...]]


@dataclass(frozen=True)
class Begun:
    """Where the browser goes, and the token that must come back with it."""

    at: str
    token: str


@dataclass(frozen=True)
class Back:
    """What comes back: to which address of ours, with which cookie, and the organisation's answer."""

    at: str
    token: str
    state: str
    code: str
    error: str


def read_organisation(folder: Path) -> Organisation | None:
    """The organisation of a case, if it has one. Raises ``CaseError`` for a file that cannot be used."""
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        found = Organisation.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError, OSError) as error:
        where = ".".join(map(str, error.errors()[0]["loc"])) if isinstance(error, ValidationError) else "its form"
        raise CaseError(f"the organisation's settings cannot be read ({where})", FILE, "See docs/users.md.") from error
    _only_over_tls(found.issuer)
    return found


def begin(users: Users, folder: Path, back: str, to: str, now: datetime, address: str) -> Begun:
    """The way to the organisation's page. Raises ``AskError`` where there is none, ``EngineError`` where it does not answer."""
    house = _house(folder)
    with users.open() as tables:
        check(tables, BEGUN, address, now)
        note(tables, BEGUN, address, now)
    known = _discovered(house)
    held = {
        "state": secrets.token_urlsafe(24),
        "nonce": secrets.token_urlsafe(24),
        "verifier": secrets.token_urlsafe(48),
    }
    with _client(house, folder, back) as client:
        at, _ = client.create_authorization_url(
            known["authorization_endpoint"], state=held["state"], nonce=held["nonce"], code_verifier=held["verifier"]
        )
    token = secrets.token_urlsafe(32)
    with users.open() as tables:
        tables.execute("DELETE FROM begun WHERE what = 'organisation' AND made < ?", (said(now - LASTS),))
        row = (hashed(token), "organisation", "", json.dumps({**held, "to": to, "back": back}), said(now))
        tables.execute("INSERT INTO begun (token, what, name, held, made) VALUES (?, ?, ?, ?, ?)", row)
    return Begun(at, token)


def finish(users: Users, folder: Path, back: Back, now: datetime) -> tuple[str, str]:
    """A token for a cookie, and where to go on to. Raises ``AskError`` for an answer that does not fit what was begun."""
    house = _house(folder)
    held = _held(users, back, now)
    if back.error or not back.code:
        raise AskError(f"{house.title} did not sign you in ({back.error[:100] or 'it sent no code'})")
    told = _told(house, folder, back, held, now)
    roles = tuple(
        dict.fromkeys(role for group in _groups(told.get(house.claim)) for role in house.roles.get(group, ()))
    )
    if not roles:
        raise AskError(f"no group that {house.title} names for you has a role here", remedy="Ask the administrator.")
    subject = f"{house.issuer} {told['sub']}"
    with users.open() as tables:
        name = _known(tables, subject, roles) or _made(tables, subject, str(told.get(house.name, "")), roles, now)
        return begin_session(tables, name, now), held["to"]


def _house(folder: Path) -> Organisation:
    house = read_organisation(folder)
    if house is None:
        raise AskError(
            "this case has no organisation to sign in through", remedy="Sign in with a password or a passkey."
        )
    return house


def _held(users: Users, back: Back, now: datetime) -> dict[str, str]:
    """What was begun by this browser; used up by this. The state must be the one it was sent with."""
    with users.open() as tables:
        row = tables.execute(
            "SELECT held, made FROM begun WHERE token = ? AND what = 'organisation'", (hashed(back.token),)
        )
        found = row.fetchone()
        tables.execute("DELETE FROM begun WHERE token = ?", (hashed(back.token),))
    held: dict[str, str] = json.loads(found[0]) if found and found[1] >= said(now - LASTS) else {}
    if not held or not secrets.compare_digest(held["state"].encode(), back.state.encode()) or held["back"] != back.at:
        raise AskError(
            "this answer is not to anything begun in this browser", remedy="Begin again on the sign-in page."
        )
    return held


def _told(house: Organisation, folder: Path, back: Back, held: dict[str, str], now: datetime) -> dict[str, Any]:
    """What the organisation says on the person, its signature and every mark on it verified."""
    from authlib.integrations.base_client import OAuthError  # type: ignore[import-untyped]  # noqa: PLC0415 - only who comes this way needs it
    from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]  # noqa: PLC0415 - only who comes this way needs it
    from httpx import HTTPError  # noqa: PLC0415 - only who comes this way needs it
    from joserfc import jwt  # noqa: PLC0415 - only who comes this way needs it
    from joserfc.errors import JoseError  # noqa: PLC0415 - only who comes this way needs it
    from joserfc.jwk import KeySet  # noqa: PLC0415 - only who comes this way needs it

    known = _discovered(house)
    try:
        with _client(house, folder, back.at) as client:
            given = client.fetch_token(known["token_endpoint"], code=back.code, code_verifier=held["verifier"])
            keys = client.request("GET", known["jwks_uri"], withhold_token=True).raise_for_status().json()
        token = jwt.decode(given["id_token"], KeySet.import_key_set(keys), algorithms=list(ALGORITHMS))
        options = {
            "iss": {"essential": True, "value": house.issuer},
            "aud": {"essential": True, "value": house.client_id},
        }
        sent = {"nonce": held["nonce"], "client_id": house.client_id, "access_token": given.get("access_token")}
        claims = CodeIDToken(token.claims, token.header, options, sent)
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY_S)
    except HTTPError as error:
        raise _unreachable(house, error) from error
    except (OAuthError, JoseError, ValueError, KeyError, TypeError) as error:
        told = " ".join(str(error).split())[:150]
        raise AskError(
            f"what {house.title} sent cannot be trusted ({told})", remedy="Begin again on the sign-in page."
        ) from error
    return dict(claims)


def _known(tables: Tables, subject: str, roles: tuple[Role, ...]) -> str:
    """The user that this person is here, with the roles of today; empty for a new one."""
    row = tables.execute("SELECT name, closed FROM account WHERE subject = ?", (subject,)).fetchone()
    if row is None:
        return ""
    if row[1] is not None:
        raise AskError(f"the user {row[0]} is closed here", remedy="Ask the administrator.")
    listed = json.dumps([str(role) for role in roles])
    tables.execute("UPDATE account SET roles = ? WHERE subject = ?", (listed, subject))
    return str(row[0])


def _made(tables: Tables, subject: str, called: str, roles: tuple[Role, ...], now: datetime) -> str:
    name = named(called)
    if not name or name == "operator":
        raise AskError("the organisation gives you no name that a user can have", remedy="Ask the administrator.")
    if tables.execute("SELECT 1 FROM account WHERE name = ?", (name,)).fetchone():
        raise AskError(f"there is another user {name} here", remedy="Ask the administrator.")
    row = (name, "", json.dumps([str(role) for role in roles]), said(now), subject)
    tables.execute("INSERT INTO account (name, secret, roles, made, subject) VALUES (?, ?, ?, ?, ?)", row)
    return name


def _groups(told: Any) -> list[str]:
    return [told] if isinstance(told, str) else [str(one) for one in told] if isinstance(told, list) else []


def _discovered(house: Organisation) -> dict[str, str]:
    """The organisation's addresses, as it publishes them."""
    import httpx  # noqa: PLC0415 - only who comes this way needs it

    at = f"{house.issuer.rstrip('/')}/.well-known/openid-configuration"
    try:
        known = httpx.get(at, timeout=WAIT_S).raise_for_status().json()
        found = {name: str(known[name]) for name in ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")}
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError) as error:
        raise _unreachable(house, error) from error
    if found["issuer"] != house.issuer:
        raise CaseError(f"{house.title} calls itself {found['issuer'][:200]}", FILE, "Write its issuer exactly so.")
    for address in found.values():
        _only_over_tls(address)
    return found


def _client(house: Organisation, folder: Path, back: str) -> Any:
    from authlib.integrations.httpx_client import OAuth2Client  # type: ignore[import-untyped]  # noqa: PLC0415 - only who comes this way needs it

    secret = None
    if house.secret_file:
        try:
            secret = (folder / house.secret_file).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise CaseError("the organisation's secret cannot be read", house.secret_file, "Put it there.") from error
    return OAuth2Client(
        house.client_id,
        secret,
        scope=house.scope,
        redirect_uri=back,
        code_challenge_method="S256",
        token_endpoint_auth_method="client_secret_basic" if secret else "none",
        timeout=WAIT_S,
    )


def _only_over_tls(address: str) -> None:
    """Raises ``CaseError`` for an address that others could listen in on."""
    at = urlsplit(address)
    if at.scheme != "https" and not (at.scheme == "http" and at.hostname in _HERE):
        raise CaseError(f"the organisation's address {address[:200]} is not over TLS", FILE, "It begins with https://.")


def _unreachable(house: Organisation, error: Exception) -> EngineError:
    told = " ".join(str(error).split())[:150] or type(error).__name__
    remedy = "Sign in with a password or a passkey, or try again later."
    return EngineError(f"{house.title} cannot be reached ({told})", "", remedy)
