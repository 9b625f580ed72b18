--[[
Reads asks whose askers are still there; drops those on the way whose askers are not. An ask stays until it is answered,
so that a writer's successor finds it again.

KEYS[1] asks (stream)

ARGV[1] id of the entry after which to read
ARGV[2] asks wanted at most

Returns {dropped, entry id, ask id, ms waited, ms left, texts, entry id, …}. Time is this server's alone: an entry's id
says when it came.
]]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local wanted, after = tonumber(ARGV[2]), ARGV[1]
local reply = { 0 }
local found = 0
while found < wanted do
  local entries = redis.call('XRANGE', KEYS[1], '(' .. after, '+', 'COUNT', wanted - found)
  if #entries == 0 then break end
  for _, entry in ipairs(entries) do
    after = entry[1]
    local fields = entry[2]
    local waited = math.max(0, now - tonumber(string.match(after, '^%d+')))
    local left = tonumber(fields[4]) - waited
    if left > 0 then
      found = found + 1
      reply[#reply + 1] = after
      reply[#reply + 1] = fields[2]
      reply[#reply + 1] = tostring(waited)
      reply[#reply + 1] = tostring(left)
      reply[#reply + 1] = fields[6]
    else
      redis.call('XDEL', KEYS[1], after)
      reply[1] = reply[1] + 1
    end
  end
end
return reply
