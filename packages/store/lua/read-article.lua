--[[
Everything about one article that an answer starts from, in one call.

KEYS[1] aliases  KEYS[2] generation
ARGV[1] prefix of the article keys  ARGV[2] prefix of the lists, both in the slot of KEYS
ARGV[3...] alias keys, the best first

Returns {number, generation or '', encoded list or '', field, value, field, value, ...}, or an empty array when the
address is unknown.
]]
--@include resolve

local number
for i = 3, #ARGV do number = number or redis.call('HGET', KEYS[1], ARGV[i]) end
if not number then return {} end
number = resolve(ARGV[1], number)
local generation = redis.call('GET', KEYS[2]) or ''
local list = generation ~= '' and redis.call('HGET', ARGV[2] .. generation, number) or ''
local reply = { number, generation, list or '' }
for _, value in ipairs(redis.call('HGETALL', ARGV[1] .. number)) do reply[#reply + 1] = value end
return reply
