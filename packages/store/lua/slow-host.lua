--[[
Keeps what a host has asked for: to be left alone for a while, or a pause between two requests.

KEYS[1] hosts
ARGV[1] prefix of the hosts' keys  ARGV[2] host  ARGV[3] now in ms
ARGV[4] ms in which nothing is asked, 0 for none  ARGV[5] why, in words
ARGV[6] ms between two requests, 0 for none  ARGV[7] ms for which that holds
]]
--@include host
local key, now = ARGV[1] .. 'host:' .. ARGV[2], tonumber(ARGV[3])
if ARGV[4] ~= '0' then
  local ends = math.max(tonumber(redis.call('HGET', key, 'blocked') or 0), now + tonumber(ARGV[4]))
  redis.call('HSET', key, 'blocked', string.format('%.0f', ends), 'why', ARGV[5])
end
if ARGV[6] ~= '0' then
  redis.call('HSET', key, 'delay', ARGV[6], 'delayUntil', string.format('%.0f', now + tonumber(ARGV[7])))
end
keepHost(key, now)
