--[[
Reads what a site's editors say, with the numbers that its articles have today: two records may have become one since.

KEYS[1] signals  hash, signal id -> JSON with number and scope.number

ARGV[1] prefix of the article keys, in the slot of KEYS

Returns per signal: its JSON, the number of its article, that of its page or 0.
]]
--@include resolve

local found = {}
for _, json in ipairs(redis.call('HVALS', KEYS[1])) do
  local signal = cjson.decode(json)
  found[#found + 1] = json
  found[#found + 1] = tonumber(resolve(ARGV[1], string.format('%.0f', signal.number)))
  local page = signal.scope.number
  found[#found + 1] = page and tonumber(resolve(ARGV[1], string.format('%.0f', page))) or 0
end
return found
