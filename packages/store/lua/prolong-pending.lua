--[[
Keeps articles that were taken from `pending` for those who are still at work on them.

KEYS[1] pending  zset  number by the time from which it may be taken

ARGV[1] until when they are kept now, ms: the time under which they were taken or last kept
ARGV[2] until when they are to be kept, ms
ARGV[3...] numbers

Returns how many were kept. One that is finished, was taken by somebody else or has a new version by now is left alone.
]]
local kept = 0
for i = 3, #ARGV do
  local free = redis.call('ZSCORE', KEYS[1], ARGV[i])
  if free and tonumber(free) == tonumber(ARGV[1]) then
    redis.call('ZADD', KEYS[1], ARGV[2], ARGV[i])
    kept = kept + 1
  end
end
return kept
