"""By webhook: JSON over https, signed as Standard Webhooks asks, to an address that was checked, and to no other.

The headers are those of https://www.standardwebhooks.com: ``webhook-id``, ``webhook-timestamp`` (seconds since 1970) and
``webhook-signature``: ``v1,`` and the base64 of HMAC-SHA256 over ``id.timestamp.body`` with the secret. A secret that begins with
``whsec_`` is base64 after that; any other is taken as it stands.
"""

import base64
import binascii
import hashlib
import hmac
import json
import time
from contextlib import closing
from datetime import datetime
from pathlib import Path

import httpcore
import httpx

from holdfire.alerting.letters import Letter
from holdfire.alerting.ways import CONNECT_S, WHOLE_S, NotTakenError, Ways, secret_at
from holdfire.alerts.rules import Recipient
from holdfire.errors import SourceError
from holdfire.sources.fetching import model
from holdfire.sources.fetching.addresses import parsed
from holdfire.sources.fetching.dialing import Dialer
from holdfire.sources.fetching.manners import AGAIN


def by_webhook(letter: Letter, recipient: Recipient, folder: Path, now: datetime, ways: Ways) -> None:
    """Post a letter. Raises ``NotTakenError``; where a server sends elsewhere, nobody follows."""
    body = json.dumps(letter.with_files(), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    secret = secret_at(recipient.secret, folder, ways)
    headers = signed(letter.id, int(now.timestamp()), body, secret)
    clock = time.monotonic
    dialer = Dialer(model.Ways(resolve=ways.resolve, clock=clock))
    try:
        url = parsed(recipient.webhook)
        dialer.check(url, recipient.allow_private)
    except SourceError as error:
        raise NotTakenError(error.what) from None
    dialer.deadline = clock() + WHOLE_S
    tls = ways.tls or httpx.create_ssl_context(trust_env=False)
    with closing(httpcore.ConnectionPool(ssl_context=tls, network_backend=dialer)) as pool:
        status = _posted(pool, url, headers, body)
    if 200 <= status < 300:
        return
    if 300 <= status < 400:
        raise NotTakenError(f"it answers {status} and sends elsewhere, where nobody follows", lasting=True)
    raise NotTakenError(f"it answers {status}", lasting=400 <= status < 500 and status not in (*AGAIN, 401, 403))


def _posted(pool: httpcore.ConnectionPool, url: httpx.URL, headers: dict[str, str], body: bytes) -> int:
    timeout = {"connect": CONNECT_S, "read": WHOLE_S, "write": WHOLE_S, "pool": CONNECT_S}
    asked = httpcore.Request(
        "POST",
        httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
        headers=[(b"host", url.netloc), *((n.encode(), v.encode()) for n, v in headers.items())],
        content=body,
        extensions={"timeout": timeout},
    )
    try:
        response = pool.handle_request(asked)
        response.close()
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
        told = "its certificate does not hold" if "certificate" in str(error).lower() else "nobody takes it there"
        raise NotTakenError(told) from None
    return response.status


def signed(name: str, timestamp: int, body: bytes, secret: str) -> dict[str, str]:
    """The headers of a signed message."""
    said = f"{name}.{timestamp}.".encode() + body
    digest = hmac.new(_key(secret), said, hashlib.sha256).digest()
    return {
        "content-type": "application/json",
        "content-length": str(len(body)),
        "user-agent": model.AGENT,
        "webhook-id": name,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode('ascii')}",
    }


def _key(secret: str) -> bytes:
    if not secret.startswith("whsec_"):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        raise NotTakenError("the secret begins with whsec_ and is no base64 after it") from None
