--[[
Ends a poll: writes the feed's new state, its validators among it, and the true time of its next poll. Called after
all articles of the poll are stored: validators are never ahead of them.

KEYS[1] due  KEYS[2] polls  KEYS[3] feed (hash)
ARGV[1] feed id  ARGV[2] poll number  ARGV[3] next poll at, ms  ARGV[4...] field, value, ...

Returns 1, or 0 when the feed is gone or a later poll was handed out: nothing was changed.
]]
if redis.call('EXISTS', KEYS[3]) == 0 then return 0 end
if redis.call('HGET', KEYS[2], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[3], 'finishedPoll', ARGV[2], 'nextPollAt', ARGV[3])
for i = 4, #ARGV, 2 do redis.call('HSET', KEYS[3], ARGV[i], ARGV[i + 1]) end
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
return 1
