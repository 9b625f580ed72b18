--[[
Makes a built generation the active one, in one write, and notes whose articles have to be made into terms again.

KEYS[1] epoch  KEYS[2] generation (string, the active id)  KEYS[3] generations (hash, id -> JSON)  KEYS[4] changes
KEYS[5] retouch (hash: diff, cursor, last)  KEYS[6] numbers (string, the last number given)

ARGV[1] epoch of the caller
ARGV[2] id of the new generation
ARGV[3] its record, JSON
ARGV[4] id of the generation before, '' for none
ARGV[5] its record, JSON
ARGV[6] in what the boilerplate differs, encoded; '' for nothing: what is noted then stays noted

Returns 1, or 0 when a later epoch exists: nothing was changed.
]]
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[2])
redis.call('HSET', KEYS[3], ARGV[2], ARGV[3])
if ARGV[4] ~= '' then redis.call('HSET', KEYS[3], ARGV[4], ARGV[5]) end
if ARGV[6] ~= '' then redis.call('HSET', KEYS[5], 'diff', ARGV[6], 'cursor', 0, 'last', redis.call('GET', KEYS[6]) or 0) end
redis.call('XADD', KEYS[4], 'MAXLEN', '~', 10000, '*', 'generation', ARGV[2])
return 1
