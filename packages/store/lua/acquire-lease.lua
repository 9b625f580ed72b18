--[[
Makes the caller the one writer of a network, if no other is.

KEYS[1] lease  string  the holder, expires
KEYS[2] epoch  string  rises with each new holder

ARGV[1] holder
ARGV[2] lease in ms

Returns the caller's epoch, or 0 while somebody holds the lease (the caller itself included: it renews instead).
]]
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 0 end
return redis.call('INCR', KEYS[2])
