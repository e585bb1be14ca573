"""Feeds damaged by chance, from a seed. The long form: `python -m tests.feeds.mutations 100000`."""

from __future__ import annotations

import asyncio
import random
import resource
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING

from bot.errors import ParseFailed
from bot.feeds.parser import Parser
from tests.feeds.examples import NOW, a_feed, an_item, atom, rss

if TYPE_CHECKING:
    from collections.abc import Iterator

DTD = "<!DOCTYPE rss [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>"
RUSSIAN = "Посол вызван в министерство"
SOUND = [
    rss(*(an_item(f"Envoy summoned {n}", number=n, inside="<description>&lt;p&gt;On Monday.&lt;/p&gt;</description>")
          for n in range(12))),
    rss(*(an_item(RUSSIAN, number=n) for n in range(5)), prolog='<?xml version="1.0" encoding="windows-1251"?>')
    .decode().encode("cp1251"),
    rss(an_item("&b;"), prolog=DTD),
    rss(an_item("A", inside="<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
                            "<![CDATA[<p>One</p><item>]]></content:encoded>")),
    atom(*(f"<entry><title type='html'>&lt;b&gt;E{n}&lt;/b&gt;</title><id>t:{n}</id><link href='/{n}'/>"
           f"<updated>2031-03-03T11:{n:02}:00Z</updated></entry>" for n in range(8))),
]  # fmt: skip
SHARDS = [
    b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"<item>", b"</item>", b"<entry", b"<!DOCTYPE x [",
    b"\x00",
    b"\xff\xfe", b"\xef\xbb\xbf", b"&#8238;", b"&#x0;", b"&nbsp;", b'encoding="\xa1"', b'encoding="utf-16"', b"<?xml ",
    b"<a " * 200, b"<b>" * 120, b"'\"" * 50,
    b"<title>", b"</title>", b"<script>",
    b"xmlns='http://www.w3.org/2005/Atom'",
    "\u202e\u200b".encode(), b"<pubDate>9999-99-99", b"<link>javascript:", b"A" * 5_000,
]  # fmt: skip


def mutations(count: int, seed: int) -> Iterator[bytes]:
    """So many damaged feeds, the same for the same seed."""
    chance = random.Random(seed)
    for _ in range(count):
        body = bytearray(chance.choice(SOUND))
        for _ in range(chance.randint(1, 6)):
            _damage(body, chance)
        yield bytes(body)


def _damage(body: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(body) + 1)
    match chance.randrange(5):
        case 0:
            body[at:at] = chance.choice(SHARDS)
        case 1:
            del body[at : at + chance.randint(1, 40)]
        case 2:
            body[at : at + 1] = bytes([chance.randrange(256)])
        case 3:
            piece = body[at : at + chance.randint(1, 300)]
            body[at:at] = piece * chance.randint(1, 4)
        case _:
            del body[chance.randint(len(body) // 2, len(body)) :]


async def parse_all(count: int, seed: int) -> Counter[str]:
    """What became of them: "feed", "refused", or "lost" where a child was killed or died."""
    outcomes: Counter[str] = Counter()
    async with Parser() as parser:
        for body in mutations(count, seed):
            try:
                await parser.parse(body, "", a_feed(language="ru"), NOW)
                outcomes["feed"] += 1
            except ParseFailed as error:
                outcomes["lost" if "the parser" in str(error) else "refused"] += 1
    return outcomes


def main() -> None:
    count = int(sys.argv[1])
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    asyncio.run(parse_all(1_000, seed))  # warm, so that what grows afterwards is a leak
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    outcomes = asyncio.run(parse_all(count, seed))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(
        f"{count} mutated feeds (seed {seed}) in {time.monotonic() - began:.0f} s: {dict(outcomes)}; parent +{grown} kB"
    )
    if outcomes["lost"] or grown > 32_768:
        raise SystemExit("a child was lost, or the parent grew")


if __name__ == "__main__":
    main()
