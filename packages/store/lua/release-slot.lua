--[[
Gives back a slot of a host.

KEYS[1] hosts
ARGV[1] prefix of the hosts' keys  ARGV[2] host  ARGV[3] holder
]]
--@include host
release(ARGV[1], ARGV[2], ARGV[3])
