--[[
Stores the terms of one version beside those of the version before, takes the article off `pending`, and appends to
the network's log, with the time at which its content was stored.

KEYS[1] pending  KEYS[2] terms (hash, `number:version` -> terms)  KEYS[3] log  KEYS[4] aside

ARGV[1] prefix of the article keys, in the slot of KEYS
ARGV[2] number
ARGV[3] version that the terms were made of
ARGV[4] terms, encoded
ARGV[5] labels, encoded
ARGV[6] network id, told to writers on the channel ARGV[7]
ARGV[7] channel
ARGV[8] language in which the terms were made, '' where unknown

Returns one of
  stored  the terms are in the log now
  done    they had been already
  stale   the article has a newer version, which stays pending
  gone    the article is not live: it was taken off pending

Terms of a version are made once: safe to repeat.
]]
local number, version = ARGV[2], tonumber(ARGV[3])
local was = redis.call('HMGET', ARGV[1] .. number, 'state', 'v', 'tv', 'cv', 'stored')
if was[1] ~= 'live' then
  redis.call('ZREM', KEYS[1], number)
  return 'gone'
end
if tonumber(was[2]) ~= version then return 'stale' end
redis.call('ZREM', KEYS[1], number)
if was[3] and tonumber(was[3]) >= version then return 'done' end
redis.call('HSET', KEYS[2], number .. ':' .. ARGV[3], ARGV[4])
redis.call('HSET', ARGV[1] .. number, 'tv', version, 'labels', ARGV[5], 'lang', ARGV[8])
redis.call('ZREM', KEYS[4], number)
redis.call('HDEL', ARGV[1] .. number, 'aside')
-- What is only read anew has been shown since its content came: there is no time to count from.
local stored = tonumber(was[4]) == version and was[5] or ''
redis.call('XADD', KEYS[3], '*', 'n', number, 'v', version, 'op', was[3] and 'edit' or 'add', 'stored', stored)
redis.call('PUBLISH', ARGV[7], ARGV[6])
return 'stored'
