--[[
Sets fields of a feed that is there.

KEYS[1] feed (hash)

ARGV[1...] field, value, ...

Returns 1, or 0 when the feed is gone: nothing was changed then.
]]
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV))
return 1
