"""Real receivers on this machine: a mail server that speaks STARTTLS, and one that takes posts over https."""

import base64
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1, signed by itself, with its key behind it in one file."""
    key, start = ec.generate_private_key(ec.SECP256R1()), datetime(2020, 1, 1, tzinfo=UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    private = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    held = key.private_bytes(serialization.Encoding.PEM, *private)
    path.write_bytes(held + made.public_bytes(serialization.Encoding.PEM))
    return path


@dataclass
class Mailbox:
    """A mail server's letters, who signed in, and what it answers to a recipient (250, or a refusal)."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    sign_ins: list[str] = field(default_factory=list)
    open_talk: list[str] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    tls: ssl.SSLContext | None = None


class _Mail(StreamRequestHandler):
    """One sitting of the mail server, as far as a client of ours goes (RFC 5321, RFC 3207, RFC 4954)."""

    def handle(self) -> None:
        box: Mailbox = self.server.box  # type: ignore[attr-defined]
        closed = False
        self._say("220 here")
        while line := self.rfile.readline():
            word, said = line[:4].strip().upper(), line.strip()
            if not closed:
                box.open_talk.append(said.decode())
            if word == b"EHLO":
                offers = ["250-here", "250 AUTH PLAIN"] if closed or box.tls is None else ["250-here", "250 STARTTLS"]
                self._say("\r\n".join(offers))
            elif word == b"STAR" and box.tls:
                self._say("220 go on")
                self.connection = box.tls.wrap_socket(self.connection, server_side=True)
                self.rfile, self.wfile, closed = self.connection.makefile("rb"), self.connection.makefile("wb", 0), True
            elif word == b"AUTH":
                box.sign_ins.append(base64.b64decode(said.split()[-1]).decode().strip("\0"))
                self._say("235 welcome")
            elif word == b"RCPT":
                self._say(f"{box.answers.pop(0) if box.answers else 250} so be it")
            elif word == b"DATA":
                self._say("354 go on")
                held = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    held += part.removeprefix(b".") if part.startswith(b"..") else part
                box.letters.append(message_from_bytes(held, policy=default))
                self._say("250 taken")
            elif word == b"QUIT":
                self._say("221 farewell")
                return
            else:
                self._say("250 well")

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


@dataclass
class Posts:
    """What was posted: headers and bodies. ``answers`` are given one by one, then 200; ``before`` is called before an answer."""

    port: int = 0
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    before: Callable[[], None] = lambda: None


class _Post(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        """Takes what is posted."""
        kept: Posts = self.server.kept  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["content-length"]))
        kept.posts.append(({name.lower(): value for name, value in self.headers.items()}, body))
        kept.before()
        status = kept.answers.pop(0) if kept.answers else 200
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("location", f"https://127.0.0.1:{kept.port}/elsewhere")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged."""


@contextmanager
def mailbox(pem: Path | None) -> Iterator[Mailbox]:
    """A mail server, with STARTTLS where there is a certificate."""
    box = Mailbox()
    if pem:
        box.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        box.tls.load_cert_chain(pem)
    with ThreadingTCPServer(("127.0.0.1", 0), _Mail) as server:
        server.box, server.daemon_threads = box, True  # type: ignore[attr-defined]
        box.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield box
        server.shutdown()


@contextmanager
def receiver(pem: Path | None) -> Iterator[Posts]:
    """A receiver of posts: over https where there is a certificate."""
    kept = Posts()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Post) as server:
        if pem:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(pem)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        server.kept, server.daemon_threads = kept, True  # type: ignore[attr-defined]
        kept.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield kept
        server.shutdown()
