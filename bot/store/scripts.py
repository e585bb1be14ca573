"""The Lua scripts as typed functions: each signature is the script's KEYS and ARGV, each docstring what it gives.

A script is one atomic step. All are harmless when repeated, for the client repeats what it got no answer to.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

from redis.exceptions import NoScriptError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.store.connect import Server, Word


class Script:
    """A script that the server keeps under its digest."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._digest = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()

    async def run(self, server: Server, keys: Sequence[str], words: Sequence[Word]) -> Any:
        """Its answer; it is loaded if the server does not know it yet."""
        try:
            return await server.ask("EVALSHA", self._digest, len(keys), *keys, *words)
        except NoScriptError:
            return await server.ask("EVAL", self._text, len(keys), *keys, *words)


_TAKE_LEASE: Final = Script("""
local holder, number = redis.call('GET', KEYS[1]), tonumber(ARGV[2])
if number > 0 and redis.call('GET', KEYS[2]) ~= ARGV[2] then return -1 end
if holder and holder ~= ARGV[1] and ARGV[4] == '0' then return 0 end
if number == 0 then number = redis.call('INCR', KEYS[2]) end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
return number
""")


async def take_lease(server: Server, *, lease: str, fence: str, worker: str, number: int, ms: int, force: bool) -> int:
    """The fencing number that the worker holds now; 0: another holds the lease; -1: a newer number was given out."""
    return int(await _TAKE_LEASE.run(server, [lease, fence], [worker, number, ms, int(force)]))


_LEAVE_LEASE: Final = Script("""
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
""")


async def leave_lease(server: Server, *, lease: str, worker: str) -> None:
    """Give the lease free if the worker holds it."""
    await _LEAVE_LEASE.run(server, [lease], [worker])


_COMMIT: Final = Script("""
local event, changed, pair, kind, outbox, fence = unpack(KEYS)
local number, id, changes, at, ttl, oldest, blob, alert = unpack(ARGV)
if redis.call('GET', fence) ~= number then return -1 end
local had = redis.call('HMGET', event, 'changes', 'alerted', 'pair', 'kind')
if had[1] and tonumber(had[1]) > tonumber(changes) then return 0 end
-- An event that got another kind, or a name for an unnamed side, leaves the index that it was in.
if had[3] and had[3] ~= pair then redis.call('ZREM', had[3], id) end
if had[4] and had[4] ~= kind then redis.call('ZREM', had[4], id) end
redis.call('HSET', event, 'blob', blob, 'changes', changes, 'pair', pair, 'kind', kind)
redis.call('PEXPIRE', event, ttl)
for _, index in ipairs({changed, pair, kind}) do
  redis.call('ZADD', index, at, id)
  redis.call('ZREMRANGEBYSCORE', index, '-inf', '(' .. oldest)
  redis.call('PEXPIRE', index, ttl)
end
if alert ~= '' and (not had[2] or tonumber(had[2]) < tonumber(changes)) then
  redis.call('XADD', outbox, '*', 'alert', alert)
  redis.call('HSET', event, 'alerted', changes)
end
return 1
""")


async def commit(
    server: Server,
    *,
    event: str,
    changed: str,
    pair: str,
    kind: str,
    outbox: str,
    fence: str,
    number: int,
    event_id: str,
    changes: int,
    changed_us: int,
    ttl_ms: int,
    oldest_us: int,
    blob: bytes,
    alert: bytes,
) -> int:
    """1: stored, and the alert is in the outbox once. 0: a later change is stored already. -1: not the owner."""
    keys = [event, changed, pair, kind, outbox, fence]
    return int(await _COMMIT.run(server, keys, [number, event_id, changes, changed_us, ttl_ms, oldest_us, blob, alert]))


_UNSEEN: Final = Script("""
local unseen = {}
for i, key in ipairs(KEYS) do
  if redis.call('GET', key) ~= ARGV[i + 1] then
    unseen[#unseen + 1] = i - 1
  elseif redis.call('PTTL', key) < ARGV[1] / 2 then
    redis.call('PEXPIRE', key, ARGV[1])  -- a slow feed shows the same entry for years
  end
end
return unseen
""")


async def unseen(server: Server, *, marks: Sequence[str], ttl_ms: int, digests: Sequence[bytes]) -> list[int]:
    """Which of the marks do not hold their digest, by position from 0."""
    return [int(i) for i in await _UNSEEN.run(server, marks, [ttl_ms, *digests])]


_REDEEM: Final = Script("""
local held = redis.call('GET', KEYS[1])
if not held then return false end
local role, by = string.match(held, '^(%a+) ?(.*)$')
if by ~= '' then return by == ARGV[1] and role end
redis.call('SADD', role == 'admin' and KEYS[2] or KEYS[3], ARGV[1])
if role == 'admin' then redis.call('SET', KEYS[4], '1') end
redis.call('SET', KEYS[1], role .. ' ' .. ARGV[1], 'KEEPTTL')
return role
""")


async def redeem(server: Server, *, invitation: str, admins: str, members: str, founded: str, user: str) -> str | None:
    """The role that the code gave; None if it is unknown, expired, or used by somebody else."""
    role = await _REDEEM.run(server, [invitation, admins, members, founded], [user])
    return role.decode() if role else None


_CLAIM: Final = Script("""
local group, worker, idle, count = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local found, left, holding = {}, count, {}
for i = 5, #ARGV do holding[ARGV[i]] = true end
local function keep(stream, entries)
  for _, entry in ipairs(entries) do
    found[#found + 1] = {stream, entry[1], entry[2][2]}
    left = left - 1
  end
end
for i, stream in ipairs(KEYS) do
  local severity, from = string.match(stream, '%d+$'), '-'
  repeat
    local pending = redis.call('XPENDING', stream, group, from, '+', 100)
    for _, entry in ipairs(pending) do
      local id, by, since = entry[1], entry[2], entry[3]
      -- Its own that it does not know of, for an answer was lost; those of others when they count as dead.
      if left > 0 and not holding[severity .. ':' .. id] and (by == worker or since >= idle) then
        keep(i, redis.call('XCLAIM', stream, group, worker, 0, id))
      end
      from = '(' .. id
    end
  until left <= 0 or #pending == 0
  if left > 0 then
    local fresh = redis.call('XREADGROUP', 'GROUP', group, worker, 'COUNT', left, 'STREAMS', stream, '>')
    if fresh then keep(i, fresh[1][2]) end
  end
end
return found
""")


async def claim(
    server: Server,
    *,
    outbox: Sequence[str],
    group: str,
    worker: str,
    idle_ms: int,
    count: int,
    holding: Collection[str],
) -> list[tuple[int, bytes, bytes]]:
    """Entries with the stream's position from 1 and their id: what was lost, what the dead left, then new ones.

    `holding` are the tickets ("3:1700000000000-0": severity and id) that the worker knows to be its own.
    """
    words: list[Word] = [group, worker, idle_ms, count, *holding]
    return [(int(i), id_, blob) for i, id_, blob in await _CLAIM.run(server, outbox, words)]


_TOUCH: Final = Script("""
local group, worker, idle = ARGV[1], ARGV[2], ARGV[3]
for i = 4, #ARGV do
  -- Only what is still the worker's: one that slept too long must not take back what another took over.
  if #redis.call('XPENDING', KEYS[1], group, ARGV[i], ARGV[i], 1, worker) > 0 then
    redis.call('XCLAIM', KEYS[1], group, worker, 0, ARGV[i], 'IDLE', idle, 'JUSTID')
  end
end
return 1
""")


async def touch(server: Server, *, stream: str, group: str, worker: str, idle_ms: int, entries: Sequence[str]) -> None:
    """Set how long these entries of the worker count as untouched."""
    await _TOUCH.run(server, [stream], [group, worker, idle_ms, *entries])


_DONE: Final = Script("""
local function after(id)
  local ms, n = string.match(id, '^(%d+)-(%d+)$')
  return ms .. '-' .. string.format('%d', tonumber(n) + 1)
end
local function less(a, b)
  local ams, an = string.match(a, '^(%d+)-(%d+)$')
  local bms, bn = string.match(b, '^(%d+)-(%d+)$')
  if ams ~= bms then return tonumber(ams) < tonumber(bms) end
  return tonumber(an) < tonumber(bn)
end
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
local now = redis.call('TIME')[1] * 1000
local keep
for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local facts = {}
  for i = 1, #group, 2 do facts[group[i]] = group[i + 1] end
  local read = redis.call('HGET', KEYS[2], facts['name'])
  -- A platform that was switched off for good must not keep every alert for ever.
  if not read or now - read < tonumber(ARGV[3]) then
    local first = after(facts['last-delivered-id'])
    if facts['pending'] > 0 then first = redis.call('XPENDING', KEYS[1], facts['name'])[2] end
    if not keep or less(first, keep) then keep = first end
  end
end
if keep then redis.call('XTRIM', KEYS[1], 'MINID', keep) end
return 1
""")


async def done(server: Server, *, stream: str, readers: str, group: str, entry: str, absent_ms: int) -> None:
    """Acknowledge, and drop what every group has acknowledged that has read within the last `absent_ms`."""
    await _DONE.run(server, [stream, readers], [group, entry, absent_ms])


_READ: Final = Script("""
return redis.call('HSET', KEYS[1], ARGV[1], redis.call('TIME')[1] * 1000)
""")


async def note_reader(server: Server, *, readers: str, group: str) -> None:
    """Write down that the group reads."""
    await _READ.run(server, [readers], [group])


_BEGIN: Final = Script("""
local change, lease, ttl, again, alone = tonumber(ARGV[1]), ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local worker, nonce = ARGV[6], ARGV[7]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local receipt, held = false, false
for i = 8, #ARGV do  -- under its address, else under one that it had before
  receipt = receipt or redis.call('HGET', KEYS[1], ARGV[i])
  held = held or redis.call('HGET', KEYS[2], ARGV[i])
end
local shown = receipt and tonumber(string.match(receipt, '^%d+'))
if shown and shown >= change then return {'shown', receipt, 0, 0} end
local tries = 0
if held then
  local of, by, deadline, tried, once = string.match(held, '^(%d+) (%S+) (%d+) (%d+) (%S+)$')
  if once == nonce then return {'go', receipt, tonumber(tried) - 1, 0} end
  if by ~= worker and alone == '0' and tonumber(deadline) > now then
    return {'busy', receipt, tonumber(tried), tonumber(deadline) - now}
  end
  -- A later change is on its way and tells this one too; after it, this one would set the message back.
  if tonumber(of) > change then return {'shown', receipt, 0, 0} end
  -- Without a receipt any unanswered send may have brought the message; with one, only a send of this very change.
  if not receipt or tonumber(of) == change then
    tries = tonumber(tried)
    if again == '0' then return {'again', receipt, tries, 0} end
  end
end
local mark = string.format('%d %s %d %d %s', change, worker, now + lease, tries + 1, nonce)
redis.call('HSET', KEYS[2], ARGV[8], mark)
redis.call('PEXPIRE', KEYS[2], ttl)
return {'go', receipt, tries, 0}
""")


async def begin(
    server: Server,
    *,
    receipts: str,
    marks: str,
    change: int,
    worker: str,
    lease_ms: int,
    ttl_ms: int,
    again: bool,
    alone: bool,
    nonce: str,
    chats: Sequence[str],
) -> tuple[str, bytes | None, int, int]:
    """`go`, `again`, `busy` or `shown`; the receipt; earlier tries; for `busy`, ms until the mark lapses.

    `chats` is the chat and then the addresses that it had before. Only `go` leaves a mark. `again`: an earlier try was
    not answered; call with `again` set to try once more. `alone`: no other worker can be alive. `nonce` tells this call
    from others, for the client may repeat it.
    """
    words: list[Word] = [change, lease_ms, ttl_ms, int(again), int(alone), worker, nonce, *chats]
    state, receipt, tries, wait_ms = await _BEGIN.run(server, [receipts, marks], words)
    return state.decode(), receipt, int(tries), int(wait_ms)


_UNSENT: Final = Script("""
local held = redis.call('HGET', KEYS[1], ARGV[1])
if not held then return 0 end
local of, by, deadline, tried, once = string.match(held, '^(%d+) (%S+) (%d+) (%d+) (%S+)$')
if once == 'x' then return 0 end
if tonumber(tried) <= 1 then return redis.call('HDEL', KEYS[1], ARGV[1]) end
return redis.call('HSET', KEYS[1], ARGV[1], string.format('%s %s 0 %d x', of, by, tried - 1))
""")


async def unsent(server: Server, *, marks: str, chat: str) -> None:
    """Take the last try back; earlier ones, which may have arrived, stay marked."""
    await _UNSENT.run(server, [marks], [chat])


_RECORD: Final = Script("""
local held = redis.call('HGET', KEYS[1], ARGV[1])
if not held or tonumber(string.match(held, '^%d+')) < tonumber(ARGV[2]) then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
end
redis.call('HDEL', KEYS[2], ARGV[1])
return 1
""")


async def record(
    server: Server, *, receipts: str, marks: str, chat: str, change: int, receipt: bytes, ttl_ms: int
) -> None:
    """Keep the receipt unless a newer one is kept, and take the mark away."""
    await _RECORD.run(server, [receipts, marks], [chat, change, receipt, ttl_ms])


_DUE: Final = Script("""
local found = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])) do
  local body = redis.call('HGET', KEYS[2], id)
  if body then
    redis.call('ZADD', KEYS[1], ARGV[2], id)
    found[#found + 1] = {id, body}
  else
    redis.call('ZREM', KEYS[1], id)
  end
end
return found
""")


async def due(
    server: Server, *, later: str, bodies: str, now_ms: int, leased_until_ms: int, count: int
) -> list[tuple[bytes, bytes]]:
    """Deliveries whose time has come, earliest first; they come again at `leased_until_ms` unless settled."""
    return [(id_, body) for id_, body in await _DUE.run(server, [later, bodies], [now_ms, leased_until_ms, count])]


_PACE: Final = Script("""
-- Of each limit the times of its newest calls are kept: a window that slides, exact at every instant.
local now, call = tonumber(ARGV[1]), ARGV[2]
local limits = #KEYS / 2
local wait, whose = 0, 0
local function ask(span, i)
  if span > wait then wait, whose = span, i end
end
for i = 1, limits do
  local pause = redis.call('GET', KEYS[i * 2])
  if pause then
    local from, to = string.match(pause, '^(%d+) (%d+)$')
    if now >= tonumber(from) - 1000 then ask(tonumber(to) - now, i) end  -- else the clock was set back
  end
  local count, per = tonumber(ARGV[i * 2 + 1]), tonumber(ARGV[i * 2 + 2])
  local newest = redis.pcall('ZREVRANGE', KEYS[i * 2 - 1], count - 1, count - 1, 'WITHSCORES')
  if newest.err then
    redis.call('DEL', KEYS[i * 2 - 1])  -- the first form kept one number, which nobody needs
  elseif newest[2] and tonumber(newest[2]) > now + 1000 then
    redis.call('DEL', KEYS[i * 2 - 1])  -- the clock was set back
  elseif newest[2] then
    ask(newest[2] + per - now, i)
  end
end
if wait > 0 then return {wait, whose} end
for i = 1, limits do
  local count, per = tonumber(ARGV[i * 2 + 1]), tonumber(ARGV[i * 2 + 2])
  redis.call('ZADD', KEYS[i * 2 - 1], now, call)
  redis.call('ZREMRANGEBYRANK', KEYS[i * 2 - 1], 0, -count - 1)
  redis.call('PEXPIRE', KEYS[i * 2 - 1], per + 60000)
end
return {0, 0}
""")


async def pace(
    server: Server, *, logs_and_pauses: Sequence[str], now_ms: int, call: str, windows_ms: Sequence[tuple[int, int]]
) -> tuple[int, int]:
    """(0, 0): the call was counted under every limit. Else it was not: the wait in ms, and the limit that asks, from 1.

    `windows_ms` are each limit's count and span.
    """
    words: list[Word] = [word for window in windows_ms for word in window]
    wait_ms, whose = await _PACE.run(server, logs_and_pauses, [now_ms, call, *words])
    return int(wait_ms), int(whose)


_ANSWERED: Final = Script("""
for i, log in ipairs(KEYS) do
  local count, per = tonumber(ARGV[i * 2 + 1]), tonumber(ARGV[i * 2 + 2])
  redis.call('ZADD', log, 'GT', ARGV[1], ARGV[2])
  redis.call('ZREMRANGEBYRANK', log, 0, -count - 1)
  redis.call('PEXPIRE', log, per + 60000)
end
return 1
""")


async def answered(
    server: Server, *, logs: Sequence[str], at_ms: int, call: str, windows_ms: Sequence[tuple[int, int]]
) -> None:
    """Count the call from that time on, if it counts from an earlier one or not yet."""
    words: list[Word] = [word for window in windows_ms for word in window]
    await _ANSWERED.run(server, logs, [at_ms, call, *words])
