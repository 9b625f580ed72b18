--[[
Takes the articles that have waited longest for their terms. What is not finished within the lease is taken again.

KEYS[1] pending  zset  number by the time from which it may be taken

ARGV[1] now in ms
ARGV[2] lease in ms
ARGV[3] most numbers to take

Returns the numbers, longest waiting first; an empty array when nothing waits.
]]
local numbers = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])
for _, number in ipairs(numbers) do
  redis.call('ZADD', KEYS[1], string.format('%.0f', tonumber(ARGV[1]) + tonumber(ARGV[2])), number)
end
return numbers
