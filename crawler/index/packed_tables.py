"""Tables of short binary records inside one Redis hash: postings and known keys.

A record is a tag, by which it is found, and a payload. Each field of the hash is a bucket, a string of records; the
field ``n`` counts the records. How many buckets there are follows from ``n`` alone (linear hashing, Litwin 1980), so
a bucket holds about ``BUCKET_RECORDS`` whether the table has a thousand records or ten million, and the same records
make the same table in whatever order they came. A field costs 50 bytes beside what it holds, a key with a lifetime 100.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

BUCKET_RECORDS = 16
"""Records in a bucket, on average. With 8, 16, 24 and 40 the postings of 10,000 articles took 363, 329, 306 and 286
bytes an article (Valkey 9.1); the larger a bucket, the more is read for each question."""

MOST_RECORDS = 1024
"""Records that one command carries: its script then runs for about 5 ms, and whoever waits for a slot of politeness
hardly notices."""


def count_buckets(records: int) -> int:
    """How many buckets a table of so many records has."""
    return max(1, -(-records // BUCKET_RECORDS))


def place_tags(tags: npt.NDArray[np.uint64], records: int) -> npt.NDArray[np.uint64]:
    """In which bucket of a table of so many records each tag belongs; a tag as the number of its first eight bytes."""
    many = count_buckets(records)
    low = np.uint64(1 << (many.bit_length() - 1))
    number = (tags & np.uint64(0xFFFFFF)) % (low * np.uint64(2))
    return np.where(number >= many, number - low, number)


_BUCKETS = f"""
local byte, sub, search = string.byte, string.sub, string.find
local function buckets(n) return math.max(1, math.ceil(n / {BUCKET_RECORDS})) end
local function power(n) local p = 1; while p * 2 <= n do p = p * 2 end; return p end
local function bucket(tag, many, low)
    local a, b, c = byte(tag, 1, 3)
    local number = (a + 256 * b + 65536 * c) % (2 * low)
    if number >= many then number = number - low end
    return number
end
local function load(key, numbers)
    local values = {{}}
    for first = 1, #numbers, 1000 do
        local some = redis.call('HMGET', key, unpack(numbers, first, math.min(first + 999, #numbers)))
        for place = 1, #some do values[first + place - 1] = some[place] or '' end
    end
    return values
end
local function aligned(records, tag, from, width)
    local place = search(records, tag, from, true)
    while place and (place - 1) % width ~= 0 do place = search(records, tag, place + 1, true) end
    return place
end
"""

_INSERT = """
local function split(key, before, after, width)
    for fresh = before, after - 1 do
        local low = power(fresh)
        local old = redis.call('HGET', key, fresh - low)
        if old then
            local stay, go = {}, {}
            for place = 1, #old, width do
                local a, b, c = byte(old, place, place + 2)
                local into = (a + 256 * b + 65536 * c) % (2 * low) == fresh and go or stay
                into[#into + 1] = sub(old, place, place + width - 1)
            end
            if #go > 0 then redis.call('HSET', key, fresh, table.concat(go)) end
            if #stay == 0 then redis.call('HDEL', key, fresh - low)
            elseif #go > 0 then redis.call('HSET', key, fresh - low, table.concat(stay)) end
        end
    end
end
local function insert(key, offered, width, tag_width, add)
    local n = tonumber(redis.call('HGET', key, 'n') or '0')
    local many = buckets(n)
    local low, numbers = power(many), {}
    for place = 1, #offered, width do
        numbers[#numbers + 1] = bucket(sub(offered, place, place + 2), many, low)
    end
    local values, now, changed, grown = load(key, numbers), {}, {}, n
    for place, number in ipairs(numbers) do
        local before = now[number] or values[place]
        local record = sub(offered, (place - 1) * width + 1, place * width)
        local records = add(before, record, sub(record, 1, tag_width), width)
        if records ~= before then
            if not now[number] then changed[#changed + 1] = number end
            now[number] = records
            grown = grown + (#records - #before) / width
        end
    end
    for first = 1, #changed, 1000 do
        local pairs = {}
        for place = first, math.min(first + 999, #changed) do
            pairs[#pairs + 1] = changed[place]
            pairs[#pairs + 1] = now[changed[place]]
        end
        redis.call('HSET', key, unpack(pairs))
    end
    if grown ~= n then
        redis.call('HSET', key, 'n', grown)
        split(key, many, buckets(grown), width)
    end
    return grown
end
"""

_REPLACE = """
local function add(records, record, tag, width)
    local place = aligned(records, tag, 1, width)
    if not place then return records .. record end
    return sub(records, 1, place - 1) .. record .. sub(records, place + width)
end
"""
"""Of records with one tag the last one stays."""

_FIND = """
local function find(key, tags, width, tag_width, found)
    local n = tonumber(redis.call('HGET', key, 'n') or '0')
    if n == 0 then return end
    local many = buckets(n)
    local low, wanted, numbers = power(many), {}, {}
    for place = 1, #tags, tag_width do
        local tag = sub(tags, place, place + tag_width - 1)
        wanted[#wanted + 1] = tag
        numbers[#numbers + 1] = bucket(tag, many, low)
    end
    local values = load(key, numbers)
    for number, tag in ipairs(wanted) do
        local records = values[number]
        local place = search(records, tag, 1, true)
        while place do
            if (place - 1) % width == 0 then
                found[number] = (found[number] or '') .. sub(records, place + tag_width, place + width - 1)
                place = place + width - 1
            end
            place = search(records, tag, place + 1, true)
        end
    end
end
"""

_REMOVE = """
local function put(key, number, records)
    if #records > 0 then redis.call('HSET', key, number, records) else redis.call('HDEL', key, number) end
end
local function merge(key, before, after)
    for gone = before - 1, after, -1 do
        local records = redis.call('HGET', key, gone)
        if records then
            local into = gone - power(gone)
            redis.call('HSET', key, into, (redis.call('HGET', key, into) or '') .. records)
            redis.call('HDEL', key, gone)
        end
    end
end
local function remove(key, tags, width, tag_width)
    local n = tonumber(redis.call('HGET', key, 'n') or '0')
    local many, left = buckets(n), n
    local low = power(many)
    for place = 1, #tags, tag_width do
        local tag = sub(tags, place, place + tag_width - 1)
        local number = bucket(tag, many, low)
        local records = redis.call('HGET', key, number) or ''
        local at = aligned(records, tag, 1, width)
        if at then
            put(key, number, sub(records, 1, at - 1) .. sub(records, at + width))
            left = left - 1
        end
    end
    if left < n then
        merge(key, many, buckets(left))
        redis.call('HSET', key, 'n', left)
    end
    return left
end
"""

REPLACE = f"""{_BUCKETS}{_INSERT}{_REPLACE}
local width, tag_width = tonumber(ARGV[2]), tonumber(ARGV[3])
insert(KEYS[1], ARGV[1], width, tag_width, add)
redis.call('EXPIRE', KEYS[1], ARGV[4])
return 0
"""
"""Writes records to a table; KEYS: the table; ARGV: records, bytes of a record, bytes of its tag, lifetime."""

FIND = f"""{_BUCKETS}{_FIND}
local width, tag_width = tonumber(ARGV[2]), tonumber(ARGV[3])
local found, answer = {{}}, {{}}
for _, key in ipairs(KEYS) do find(key, ARGV[1], width, tag_width, found) end
for number = 1, #ARGV[1] / tag_width do answer[number] = found[number] or '' end
return answer
"""
"""Answers for each tag the payloads found in any of some tables, joined; KEYS: the tables; ARGV: tags, bytes of a
record, bytes of a tag."""

REMOVE = f"""{_BUCKETS}{_REMOVE}
remove(KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]))
return 0
"""
"""Removes the records with some tags, each of which has one at most; KEYS: the table; ARGV: tags, bytes of a record,
bytes of a tag. What is left makes the table that it would have made alone."""

REMOVER = f"{_BUCKETS}{_REMOVE}"
"""Begins a script that removes: ``remove(key, tags, width, tag_width)`` returns how many records are left; a tag may
be longer than the one by which records are found, and then names one record of several."""

INSERT = f"{_BUCKETS}{_INSERT}"
"""Begins a script that inserts: ``insert(key, records, width, tag_width, add)`` returns how many there are then;
``add(bucket, record, tag, width)`` returns the bucket with the record."""
