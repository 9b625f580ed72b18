--[[
Writes neighbour lists and stories, for the holder of the newest epoch alone.

KEYS[1] epoch
KEYS[2] lists of one generation (hash, number -> list)
KEYS[3] the beginnings of those lists (hash, number -> numbers of the best)

ARGV[1] epoch of the caller
ARGV[2] prefix of the article keys, in the slot of KEYS
ARGV[3] how many lists follow
then per list: number, encoded list ('' takes the list away), its encoded beginning ('=': as it is stored)
then per story: number, founder's number

Returns 1, or 0 when a later epoch exists: nothing was written. State, not difference: safe to repeat.
]]
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
local first = 4
local stories = first + 3 * tonumber(ARGV[3])
for i = first, stories - 1, 3 do
  if ARGV[i + 1] == '' then
    redis.call('HDEL', KEYS[2], ARGV[i])
    redis.call('HDEL', KEYS[3], ARGV[i])
  else
    redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1])
    if ARGV[i + 2] ~= '=' then redis.call('HSET', KEYS[3], ARGV[i], ARGV[i + 2]) end
  end
end
for i = stories, #ARGV, 2 do
  redis.call('HSET', ARGV[2] .. ARGV[i], 'story', ARGV[i + 1])
end
return 1
