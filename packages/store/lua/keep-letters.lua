--[[
Keeps what of a feed could not be read, within bounds: the letters that were seen longest ago go first.

KEYS[1] letters (hash, `feed hash` -> JSON)  KEYS[2] letters by when they were last seen (zset of `feed hash`)
KEYS[3] those of the feed (zset, hash by when it was last seen)

ARGV[1] feed id  ARGV[2] now in ms  ARGV[3] most letters of a feed  ARGV[4] most letters in all
ARGV[5] '1' when these are all that is unreadable of the feed now: the others are forgotten
ARGV[6...] hash, letter, hash, letter, ...   A letter that is there already keeps the time it was first seen.

Returns how many letters the feed has now.
]]
local feed, now = ARGV[1], ARGV[2]
local function forget(hash, ofFeed, feedKey)
  redis.call('HDEL', KEYS[1], ofFeed .. ' ' .. hash)
  redis.call('ZREM', KEYS[2], ofFeed .. ' ' .. hash)
  redis.call('ZREM', feedKey, hash)
end

local current = {}
for i = 6, #ARGV, 2 do
  local hash, letter = ARGV[i], ARGV[i + 1]
  current[hash] = true
  local was = redis.call('HGET', KEYS[1], feed .. ' ' .. hash)
  if was then
    local new, old = cjson.decode(letter), cjson.decode(was)
    new.firstAt, new.times = old.firstAt, old.times + 1
    letter = cjson.encode(new)
  end
  redis.call('HSET', KEYS[1], feed .. ' ' .. hash, letter)
  redis.call('ZADD', KEYS[2], now, feed .. ' ' .. hash)
  redis.call('ZADD', KEYS[3], now, hash)
end

if ARGV[5] == '1' then
  for _, hash in ipairs(redis.call('ZRANGE', KEYS[3], 0, -1)) do
    if not current[hash] then forget(hash, feed, KEYS[3]) end
  end
end
for _, hash in ipairs(redis.call('ZRANGE', KEYS[3], 0, -1 - ARGV[3])) do forget(hash, feed, KEYS[3]) end
local prefix = string.sub(KEYS[3], 1, -1 - #feed)
for _, member in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1 - ARGV[4])) do
  local ofFeed, hash = string.match(member, '^(%S+) (%S+)$')
  forget(hash, ofFeed, prefix .. ofFeed)
end
return redis.call('ZCARD', KEYS[3])
