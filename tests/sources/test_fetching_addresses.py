"""Where fetching goes and where it does not: private addresses in every dress, names that change, redirects, credentials."""

import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from holdfire.errors import SourceError
from holdfire.sources.fetching import Fetched, Limits, Ways, fetch, not_public, openly
from holdfire.sources.fetching.addresses import parsed
from tests.sources.serving import Asked, Waiting, served

NOW = datetime(2031, 3, 10, 9, tzinfo=UTC)

CLOSED = {
    "127.0.0.1": "loopback", "127.8.8.8": "loopback", "::1": "loopback", "0.0.0.0": "this machine", "::": "this machine",  # noqa: S104
    "10.1.2.3": "private", "172.16.0.1": "private", "192.168.1.1": "private", "100.64.0.1": "private", "fc00::1": "private",
    "fec0::1": "private", "169.254.1.1": "link-local", "fe80::1": "link-local", "fe80::1%eth0": "link-local",
    "224.0.0.1": "multicast", "239.1.1.1": "multicast", "ff02::1": "multicast", "ff0e::1": "multicast",
    "240.0.0.1": "reserved", "255.255.255.255": "reserved", "169.254.169.254": "metadata", "fd00:ec2::254": "metadata",
    "100.100.100.200": "metadata", "168.63.129.16": "cloud", "192.0.0.192": "metadata", "::ffff:127.0.0.1": "loopback",
    "::ffff:a9fe:a9fe": "metadata", "::127.0.0.1": "loopback", "64:ff9b::7f00:1": "loopback", "64:ff9b::a00:1": "private",
    "2002:7f00:1::1": "loopback", "2002:c0a8:101::": "private", "2001:0:0:0:0:0:80ff:fffe": "",
}  # fmt: skip


@pytest.mark.parametrize("address", sorted(CLOSED))
def test_no_private_address_is_asked_however_it_is_written(address: str) -> None:
    """IPv4, IPv6, and one wrapped into the other."""
    assert not_public(address) and CLOSED[address] in not_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "198.41.0.4", "2001:500:2::c", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_a_public_address_is_asked(address: str) -> None:
    """What anybody can reach is open, wrapped or not."""
    assert not not_public(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "[::1]", "[::ffff:7f00:1]"],
)
def test_a_host_is_judged_by_where_it_leads(tmp_path: Path, host: str) -> None:
    """The system's own look-up turns every spelling into numbers, and the numbers are judged."""
    with served({"/a": lambda a: a.answer(b"inside")}) as server:
        with pytest.raises(SourceError, match=r"which is not asked|this is no address"):
            fetch(server.at("/a", host), tmp_path, now=NOW)
        assert not server.asked


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("ftp://example.org/a", '"ftp" addresses are not fetched'),
        ("file:///etc/hosts", '"file" addresses are not fetched'),
        ("gopher://example.org/", '"gopher" addresses are not fetched'),
        ("example.org/a", '"" addresses are not fetched'),
        ("http:///a", "the address names no host"),
        ("http://example.org:99999/", "no"),
        ("http://exa mple.org/", "this is no address"),
        ("http://example.org/\r\nx: y", "this is no address"),
        ("http://example.org/" + "a" * 5_000, "this is no address"),
        ("http://[::1", "this is no address"),
        ("", '"" addresses are not fetched'),
    ],
)
def test_an_address_that_is_none_is_told_as_such(address: str, why: str) -> None:
    """Only http and https, a host, and no blanks."""
    with pytest.raises(SourceError, match=why) as trouble:
        parsed(address)
    assert trouble.value.remedy


def _from(answers: dict[str, list[str]]) -> Ways:
    """Ways whose look-up gives each host its next answer, and the last one from then on."""

    def resolve(host: str, port: int) -> Sequence[str]:
        if host not in answers:
            raise OSError(host)
        return [answers[host].pop(0) if len(answers[host]) > 1 else answers[host][0]]

    waiting = Waiting()
    return Ways(resolve=resolve, sleep=waiting.sleep, clock=waiting.clock, robots=False)


def test_a_name_that_leads_inside_is_refused(tmp_path: Path) -> None:
    """A public name may point anywhere."""
    with pytest.raises(SourceError, match="its host is a private address"):
        fetch("http://feeds.example/a", tmp_path, now=NOW, ways=_from({"feeds.example": ["10.0.0.7"]}))
    with pytest.raises(SourceError, match="the host is not found"):
        fetch("http://nowhere.example/a", tmp_path, now=NOW, ways=_from({}))


def test_a_name_that_changes_between_the_look_and_the_call_leads_nowhere_new(tmp_path: Path) -> None:
    """What was checked is what is dialled: a second look-up never happens for one hop."""
    dialled: list[str] = []
    answers = {"feeds.example": ["198.51.100.7", "127.0.0.1"]}  # the first is kept for documentation: nobody answers
    ways = _from(answers)
    with served({"/a": lambda a: dialled.append(a.path) or a.answer(b"inside")}) as server:
        with pytest.raises(SourceError):
            fetch(
                server.at("/a", "feeds.example"), tmp_path, now=NOW, limits=Limits(connect_s=0.2, attempts=1), ways=ways
            )
        assert not dialled


def test_a_public_page_cannot_send_us_inside_even_where_private_hosts_are_allowed(tmp_path: Path) -> None:
    """What the operator allows is the host the operator names. Here the public one is a name whose address counts as public."""
    import holdfire.sources.fetching.dialing as dialing

    judged = dialing.not_public
    ways = _from({"public.example": ["127.0.0.1"], "inside.example": ["127.0.0.2"]})
    routes = {
        "/a": lambda a: a.answer(b"", 302, location=f"http://inside.example:{server.port}/b"),
        "/b": lambda a: a.answer(b"inside"),
    }
    with pytest.MonkeyPatch.context() as patch, served(routes) as server:
        patch.setattr(dialing, "not_public", lambda ip: "" if ip == "127.0.0.1" else judged(ip))
        with pytest.raises(SourceError, match="its host is a loopback address"):
            fetch(server.at("/a", "public.example"), tmp_path, now=NOW, allow_private=True, ways=ways)
        assert [one.path for one in server.asked] == ["/a"]


def test_redirects_are_followed_and_the_last_address_is_told(tmp_path: Path) -> None:
    """Relative and absolute; the copy held is asked about at the address that answered."""

    def page(asked: Asked) -> None:
        same = asked.headers.get("if-none-match") == '"v"'
        asked.answer(b"" if same else b"here", 304 if same else 200, etag='"v"')

    routes = {"/a": lambda a: a.answer(b"", 301, location="b?x=1"), "/b": page}
    ways = _from({"127.0.0.1": ["127.0.0.1"]})
    with served(routes) as server:
        first = fetch(server.at("/a"), tmp_path, now=NOW, allow_private=True, ways=ways)
        second = fetch(server.at("/a"), tmp_path, now=NOW, allow_private=True, ways=ways)
        assert (first.asked, first.address) == (server.at("/a"), server.at("/b?x=1"))
        assert second.from_cache and "if-none-match" not in server.asked[2].headers


def _certificate(tmp_path: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a certificate for a name, and a client's that trusts it alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "server.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(path)
    asking = ssl.create_default_context(cadata=made.public_bytes(serialization.Encoding.PEM).decode())
    return serving, asking


def test_a_checked_number_is_dialled_and_the_name_is_still_proven(tmp_path: Path) -> None:
    """Over TLS the certificate must be the named host's, and the host is told which name is meant."""
    serving, asking = _certificate(tmp_path, "feeds.example")
    told: list[str | None] = []
    serving.sni_callback = lambda _socket, name, _context: told.append(name)
    waiting = Waiting()
    ways = Ways(resolve=lambda *_: ["127.0.0.1"], tls=asking, robots=False, sleep=waiting.sleep, clock=waiting.clock)
    with served({"/a": lambda a: a.answer(b"here")}, tls=serving) as server:
        found = fetch(
            server.at("/a", "feeds.example", "https"), tmp_path / "in", now=NOW, allow_private=True, ways=ways
        )
        assert found.size == 4 and told == ["feeds.example"]
        assert server.asked[0].headers["host"] == f"feeds.example:{server.port}"
        with pytest.raises(SourceError, match="its certificate does not hold"):
            fetch(server.at("/a", "other.example", "https"), tmp_path / "in", now=NOW, allow_private=True, ways=ways)


SECRET = "hunter2"  # noqa: S105 - that is what is looked for


def _with_secret(server_at: str, into: Path, ways: Ways) -> Fetched:
    return fetch(server_at, into, now=NOW, allow_private=True, ways=ways)


def test_credentials_go_to_the_named_origin_alone(tmp_path: Path) -> None:
    """Neither a redirect elsewhere nor a robots.txt is told them."""
    waiting = Waiting()
    ways = Ways(
        resolve=lambda *_: ["127.0.0.1"], headers={"X-Api-Key": SECRET}, sleep=waiting.sleep, clock=waiting.clock
    )
    robots: list[Asked] = []

    def rules(asked: Asked) -> None:
        robots.append(asked)
        asked.answer(b"")

    routes = {
        "/robots.txt": rules,
        "/a": lambda a: a.answer(b"", 302, location="/b"),
        "/b": lambda a: a.answer(b"", 302, location=f"http://other.example:{server.port}/c"),
        "/c": lambda a: a.answer(b"here"),
    }
    with served(routes) as server:
        address = f"http://me:{SECRET}@named.example:{server.port}/a"
        _with_secret(address, tmp_path, ways)
        seen = [(one.path, "x-api-key" in one.headers, "authorization" in one.headers) for one in server.asked]
    assert seen == [("/a", True, True), ("/b", True, True), ("/c", False, False)]
    assert len(robots) == 2 and not any({"x-api-key", "authorization"} & set(one.headers) for one in robots)


@pytest.mark.parametrize("status", [200, 404])
def test_credentials_are_in_no_message_file_or_result(
    tmp_path: Path, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Not in what is handed back, not in the folder, not in the log at its loudest."""
    caplog.set_level(0)
    waiting = Waiting()
    ways = Ways(
        resolve=lambda *_: ["127.0.0.1"], headers={"X-Api-Key": SECRET}, sleep=waiting.sleep, clock=waiting.clock
    )
    with served({"/a": lambda a: a.answer(b"here", status)}) as server:
        address = f"http://me:{SECRET}@named.example:{server.port}/a?access_token={SECRET}&days=3"
        try:
            told = _with_secret(address, tmp_path, ways).model_dump_json()
        except SourceError as error:
            told = str(error)
        assert server.asked[0].path == f"/a?access_token={SECRET}&days=3"
    kept = b"".join(p.read_bytes() + p.name.encode() for p in tmp_path.rglob("*") if p.is_file())
    assert SECRET not in told + caplog.text + repr(ways) and SECRET.encode() not in kept and "days=3" in told


def test_an_address_is_told_without_what_is_named_like_a_credential() -> None:
    """The rest of it stays, so that it can be looked up."""
    told = openly("https://u:p@h.example/x?key=1&email=a@b&country=Syria&keywords=truce&X-Amz-Signature=2#frag")
    assert told == "https://h.example/x?key=***&email=***&country=Syria&keywords=truce&X-Amz-Signature=***"
