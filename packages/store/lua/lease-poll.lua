--[[
Lets the leases of a poll that was handed out, perhaps long ago, run from now. A poll that lost its slot meanwhile gets
another one if its host has one free.

KEYS[1] due  KEYS[2] polls  KEYS[3] feed (hash)  KEYS[4] hosts
ARGV[1] prefix of the hosts' keys  ARGV[2] feed id  ARGV[3] poll number  ARGV[4] now in ms  ARGV[5] lease in ms
ARGV[6] requests at once

Returns 1, or 0 when the poll is not to be worked: the feed is gone, its poll has ended or was handed out again since,
or its host has no room (the feed is due again then). What the poll held is free.
]]
--@include host
local prefix, feed, now, leaseMs = ARGV[1], ARGV[2], tonumber(ARGV[4]), tonumber(ARGV[5])
local holder = feed .. '#' .. ARGV[3]
local host, finished, stopped = unpack(redis.call('HMGET', KEYS[3], 'host', 'finishedPoll', 'stopped'))
if not host then return 0 end
if redis.call('HGET', KEYS[2], feed) ~= ARGV[3] or finished == ARGV[3] then
  release(prefix, host, holder)
  return 0
end
local anyToken = { atOnce = tonumber(ARGV[6]), interval = 0, burst = 1 }
if take(prefix, host, anyToken, 'person', holder, now, leaseMs) then
  schedule(prefix, feed, host, ARGV[4])
  return 0
end
if not stopped then schedule(prefix, feed, host, string.format('%.0f', now + leaseMs)) end
return 1
