--[[
Pauses a feed, or lets it go on, because a person says so. A poll under way ends as it would have.

KEYS[1] due  KEYS[2] feed (hash)  KEYS[3] hosts
ARGV[1] prefix of the hosts' keys  ARGV[2] feed id  ARGV[3] 'pause' or 'resume'  ARGV[4] now in ms  ARGV[5] why, in words

Returns 1; 0 when it is so already (nothing was changed); -1 when there is no such feed.
]]
--@include host
local prefix, feed, isPause = ARGV[1], ARGV[2], ARGV[3] == 'pause'
local host, stopped = unpack(redis.call('HMGET', KEYS[2], 'host', 'stopped'))
if not host then return -1 end
if isPause then
  if stopped == 'paused' then return 0 end
  redis.call('HSET', KEYS[2], 'stopped', 'paused', 'nextPollAt', 'never', 'nextPollReason', ARGV[5])
  schedule(prefix, feed, host, 'never')
  return 1
end
if not stopped then return 0 end
redis.call('HDEL', KEYS[2], 'stopped')
redis.call('HSET', KEYS[2], 'errorsInRow', 0, 'nextPollAt', ARGV[4], 'nextPollReason', ARGV[5])
schedule(prefix, feed, host, ARGV[4])
return 1
