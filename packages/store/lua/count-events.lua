--[[
Counts what a site's readers saw and opened. Nothing of a reader is kept, only how often.

KEYS[1] aliases   hash    alias key -> number
KEYS[2] events    hash    type:strategy:position -> count, of one site and day
KEYS[3] articles  hash    number:type -> count, of the same
KEYS[4] trending  zset    number -> log2 of its clicks, each counted 2^(its time / half-life), of the site

ARGV[1] prefix of the article keys, in the slot of KEYS
ARGV[2] now / half-life of a click
ARGV[3] seconds that the day's counts are kept   ARGV[4] seconds that trending is kept without a click
ARGV[5] most fields of KEYS[3]                   ARGV[6] most numbers of KEYS[4]
then per item: type (impression, viewable, click), article id, position, strategy

Returns how many items were counted: those of articles that the network knows.

Decay needs no clock that sweeps: a click counts twice as much as one of a half-life ago, for ever ("forward decay",
Cormode et al. 2009), and the sum is kept as its logarithm, which never overflows.
]]
--@include resolve

local aliases, events, articles, trending = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local time, fieldsMax = tonumber(ARGV[2]), tonumber(ARGV[5])

local function click(number)
  local sum = time
  local before = tonumber(redis.call('ZSCORE', trending, number) or nil)
  if before then
    local high, low = math.max(before, time), math.min(before, time)
    sum = high + math.log(1 + 2 ^ (low - high)) / math.log(2)
  end
  redis.call('ZADD', trending, string.format('%.17g', sum), number)
end

local counted, clicked = 0, false
for i = 7, #ARGV, 4 do
  local kind, number = ARGV[i], redis.call('HGET', aliases, ARGV[i + 1])
  if number then
    number = resolve(ARGV[1], number)
    counted = counted + 1
    redis.call('HINCRBY', events, kind .. ':' .. ARGV[i + 3] .. ':' .. ARGV[i + 2], 1)
    local field = number .. ':' .. kind
    if redis.call('HLEN', articles) < fieldsMax or redis.call('HEXISTS', articles, field) == 1 then
      redis.call('HINCRBY', articles, field, 1)
    end
    if kind == 'click' then
      click(number)
      clicked = true
    end
  end
end
if counted > 0 then
  redis.call('EXPIRE', events, ARGV[3])
  redis.call('EXPIRE', articles, ARGV[3])
end
if clicked then
  redis.call('ZREMRANGEBYRANK', trending, 0, -1 - tonumber(ARGV[6]))
  redis.call('EXPIRE', trending, ARGV[4])
end
return counted
