--[[
Writes the record of a key that is revoked, and tells every process that answers for its site.

KEYS[1] api-keys      hash, SHA-256 of a key -> record
KEYS[2] site-changes  stream

ARGV[1] hash of the key  ARGV[2] its record, JSON  ARGV[3] site id  ARGV[4] channel of site changes

Returns 1. Who listens on the channel is told before the caller has this answer.
]]
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('XADD', KEYS[2], 'MAXLEN', '~', 1000, '*', 'site', ARGV[3])
redis.call('PUBLISH', ARGV[4], ARGV[3])
return 1
