"""The scripts that publish postings, keeping lists short and the index within its bound, and take them back."""

from __future__ import annotations

from crawler.index import keys
from crawler.index import packed_tables as tables

PUBLISH = f"""{tables.INSERT}
local width, tag_width = tonumber(ARGV[2]), tonumber(ARGV[3])
local longest, most = tonumber(ARGV[4]), tonumber(ARGV[6])

local function revision(records, place)
    local a, b, c, d, e = byte(records, place + tag_width, place + tag_width + 4)
    return a + 256 * (b + 256 * (c + 256 * (d + 256 * e)))
end
local function enter_before(records, record, tag, full)
    local number, place = revision(record, 1), aligned(records, tag, 1, width)
    while revision(records, place) < number do place = aligned(records, tag, place + width, width) end
    if revision(records, place) == number then return records end
    if full then records = sub(records, 1, full - 1) .. sub(records, full + width) end
    return sub(records, 1, place - 1) .. record .. sub(records, place)
end
local function add(records, record, tag)
    local count, last, place = 0, nil, search(records, tag, 1, true)
    while place do
        if (place - 1) % width == 0 then
            count, last, place = count + 1, place, place + width - 1
        end
        place = search(records, tag, place + 1, true)
    end
    if not last then return records .. record end
    local number, highest = revision(record, 1), revision(records, last)
    if number < highest then return enter_before(records, record, tag, count == longest and last) end
    if number == highest or count == longest then return records end
    return records .. record
end

local parts, counts, total = {keys.PARTS}, KEYS[1], 0
local name, count = {{}}, {{}}
for place = 2, #KEYS do
    name[place] = ARGV[place + 5]
    count[place] = tonumber(redis.call('HGET', KEYS[place], 'n') or '0')
    total = total + count[place]
end
local now = 2
for part = 0, parts - 1 do
    if count[part + 2] > 0 and count[(part + 1) % parts + 2] == 0 then now = part + 2 end
end
if count[now] >= most / (parts - 1) then now = (now - 1) % parts + 2 end

local function begin()
    local oldest = tonumber(string.match(name[parts + 2], '^%d+'))
    for _, field in ipairs(redis.call('HKEYS', counts)) do
        if tonumber(string.match(field, '^%d+')) < oldest then redis.call('HDEL', counts, field) end
    end
end
if count[now] == 0 then begin() end
local before = count[now]
count[now] = insert(KEYS[now], ARGV[1], width, tag_width, add)
total = total + count[now] - before
redis.call('HSET', counts, name[now], count[now])
redis.call('EXPIRE', counts, {keys.FOREVER})
if redis.call('EXPIREAT', KEYS[now], ARGV[5]) == 1 and redis.call('EXISTS', KEYS[now]) == 0 then
    redis.call('HDEL', counts, name[now])
end

local oldest = {{}}
for place = parts + 2, #KEYS do oldest[#oldest + 1] = place end
for after = 1, parts - 1 do oldest[#oldest + 1] = (now - 2 + after) % parts + 2 end
for _, place in ipairs(oldest) do
    if total <= most then break end
    if count[place] > 0 then
        redis.call('UNLINK', KEYS[place])
        redis.call('HDEL', counts, name[place])
        total = total - count[place]
    end
end
return redis.call('HGETALL', counts)
"""
"""Enters records into a partition's tables, and answers how many records each of its tables has.

KEYS: the partition's counts, the parts of the records' epoch, then those of the epochs before it, the oldest first.
ARGV: records, bytes of a record, bytes of a tag, longest list, end of the epoch, most records of a partition, and the
name of each table in the counts.

An epoch has ``keys.PARTS`` parts, taken in turn, at least one of them absent: the one that is written is followed by
it. With one part full the next is begun; with too many records in all, the oldest parts are dropped.
"""

TAKE_BACK = f"""{tables.REMOVER}
local counts = KEYS[1]
for place = 2, #KEYS do
    if redis.call('EXISTS', KEYS[place]) == 1 then
        local left, name = remove(KEYS[place], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])), ARGV[place + 2]
        if left > 0 then redis.call('HSET', counts, name, left)
        else
            redis.call('UNLINK', KEYS[place])
            redis.call('HDEL', counts, name)
        end
    end
end
return 0
"""
"""Removes records from a partition's tables; a script of its own, for a table and its count change together.

KEYS: the partition's counts, the parts of the records' epoch. ARGV: the records' tags with their revisions, bytes of a
record, bytes of a tag with a revision, and the name of each table in the counts.
"""
