"""What is remembered of feeds and entries."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from hashlib import blake2b
from typing import TYPE_CHECKING

from bot.model import FeedId, FeedState
from bot.store import keys, scripts
from bot.store.archive import in_ms
from bot.store.codec import from_bytes, to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.model import Entry
    from bot.store.connect import Server


class FeedMemory:
    """FeedStates over Redis; see `bot.ports.FeedStates`."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def all(self) -> dict[FeedId, FeedState]:
        """The state of every feed ever polled."""
        held = await self._server.ask("HGETALL", keys.FEED_STATES.of())
        return {FeedId(feed.decode()): from_bytes(blob, FeedState) for feed, blob in held.items()}

    async def put(self, state: FeedState) -> None:
        """Store it durably."""
        await self._server.ask("HSET", keys.FEED_STATES.of(), state.feed, to_bytes(state))


class SeenMarks:
    """Seen over Redis; see `bot.ports.Seen`. An entry with another title or summary is not seen yet."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def unseen(self, entries: Sequence[Entry]) -> list[Entry]:
        """Those not yet seen with this very content, in the given order."""
        of_feed: dict[FeedId, list[Entry]] = defaultdict(list)
        for entry in entries:
            of_feed[entry.feed].append(entry)
        missing: set[int] = set()
        for group in of_feed.values():
            found = await scripts.unseen(
                self._server,
                marks=[keys.SEEN.of(entry.feed, entry.id) for entry in group],
                ttl_ms=in_ms(keys.SEEN_KEPT),
                digests=[content_digest(entry) for entry in group],
            )
            missing.update(id(group[i]) for i in found)
        return [entry for entry in entries if id(entry) in missing]

    async def mark(self, entries: Iterable[Entry]) -> None:
        """Written last, after the event's change is durable."""
        batch = self._server.batch(atomic=False)
        for entry in entries:
            key, ttl_ms = keys.SEEN.of(entry.feed, entry.id), in_ms(keys.SEEN_KEPT)
            batch.add("SET", key, content_digest(entry), "PX", ttl_ms)
        if len(batch):
            await batch.run()


def content_digest(entry: Entry) -> bytes:
    """The same as long as title and summary read the same; case, punctuation and white space do not count."""
    digest = blake2b(digest_size=8)
    for text in (entry.title, entry.summary):
        letters = unicodedata.normalize("NFKC", text).casefold()
        words = "".join(c if c.isalnum() else " " for c in letters).split()
        digest.update(" ".join(words).encode("utf-8", "surrogatepass") + b"\x00")
    return digest.digest()
