--[[
Hands out one feed now, due or not.

KEYS[1] due  KEYS[2] polls  KEYS[3] feed (hash)
ARGV[1] feed id  ARGV[2] now in ms  ARGV[3] lease in ms

Returns the poll number, or 0 when there is no such feed.
]]
if redis.call('EXISTS', KEYS[3]) == 0 then return 0 end
redis.call('ZADD', KEYS[1], string.format('%.0f', tonumber(ARGV[2]) + tonumber(ARGV[3])), ARGV[1])
return redis.call('HINCRBY', KEYS[2], ARGV[1], 1)
