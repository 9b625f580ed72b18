--[[
Prolongs the lease of a network, or gives it back.

KEYS[1] lease  KEYS[2] epoch

ARGV[1] holder  ARGV[2] epoch of the holder  ARGV[3] lease in ms, 0 to give the lease back

Returns 1, or 0 when the lease is no longer the caller's. One that has run out is the caller's still as long as nobody
else has taken it: the epoch says so, and a machine that was too busy for ten seconds need not load its network again.
]]
if redis.call('GET', KEYS[2]) ~= ARGV[2] then return 0 end
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
if ARGV[3] == '0' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3]) end
return 1
