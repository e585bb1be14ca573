from __future__ import annotations

from ipaddress import ip_network

import pytest

from bot.feeds.guard import Guard


@pytest.mark.parametrize("host", ["8.8.8.8", "185.15.59.224", "2606:4700::1111", "2a00:1450:4001:828::200e"])
def test_public_addresses_are_let_through(host: str) -> None:
    assert Guard().objection(host, 443) == ""


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("127.0.0.1", "loopback"), ("127.255.1.1", "loopback"), ("::1", "loopback"), ("::", "loopback"),
        ("0.0.0.0", "private"), ("10.0.0.1", "private"), ("172.31.0.1", "private"), ("192.168.1.1", "private"),
        ("169.254.169.254", "link-local"), ("fe80::1", "link-local"), ("fe80::1%eth0", "link"),
        ("100.64.0.1", "carrier"), ("100.127.255.255", "carrier"),
        ("224.0.0.1", "multicast"), ("ff02::1", "multicast"), ("255.255.255.255", "private"), ("240.0.0.1", "private"),
        ("192.0.2.1", "private"), ("198.18.0.1", "private"), ("192.88.99.1", "6to4"), ("192.0.0.170", "private"),
        ("fc00::1", "private"), ("fd12:3456::1", "private"), ("fec0::1", "site-local"), ("2001:db8::1", "private"),
        ("::ffff:127.0.0.1", "mapped"), ("::ffff:8.8.8.8", "mapped"), ("::ffff:0:10.0.0.1", "translated"),
        ("64:ff9b::10.0.0.1", "NAT64"), ("64:ff9b::8.8.8.8", "NAT64"), ("64:ff9b:1::a00:1", "NAT64"),
        ("2002:a00:1::", "6to4"), ("2001:0:1::1", "Teredo"), ("::10.0.0.1", "compatible"),
        ("2620:0:2d0:200::5efe:a00:1", "ISATAP"), ("100::1", "discard"), ("5f00::1", "segment"),
        ("localhost", "no numeric"), ("2130706433", "no numeric"), ("", "no numeric"),
    ],
)  # fmt: skip
def test_addresses_that_are_not_public_are_refused_by_name(host: str, why: str) -> None:
    assert why in Guard().objection(host, 80)


def test_an_allowed_network_is_let_through_on_its_ports_alone() -> None:
    guard = Guard((ip_network("127.0.0.1/32"),), frozenset({8080}))

    assert [
        guard.objection("127.0.0.1", 8080), guard.objection("127.0.0.1", 6379), guard.objection("127.0.0.2", 8080),
    ] == ["", "a loopback address", "a loopback address"]  # fmt: skip


def test_an_allowed_network_does_not_open_its_mapped_form() -> None:
    guard = Guard((ip_network("127.0.0.0/8"),))

    assert guard.objection("::ffff:127.0.0.1", 80) == "an IPv4-mapped address"
