--[[
Hands out the feeds that are due. Each gets a lease, after which it is due again if nobody finished its poll, and a
higher poll number, under which the results are written.

KEYS[1] due    zset  feed id by the time of its next poll
KEYS[2] polls  hash  feed id -> poll number

ARGV[1] now in ms  ARGV[2] lease in ms  ARGV[3] most feeds to hand out

Returns {feed id, poll number, feed id, poll number, ...}.
]]
local claimed = {}
for _, feed in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])) do
  redis.call('ZADD', KEYS[1], string.format('%.0f', tonumber(ARGV[1]) + tonumber(ARGV[2])), feed)
  claimed[#claimed + 1] = feed
  claimed[#claimed + 1] = redis.call('HINCRBY', KEYS[2], feed, 1)
end
return claimed
