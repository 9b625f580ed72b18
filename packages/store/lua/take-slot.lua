--[[
Takes a slot of a host for a page, or for something that a person waits for. Who is refused stands in line: those that
wait ask again one after the other, at the pace at which tokens come.

KEYS[1] hosts
ARGV[1] prefix of the hosts' keys  ARGV[2] host  ARGV[3] 'page' or 'person'  ARGV[4] holder
ARGV[5] now in ms  ARGV[6] lease in ms  ARGV[7] requests at once  ARGV[8] ms a token  ARGV[9] tokens of the bucket
ARGV[10] least ms between two that ask

Returns {0, ''} when it was taken, else {ms until it may ask again, 'slot' | 'token' | 'turn' | 'blocked'}.
]]
--@include host
local prefix, host, kind, holder, now = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local policy = { atOnce = tonumber(ARGV[7]), interval = tonumber(ARGV[8]), burst = tonumber(ARGV[9]) }
local line = prefix .. 'pages:' .. host
local roomAt, missing, interval = take(prefix, host, policy, kind, holder, now, tonumber(ARGV[6]))
-- Feeds may have waited for this page's turn to pass.
lookAt(prefix, host, 0)
if not roomAt then
  redis.call('ZREM', line, holder)
  return { 0, '' }
end
local stepMs = math.max(interval, tonumber(ARGV[10]))
if kind == 'person' then return { stepMs, missing } end
-- When a slot is given back nobody knows; the others' turn may end early.
if missing == 'slot' or missing == 'turn' then roomAt = now + stepMs end
redis.call('ZREM', line, holder)
local last = redis.call('ZRANGE', line, -1, -1, 'WITHSCORES')[2]
if last then roomAt = math.max(roomAt, tonumber(last) + stepMs) end
redis.call('ZADD', line, string.format('%.0f', roomAt), holder)
redis.call('PEXPIRE', line, string.format('%.0f', roomAt - now + pageLostMs))
return { math.ceil(roomAt - now), missing }
