--[[
Forgets a feed. Its articles stay.

KEYS[1] due  KEYS[2] polls  KEYS[3] urls  KEYS[4] feeds of the site (set)  KEYS[5] feed (hash)  KEYS[6] hosts
KEYS[7] history
ARGV[1] prefix of the hosts' keys  ARGV[2] feed id  ARGV[3...] `site url` of each address that it has or had

Returns 1, or 0 when there is no such feed.
]]
--@include host
local prefix, feed = ARGV[1], ARGV[2]
local host = redis.call('HGET', KEYS[5], 'host')
if not host then return 0 end
release(prefix, host, feed .. '#' .. (redis.call('HGET', KEYS[2], feed) or 0))
redis.call('ZREM', KEYS[1], feed)
redis.call('ZREM', prefix .. 'due:' .. host, feed)
redis.call('HDEL', KEYS[2], feed)
for i = 3, #ARGV do
  if redis.call('HGET', KEYS[3], ARGV[i]) == feed then redis.call('HDEL', KEYS[3], ARGV[i]) end
end
redis.call('SREM', KEYS[4], feed)
redis.call('DEL', KEYS[5], KEYS[7])
lookAt(prefix, host, 0)
return 1
