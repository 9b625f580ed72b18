--[[
Ends a poll: writes the feed's new state, its validators among it, and the true time of its next poll; frees its slot.
Called after all articles of the poll are stored: validators are never ahead of them.

KEYS[1] due  KEYS[2] polls  KEYS[3] feed (hash)  KEYS[4] hosts  KEYS[5] history (list)  KEYS[6] urls (hash)

ARGV[1] prefix of the hosts' keys  ARGV[2] feed id  ARGV[3] poll number
ARGV[4] next poll at, ms, or 'never'  ARGV[5] why then
ARGV[6] the poll's entry in the history, JSON  ARGV[7] most entries
ARGV[8] `site url` of the address to which the feed has moved for good, '' where it has not; then also
ARGV[9] its host  ARGV[10] the definition with it, JSON  ARGV[11] the earlier addresses, JSON
ARGV[12...] field, value, ...

Returns 0 when the feed is gone or a later poll was handed out: nothing was changed but the slot freed. Else 1, or 2
when the new address is that of another feed of the site: the feed keeps its own.
]]
--@include host
local prefix, feed = ARGV[1], ARGV[2]
local host, stopped = unpack(redis.call('HMGET', KEYS[3], 'host', 'stopped'))
if not host then return 0 end
if redis.call('HGET', KEYS[2], feed) ~= ARGV[3] then
  release(prefix, host, feed .. '#' .. ARGV[3])
  return 0
end
redis.call('HSET', KEYS[3], 'finishedPoll', ARGV[3])
for i = 12, #ARGV, 2 do redis.call('HSET', KEYS[3], ARGV[i], ARGV[i + 1]) end
redis.call('LPUSH', KEYS[5], ARGV[6])
redis.call('LTRIM', KEYS[5], 0, ARGV[7] - 1)
release(prefix, host, feed .. '#' .. ARGV[3])

local result = 1
if ARGV[8] ~= '' then
  local owner = redis.call('HGET', KEYS[6], ARGV[8])
  if owner and owner ~= feed then
    result = 2
  else
    redis.call('HSET', KEYS[6], ARGV[8], feed)
    redis.call('HSET', KEYS[3], 'host', ARGV[9], 'definition', ARGV[10], 'formerUrls', ARGV[11])
    redis.call('ZREM', prefix .. 'due:' .. host, feed)
    lookAt(prefix, host, 0)
    host = ARGV[9]
  end
end

-- A person who paused the feed meanwhile is right.
if stopped == 'paused' then
  schedule(prefix, feed, host, 'never')
  return result
end
if ARGV[4] == 'never' then redis.call('HSET', KEYS[3], 'stopped', 'gone')
else redis.call('HDEL', KEYS[3], 'stopped') end
redis.call('HSET', KEYS[3], 'nextPollAt', ARGV[4], 'nextPollReason', ARGV[5])
schedule(prefix, feed, host, ARGV[4])
return result
