"""Addresses: which may be asked at all, which lead where nobody may be sent, and how one is told without its credentials.

What counts is where a name leads. ``2130706433``, ``0x7f.1`` and a name in somebody's DNS all lead to numbers, and the
numbers are judged, those wrapped into IPv6 included: mapped and compatible ones, 6to4, Teredo and NAT64.
"""

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import unquote

import httpx

from holdfire.errors import SourceError

LONGEST = 4_000
_CREDENTIAL = re.compile(
    r"[\w-]*(?:secret|token|password|passwd|signature|credentials?|session(?:-?id)?|api-?key|access-?key(?:-?id)?)"
    r"|key|pass|pwd|auth\w*|sig|sid|e?mail|user(?:-?name)?|login"
)
_METADATA = {
    "168.63.129.16": "the address of a cloud's own services",
    "169.254.169.254": "the address of a cloud's metadata",
    "169.254.170.2": "the address of a cloud's metadata",
    "100.100.100.200": "the address of a cloud's metadata",
    "192.0.0.192": "the address of a cloud's metadata",
    "fd00:ec2::254": "the address of a cloud's metadata",
}
"""Published by Azure, AWS and others, Alibaba, Oracle and AWS. Some lie in no private range."""
_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
"""RFC 6052, RFC 8215."""
_COMPATIBLE = IPv6Network("::/96")


def parsed(address: str) -> httpx.URL:
    """The address, without its fragment. Raises ``SourceError`` for one that cannot be asked."""
    shown = re.sub(r"//[^/@]*@", "//", address)[:200]
    if len(address) > LONGEST or not address.isprintable() or " " in address:
        raise SourceError(
            "this is no address of a page", repr(shown), f"Write it without blanks, in {LONGEST} characters."
        )
    try:
        url = httpx.URL(address).copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError):
        raise SourceError("this is no address of a page", shown, "Write https://HOST/PATH.") from None
    if url.scheme not in ("http", "https"):
        raise SourceError(f'"{url.scheme}" addresses are not fetched', shown, "Write an http or https address.")
    if not url.raw_host or "%" in url.host or (url.port is not None and not 0 < url.port < 65_536):
        raise SourceError("the address names no host", shown, "Write https://HOST/PATH.")
    return url


def openly(url: httpx.URL | str) -> str:
    """The address as it may be told: no user or password, no values of parameters that are named like credentials."""
    url = httpx.URL(url) if isinstance(url, str) else url
    told = str(url.copy_with(userinfo=b"", fragment=None, query=None))
    query = url.query.decode("ascii", "replace")
    return f"{told}?{'&'.join(_masked(part) for part in query.split('&'))}" if query else told


def _masked(part: str) -> str:
    name, equals, _ = part.partition("=")
    folded = unquote(name).lower().replace("_", "-")
    return f"{name}=***" if equals and _CREDENTIAL.fullmatch(folded) else part


def port_of(url: httpx.URL) -> int:
    """The port that is dialled."""
    return url.port or (443 if url.scheme == "https" else 80)


def origin_of(url: httpx.URL) -> tuple[str, str, int]:
    """Scheme, host and port."""
    return url.scheme, url.host, port_of(url)


def not_public(address: str) -> str:
    """Why a numeric address is not asked, in a few words; empty for one that anybody can reach."""
    ip = ip_address(address.partition("%")[0])
    for one in (ip, *_inside(ip)):
        if why := _METADATA.get(str(one)) or _kind(one):
            return why
    return ""


def _kind(ip: IPv4Address | IPv6Address) -> str:
    kinds = (
        (ip.is_unspecified, "the address of this machine"),
        (ip.is_loopback, "a loopback address"),
        (ip.is_link_local, "a link-local address"),
        (ip.is_multicast, "a multicast address"),
        (isinstance(ip, IPv6Address) and ip.is_site_local, "a private address"),
        (ip.is_reserved and not _wraps(ip), "a reserved address"),
        (not ip.is_global and not _wraps(ip), "a private address"),
    )
    return next((word for holds, word in kinds if holds), "")


def _wraps(ip: IPv4Address | IPv6Address) -> bool:
    """An IPv6 address that stands for an IPv4 one is judged by that one."""
    return isinstance(ip, IPv6Address) and any(True for _ in _inside(ip))


def _inside(ip: IPv4Address | IPv6Address) -> Iterator[IPv4Address]:
    if isinstance(ip, IPv4Address):
        return
    if ip.ipv4_mapped:
        yield ip.ipv4_mapped
    if ip.sixtofour:
        yield ip.sixtofour
    if ip.teredo:
        yield from ip.teredo
    if any(ip in net for net in _NAT64) or (ip in _COMPATIBLE and int(ip) > 1):
        yield IPv4Address(int(ip) & 0xFFFFFFFF)
