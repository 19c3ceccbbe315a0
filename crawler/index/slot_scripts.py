"""The scripts of ``slots``, which the server runs whole, on its own clock. Each touches one key.

A key is a hash: ``next`` is when the next request may start, in ms, and each request in flight has a field, its holder:
when its life ends, negative once its answer's head has come.
"""

from __future__ import annotations

TAKE = """
local history = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
if ARGV[5] ~= '' and not string.find(ARGV[5], history, 1, true) then return history end
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local delay, limit, holder, life = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
local fields = redis.call('HGETALL', KEYS[1])
local start, held, unheard, soonest, mine = now, 0, false, nil, false
for i = 1, #fields, 2 do
    local value = tonumber(fields[i + 1])
    local ends = math.abs(value)
    if fields[i] == 'next' then
        if value > start then start = value end
    elseif ends <= now then
        redis.call('HDEL', KEYS[1], fields[i])
    elseif fields[i] == holder then
        mine = true
    else
        held = held + 1
        if value > 0 then unheard = true end
        if not soonest or ends < soonest then soonest = ends end
    end
end
if not mine and start > now then return start - now end
if not mine and (held >= limit or (unheard and delay > 0)) then return -math.max(1, soonest - now) end
if ARGV[6] then return 'granted' end
if delay > 0 then delay = delay + 1 end
redis.call('HSET', KEYS[1], 'next', math.max(start, now + delay), holder, now + life)
redis.call('PEXPIRE', KEYS[1], math.max(math.max(delay, life) + 1000, redis.call('PTTL', KEYS[1])))
return 'granted'
"""
"""Says "granted", or how many ms to wait: positive until the delay is over, negative while others are in flight; or, a
word of 40 digits, its server's history, where the fifth argument names others alone (``marks``).

Whoever holds a slot and asks for it again is granted it again: its question is repeated when the answer got lost.

While nobody knows whether a request has come to the host, none starts beside it: it might come right behind. With a
sixth argument it only looks. The clock is cut to whole ms, so one more is waited for. The key lives as long as the
longest-lived that it holds.
"""

COUNT = """
local ends = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '0')
if ARGV[4] then
    redis.call('HDEL', KEYS[1], ARGV[1])
elseif ends > 0 then
    redis.call('HSET', KEYS[1], ARGV[1], -ends)
end
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local next_ms = now - tonumber(ARGV[2]) + tonumber(ARGV[3]) + 1
if next_ms > now and next_ms > tonumber(redis.call('HGET', KEYS[1], 'next') or '0') then
    redis.call('HSET', KEYS[1], 'next', next_ms)
    redis.call('PEXPIRE', KEYS[1], math.max(next_ms - now + 1000, redis.call('PTTL', KEYS[1])))
end
return 0
"""
"""Counts the delay from when the host surely had the request, ``ARGV[2]`` ms ago; with a fourth argument the slot is
given back as well. It never brings an earlier start.
"""

PUT_OFF = """
local clock = redis.call('TIME')
local until_ms = clock[1] * 1000 + math.floor(clock[2] / 1000) + tonumber(ARGV[1])
local next_ms = tonumber(redis.call('HGET', KEYS[1], 'next') or '0')
if until_ms > next_ms then
    redis.call('HSET', KEYS[1], 'next', until_ms)
    redis.call('PEXPIRE', KEYS[1], math.max(tonumber(ARGV[1]) + 1000, redis.call('PTTL', KEYS[1])))
end
return 0
"""
"""Lets no request start for ``ARGV[1]`` ms; never brings an earlier start."""
