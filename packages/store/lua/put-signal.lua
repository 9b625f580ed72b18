--[[
Keeps a word of a site's editors, and says that its answers change. Those that have ended make room.

KEYS[1] signals  hash, signal id -> JSON with expiresAt (ms or null), of one site
KEYS[2] changes  stream

ARGV[1] site id
ARGV[2] signal id
ARGV[3] signal, JSON
ARGV[4] now in ms
ARGV[5] most signals of a site

Returns 1, or 0 when there are as many already: nothing was changed then.
Safe to repeat: the same signal takes the place of the one before.
]]
local signals = redis.call('HGETALL', KEYS[1])
for i = 1, #signals, 2 do
  local expiresAt = cjson.decode(signals[i + 1]).expiresAt
  if type(expiresAt) == 'number' and expiresAt <= tonumber(ARGV[4]) then redis.call('HDEL', KEYS[1], signals[i]) end
end
if redis.call('HEXISTS', KEYS[1], ARGV[2]) == 0 and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[5]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
redis.call('XADD', KEYS[2], 'MAXLEN', '~', 10000, '*', 'signals', ARGV[1])
return 1
