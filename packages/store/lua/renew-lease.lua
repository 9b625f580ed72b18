--[[
KEYS[1] lease  KEYS[2] epoch
ARGV[1] holder  ARGV[2] epoch of the holder  ARGV[3] lease in ms, 0 to give the lease back
Returns 1, or 0 when the lease is no longer the caller's.
]]
if redis.call('GET', KEYS[1]) ~= ARGV[1] or redis.call('GET', KEYS[2]) ~= ARGV[2] then return 0 end
if ARGV[3] == '0' then redis.call('DEL', KEYS[1]) else redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
return 1
