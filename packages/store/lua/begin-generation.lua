--[[
Begins a generation: its tables and its record, before any list of it.

KEYS[1] epoch  KEYS[2] generations (hash, id -> JSON)  KEYS[3] idf  KEYS[4] boilerplate

ARGV[1] epoch of the caller
ARGV[2] id of the generation
ARGV[3] its record, JSON
ARGV[4] document frequencies, encoded
ARGV[5] boilerplate table, encoded; '' for none

Returns 1, or 0 when a later epoch exists: nothing was written. Safe to repeat.
]]
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[3], ARGV[4])
if ARGV[5] ~= '' then redis.call('SET', KEYS[4], ARGV[5]) end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
return 1
