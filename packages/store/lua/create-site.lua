--[[
Creates a site with its network and its first keys, all or nothing.

KEYS[1] sites (hash)  KEYS[2] site names (hash, name -> id)  KEYS[3] networks (hash)  KEYS[4] keys (hash, hash -> JSON)

ARGV[1] site id  ARGV[2] name  ARGV[3] site, JSON  ARGV[4] network id  ARGV[5] network, JSON
ARGV[6...] key hash, key record JSON, ...

Returns 1, or 0 when the name is taken: nothing was changed.
]]
if redis.call('HSETNX', KEYS[2], ARGV[2], ARGV[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call('HSETNX', KEYS[3], ARGV[4], ARGV[5])
for i = 6, #ARGV, 2 do redis.call('HSET', KEYS[4], ARGV[i], ARGV[i + 1]) end
return 1
