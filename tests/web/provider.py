"""A small real OpenID provider on this machine: discovery, PKCE, codes that are good once, signed tokens, over HTTP."""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "holdfire", "a secret of the tests"  # - of nobody


@cache
def key(name: str) -> RSAKey:
    """A key pair, made once for all tests."""
    return RSAKey.generate_key(2048, parameters={"kid": name.partition("/")[0], "use": "sig"})


class Provider:
    """Signs in ``person`` (claims) whenever it is asked. ``change`` may alter the claims of a token before it is signed."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.person: dict[str, Any] = {"sub": "u-1", "preferred_username": "Leila.H", "groups": ["duty-officers"]}
        self.change: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
        self.key = key("k1")
        self.signs_with = self.key
        self.header: dict[str, Any] = {"alg": "RS256", "kid": "k1"}
        self._now, self._codes = now, dict[str, dict[str, str]]()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                """Quiet."""

            def do_GET(self) -> None:
                at = urlsplit(self.path)
                told = {k: v[0] for k, v in parse_qs(at.query).items()}
                if at.path == "/.well-known/openid-configuration":
                    self._json(200, provider.about())
                elif at.path == "/keys":
                    self._json(200, {"keys": [provider.key.as_dict(private=False)]})
                elif at.path == "/authorize":
                    self.send_response(302)
                    self.send_header("Location", provider.authorised(told))
                    self.end_headers()
                else:
                    self._json(404, {})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                told = {k: v[0] for k, v in parse_qs(body).items()}
                self._json(*provider.given(told, self.headers.get("Authorization", "")))

            def _json(self, code: int, told: dict[str, Any]) -> None:
                data = json.dumps(told).encode()
                self.send_response(code)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def about(self) -> dict[str, Any]:
        """Its addresses."""
        at = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
        return {"issuer": self.issuer, **{name: self.issuer + path for name, path in at.items()}}

    def authorised(self, told: dict[str, str]) -> str:
        """Where the browser goes back to, with a code."""
        assert told["response_type"] == "code" and told["client_id"] == CLIENT
        assert told["code_challenge_method"] == "S256" and "openid" in told["scope"].split()
        code = secrets.token_urlsafe(16)
        self._codes[code] = told
        return f"{told['redirect_uri']}?{urlencode({'code': code, 'state': told['state']})}"

    def given(self, told: dict[str, str], client: str) -> tuple[int, dict[str, Any]]:
        """A token for a code, once, to whoever knows the verifier and the client's secret."""
        asked = self._codes.pop(told.get("code", ""), None)
        wanted = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        proof = base64.urlsafe_b64encode(hashlib.sha256(told.get("code_verifier", "").encode()).digest())
        fits = asked and proof.decode().rstrip("=") == asked["code_challenge"] and client == wanted
        if not asked or not fits or told.get("redirect_uri") != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        now, access = int(self._now()), secrets.token_urlsafe(16)
        about = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims = self.change({**about, **self.person})
        signed = jwt.encode(self.header, claims, self.signs_with, algorithms=[self.header["alg"]])
        return 200, {"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": signed}

    def stop(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()
