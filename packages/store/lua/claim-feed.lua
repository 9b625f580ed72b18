--[[
Hands out one feed now, due or not, because a person asks for it. Where its host has no slot free, it is the first of
its host's feeds instead.

KEYS[1] due  KEYS[2] polls  KEYS[3] feed (hash)  KEYS[4] hosts
ARGV[1] prefix of the hosts' keys  ARGV[2] feed id  ARGV[3] now in ms  ARGV[4] lease in ms
ARGV[5] requests at once  ARGV[6] ms a token  ARGV[7] tokens of the bucket

Returns {poll number, 1} when it was handed out, {the number that its next poll will have, 0} when it waits for a slot,
{0, 0} when there is no such feed.
]]
--@include host
local prefix, feed, now, leaseMs = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local host, stopped = unpack(redis.call('HMGET', KEYS[3], 'host', 'stopped'))
if not host then return { 0, 0 } end
local policy = { atOnce = tonumber(ARGV[5]), interval = tonumber(ARGV[6]), burst = tonumber(ARGV[7]) }
local number = tonumber(redis.call('HGET', KEYS[2], feed) or 0) + 1
if take(prefix, host, policy, 'person', feed .. '#' .. number, now, leaseMs) then
  schedule(prefix, feed, host, '0')
  return { number, 0 }
end
redis.call('HSET', KEYS[2], feed, number)
-- A feed that is stopped is polled this once.
schedule(prefix, feed, host, stopped and 'never' or string.format('%.0f', now + leaseMs))
return { number, 1 }
