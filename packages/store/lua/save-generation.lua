--[[
Writes a generation's record, and drops the terms that neither it nor the active generation needs any longer.

KEYS[1] epoch  KEYS[2] generations (hash, id -> JSON)  KEYS[3] terms

ARGV[1] epoch of the caller
ARGV[2] id of the generation
ARGV[3] its record, JSON
ARGV[4...] fields of `terms` to drop

Returns 1, or 0 when a later epoch exists: nothing was changed. Safe to repeat.
]]
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
for i = 4, #ARGV do redis.call('HDEL', KEYS[3], ARGV[i]) end
return 1
