--[[
Asks the network's writer about a text that is not indexed.

KEYS[1] asks (stream)

ARGV[1] ask id, by which the answer will be found
ARGV[2] how long the asker waits, in ms
ARGV[3] the texts, encoded
ARGV[4] asks kept at most: the oldest, whose askers have waited longest, give way
ARGV[5] ms after which the whole stream goes where nobody has asked since: drafts are not ours to keep
ARGV[6] network id, told to writers on the channel ARGV[7]
ARGV[7] channel

Returns the id of the entry.
]]
local entry = redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[4], '*', 'id', ARGV[1], 'wait', ARGV[2], 'texts', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
redis.call('PUBLISH', ARGV[7], ARGV[6])
return entry
