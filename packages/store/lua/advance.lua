--[[
Moves the cursor behind log entries whose lists are written, drops the terms that they replaced, and tells who
changed. The last step of applying a batch: everything before it can be done twice.

KEYS[1] epoch  KEYS[2] applied (string, log id)  KEYS[3] terms  KEYS[4] changes  KEYS[5] log

ARGV[1] epoch of the caller
ARGV[2] id of the last log entry of the batch
ARGV[3] changed numbers, comma separated; '' for none, '*' for more than are worth being told apart
ARGV[4] log entries below this id are trimmed, '' for none
ARGV[5...] fields of `terms` to drop

Returns 1, or 0 when a later epoch exists: nothing was changed.
]]
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[2])
for i = 5, #ARGV do redis.call('HDEL', KEYS[3], ARGV[i]) end
if ARGV[3] == '*' then
  redis.call('XADD', KEYS[4], 'MAXLEN', '~', 10000, '*', 'all', 1)
elseif ARGV[3] ~= '' then
  redis.call('XADD', KEYS[4], 'MAXLEN', '~', 10000, '*', 'numbers', ARGV[3])
end
if ARGV[4] ~= '' then redis.call('XTRIM', KEYS[5], 'MINID', '~', ARGV[4]) end
return 1
