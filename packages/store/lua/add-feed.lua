--[[
Adds a feed, due at once; one address once a site.

KEYS[1] due  KEYS[2] urls (hash, `site url` -> feed id)  KEYS[3] feeds of the site (set)  KEYS[4] feed (hash)

ARGV[1] feed id  ARGV[2] `site url`  ARGV[3] definition, JSON  ARGV[4] first poll at, ms

Returns the id of the feed that has this address now: the caller's, or an older one (nothing was changed then).
]]
local was = redis.call('HGET', KEYS[2], ARGV[2])
if was then return was end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[1])
redis.call('SADD', KEYS[3], ARGV[1])
redis.call('HSET', KEYS[4], 'definition', ARGV[3], 'nextPollAt', ARGV[4], 'nextPollReason', 'new feed')
redis.call('ZADD', KEYS[1], ARGV[4], ARGV[1])
return ARGV[1]
