"""Whereabouts: addresses of machines; which are this one, what a public URL is, and where a request came from."""

import ipaddress
import re
from urllib.parse import urlsplit


def is_loopback(address: str) -> bool:
    """Whether an address, or the name of one, reaches this machine only."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address.lower() == "localhost"


def host_name(host: str) -> str:
    """The name in a Host header, or in a URL, without its port and in small letters; "" for none or nonsense."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def public_origin(url: str) -> str:
    """The URL under which readers reach the server, as scheme and host; raises ValueError for any other kind of URL."""
    reason = "it is not https and a host"
    found = re.fullmatch(r"(https?)://((?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?)/?", url.strip().lower())
    name = host_name(found[2]) if found else ""
    if found and name and int(found[3] or 1) in range(1, 65536):
        if found[1] == "https" or is_loopback(name):
            return f"{found[1]}://{found[2]}"
        reason = "only https keeps what is read there from others"
    raise ValueError(f"“{url}” cannot be the public URL: {reason}. Give the scheme and the host and no path.")


def asker(remote: str | None, forwarded: str | None) -> str:
    """Where a request came from: its own address, or what the proxy that handed it on says.

    `forwarded` is its X-Forwarded-For, of which the last entry counts: the one that the nearest proxy wrote. It is
    believed from this machine and private networks only. Of an IPv6 address its network counts:
    one household has a whole one.
    """
    own = _address(remote or "")
    if own and own.is_private and forwarded:
        own = _address(forwarded.rpartition(",")[2].strip()) or own
    if isinstance(own, ipaddress.IPv6Address):
        return str(ipaddress.IPv6Network((own, 64), strict=False))
    return str(own or "unknown")


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    bare = re.sub(r"^\[(.*)\](?::\d+)?$|^([\d.]+):\d+$", r"\1\2", text)
    try:
        address = ipaddress.ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None) or address
