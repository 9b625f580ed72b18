--[[
Puts an article aside that cannot be worked on, with its reason, so that it stops nobody. A new version of it is
pending again like any other.

KEYS[1] pending  KEYS[2] aside (zset, number by time)

ARGV[1] prefix of the article keys, in the slot of KEYS
ARGV[2] number
ARGV[3] version that could not be worked on
ARGV[4] reason, a sentence
ARGV[5] now in ms

Returns 1, or 0 when the article has a newer version by now (which stays pending).
]]
local key = ARGV[1] .. ARGV[2]
if redis.call('HGET', key, 'v') ~= ARGV[3] then return 0 end
redis.call('ZREM', KEYS[1], ARGV[2])
redis.call('ZADD', KEYS[2], ARGV[5], ARGV[2])
redis.call('HSET', key, 'aside', ARGV[4])
return 1
