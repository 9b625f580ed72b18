--[[
Drops what nobody reads any more of a generation that is not the active one.

KEYS[1] epoch  KEYS[2] generations (hash, id -> JSON)  KEYS[3] generation (string, the active id)
KEYS[4...] keys to drop

ARGV[1] epoch of the caller
ARGV[2] id of the generation
ARGV[3] 1: its record goes too

Returns 1, or 0 when a later epoch exists; nothing is dropped of the active generation. Safe to repeat.
]]
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if redis.call('GET', KEYS[3]) == ARGV[2] then return 1 end
for i = 4, #KEYS do redis.call('UNLINK', KEYS[i]) end
if ARGV[3] == '1' then redis.call('HDEL', KEYS[2], ARGV[2]) end
return 1
