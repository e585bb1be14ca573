"""Which addresses the bot may dial. A feed's address, or a redirect, must not lead into the network it runs in."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

Network = IPv4Network | IPv6Network

# IPv6 addresses that carry an IPv4 one, which may be anything: they are refused whatever they carry.
_CARRIERS: Final = (
    (IPv6Network("::ffff:0:0/96"), "an IPv4-mapped address"),  # RFC 4291
    (IPv6Network("::ffff:0:0:0/96"), "an IPv4-translated address"),  # RFC 2765
    (IPv6Network("64:ff9b::/96"), "a NAT64 address"),  # RFC 6052
    (IPv6Network("64:ff9b:1::/48"), "a local NAT64 address"),  # RFC 8215
    (IPv6Network("2002::/16"), "a 6to4 address"),  # RFC 3056
    (IPv6Network("2001::/32"), "a Teredo address"),  # RFC 4380
    (IPv6Network("::/96"), "an IPv4-compatible address"),  # RFC 4291; holds :: and ::1 too
)
_ISATAP: Final = (0x00005EFE, 0x02005EFE)  # RFC 5214: the upper half of the interface identifier
_SPECIAL: Final = (
    (IPv4Network("100.64.0.0/10"), "an address of a carrier's own network"),  # RFC 6598
    (IPv4Network("192.88.99.0/24"), "a 6to4 relay"),  # RFC 7526
    (IPv6Network("fec0::/10"), "a site-local address"),  # RFC 3879
    (IPv6Network("100::/64"), "a discard address"),  # RFC 6666
    (IPv6Network("5f00::/16"), "a segment routing address"),  # RFC 9602
)


@dataclass(frozen=True, slots=True)
class Guard:
    """Lets public addresses through, and the allowed networks; these on the given ports alone, if any are given."""

    allowed: tuple[Network, ...] = ()
    ports: frozenset[int] | None = None

    def objection(self, host: str, port: int) -> str:
        """Why this address must not be dialled ("a loopback address"); empty if it may."""
        try:
            address = ip_address(host)
        except ValueError:
            return "no numeric address"
        if (self.ports is None or port in self.ports) and any(address in network for network in self.allowed):
            return ""
        return _objection(address)


def _objection(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv6Address):
        if address.scope_id:
            return "an address of one network link"
        if address.is_loopback or address.is_unspecified:
            return "a loopback address"
        if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
            return "an ISATAP address"
    for network, name in (*_CARRIERS, *_SPECIAL):
        if address in network:
            return name
    return _kind_of_network(address)


def _kind_of_network(address: IPv4Address | IPv6Address) -> str:
    kinds = (
        (address.is_loopback, "a loopback address"),
        (address.is_link_local, "a link-local address"),
        (address.is_multicast, "a multicast address"),
        (address.is_private or address.is_unspecified, "a private address"),
        (address.is_reserved or not address.is_global, "a reserved address"),
    )
    return next((name for holds, name in kinds if holds), "")
