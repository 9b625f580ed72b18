--[[
Hands out the feeds that are due and whose hosts have room. Each gets a slot of its host and a lease, after which it is
due again if nobody finished its poll, and a higher poll number, under which the results are written. A host without
room is looked at again when it may have some: it costs one look, however many of its feeds wait.

KEYS[1] due  KEYS[2] polls (hash, feed -> poll number)  KEYS[3] hosts

ARGV[1] prefix of the hosts' keys  ARGV[2] now in ms  ARGV[3] lease in ms  ARGV[4] most feeds to hand out
ARGV[5...] host, requests at once, ms a token, tokens of the bucket, host, ...

Returns {feed id, poll number, feed id, poll number, ...}.
]]
--@include host
local prefix, now, leaseMs, max = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local claimed = {}
for i = 5, #ARGV, 4 do
  local host = ARGV[i]
  local policy = { atOnce = tonumber(ARGV[i + 1]), interval = tonumber(ARGV[i + 2]), burst = tonumber(ARGV[i + 3]) }
  local roomAt
  while #claimed < 2 * max and not roomAt do
    local feed = redis.call('ZRANGEBYSCORE', prefix .. 'due:' .. host, '-inf', now, 'LIMIT', 0, 1)[1]
    if not feed then break end
    local number = tonumber(redis.call('HGET', KEYS[2], feed) or 0) + 1
    roomAt = take(prefix, host, policy, 'feed', feed .. '#' .. number, now, leaseMs)
    if not roomAt then
      redis.call('HSET', KEYS[2], feed, number)
      schedule(prefix, feed, host, string.format('%.0f', now + leaseMs))
      claimed[#claimed + 1] = feed
      claimed[#claimed + 1] = number
    end
  end
  lookAt(prefix, host, roomAt or 0)
end
return claimed
