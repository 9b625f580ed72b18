--[[
Answers an ask and takes it off the stream, in one step: a writer that dies before it leaves the ask to its successor, and
an answer that is there is not made again.

KEYS[1] epoch  KEYS[2] asks (stream)  KEYS[3] the answer (hash)

ARGV[1] epoch of the caller
ARGV[2] id of the entry
ARGV[3] ask id, told to askers on the channel ARGV[4]
ARGV[4] channel
ARGV[5] life of the answer in ms
ARGV[6...] the answer's fields and values; none: the ask is only taken off

Returns 1, or 0 when a later epoch exists: nothing was changed. Safe to repeat.
]]
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('XDEL', KEYS[2], ARGV[2])
if #ARGV < 6 then return 1 end
redis.call('DEL', KEYS[3])
redis.call('HSET', KEYS[3], unpack(ARGV, 6))
redis.call('PEXPIRE', KEYS[3], ARGV[5])
redis.call('PUBLISH', ARGV[4], ARGV[3])
return 1
