--[[
Sends articles through `index` again: the same content under the next version, so that the log sees an edit. The record
keeps in which version its content came (`cv`): until the new terms are applied the lists of the old ones are shown.
Together with the cursor of the pass that does it, so that it is done once.

KEYS[1] epoch  KEYS[2] pending  KEYS[3] retouch (hash: diff, cursor, last)

ARGV[1] epoch of the caller
ARGV[2] prefix of the article keys, in the slot of KEYS
ARGV[3] now in ms
ARGV[4] the number up to which the pass has come; '' at its end: nothing is noted any more; '-' where no pass is
        concerned
ARGV[5...] number, the version that was read, ...

Returns how many were touched, -1 when a later epoch exists. An article that has moved on since it was read, or has left,
is left alone: what came after the swap is made into terms under the new table anyway.
]]
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return -1 end
local touched = 0
for i = 5, #ARGV, 2 do
  local key = ARGV[2] .. ARGV[i]
  local was = redis.call('HMGET', key, 'state', 'v')
  if was[1] == 'live' and was[2] == ARGV[i + 1] then
    redis.call('HSETNX', key, 'cv', was[2])
    redis.call('HINCRBY', key, 'v', 1)
    redis.call('ZADD', KEYS[2], ARGV[3], ARGV[i])
    touched = touched + 1
  end
end
if ARGV[4] == '' then
  redis.call('DEL', KEYS[3])
elseif ARGV[4] ~= '-' then
  redis.call('HSET', KEYS[3], 'cursor', ARGV[4])
end
return touched
