--[[
Adds a feed, due at once; one address once a site.

KEYS[1] due  KEYS[2] urls (hash, `site url` -> feed id)  KEYS[3] feeds of the site (set)  KEYS[4] feed (hash)
KEYS[5] hosts

ARGV[1] prefix of the hosts' keys  ARGV[2] feed id  ARGV[3] `site url`  ARGV[4] definition, JSON
ARGV[5] first poll at, ms  ARGV[6] the host of its address  ARGV[7] most feeds of a site

Returns the id of the feed that has this address now: the caller's, or an older one (nothing was changed then); '' when
the site has as many as it may have (nothing was changed then either).
]]
--@include host
local was = redis.call('HGET', KEYS[2], ARGV[3])
-- An address that a removed feed once had is free.
if was and redis.call('EXISTS', ARGV[1] .. 'feed:' .. was) == 1 then return was end
if redis.call('SCARD', KEYS[3]) >= tonumber(ARGV[7]) then return '' end
redis.call('HSET', KEYS[2], ARGV[3], ARGV[2])
redis.call('SADD', KEYS[3], ARGV[2])
redis.call('HSET', KEYS[4], 'definition', ARGV[4], 'host', ARGV[6], 'nextPollAt', ARGV[5], 'nextPollReason', 'new feed')
schedule(ARGV[1], ARGV[2], ARGV[6], ARGV[5])
return ARGV[2]
