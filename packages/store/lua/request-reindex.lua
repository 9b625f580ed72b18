--[[
Asks the network's writer for a new generation; one request at a time.

KEYS[1] reindex (hash)
ARGV[1] request id  ARGV[2] who asks  ARGV[3] now in ms
ARGV[4] 1: the quality gate is not asked
ARGV[5] the generation whose tables are taken, '' for new ones

Returns the id of the request that stands now: the caller's, or that of one which is asked for or running already.
Safe to repeat: the last request is not made again under its own id, however it ended.
]]
local was = redis.call('HMGET', KEYS[1], 'state', 'id')
if was[1] == 'requested' or was[1] == 'running' or was[2] == ARGV[1] then return was[2] end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'id', ARGV[1], 'by', ARGV[2], 'at', ARGV[3], 'state', 'requested', 'done', 0, 'total', 0,
  'force', ARGV[4], 'tablesOf', ARGV[5])
return ARGV[1]
