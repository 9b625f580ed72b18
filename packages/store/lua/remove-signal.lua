--[[
Takes a word of a site's editors back, and says that its answers change.

KEYS[1] signals  hash, signal id -> JSON, of one site
KEYS[2] changes  stream

ARGV[1] site id
ARGV[2] signal id

Returns 1, or 0 when there is none of that id: nothing was changed then.
]]
if redis.call('HDEL', KEYS[1], ARGV[2]) == 0 then return 0 end
redis.call('XADD', KEYS[2], 'MAXLEN', '~', 10000, '*', 'signals', ARGV[1])
return 1
