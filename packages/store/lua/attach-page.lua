--[[
Adds what an article's own page says (its whole text, its rel=canonical) to a record that a feed made.

KEYS[1] aliases  KEYS[2] pending  KEYS[3] published  KEYS[4] log  KEYS[5] changes  KEYS[6] aside

ARGV[1] prefix of the article keys, in the slot of KEYS
ARGV[2] number
ARGV[3] the version that the caller read
ARGV[4] hash of the page's text
ARGV[5] card with what the page adds, JSON
ARGV[6] now in ms
ARGV[7] alias key of the page's canonical address, '' for none
ARGV[8] links of the page's text, 16 bytes each, '' for none

Returns {status, version, hash of the page text that is no longer needed or ''}; status is one of
  attached   a new version, pending
  unchanged  the same page as before; its links are learned all the same
  stale      the record has moved on since it was read, or is not live: nothing was changed
]]
--@include resolve
--@include forget
--@include merge
--@include keep-links

local prefix, number, alias = ARGV[1], ARGV[2], ARGV[7]
local outlets = { pending = KEYS[2], published = KEYS[3], log = KEYS[4], changes = KEYS[5], aside = KEYS[6] }
local was = redis.call('HMGET', prefix .. number, 'state', 'v', 'page', 'card', 'into')
if was[1] ~= 'live' or was[2] ~= ARGV[3] then return { 'stale', tonumber(was[2] or 0), '' } end

local kept = number
if alias ~= '' then
  local other = redis.call('HGET', KEYS[1], alias)
  if other then
    other = resolve(prefix, other)
    local state = redis.call('HGET', prefix .. other, 'state')
    -- A canonical address may join two live records; it never brings back one that was taken down.
    if other ~= number and state == 'live' then kept = merge(prefix, { number, other }, outlets) end
  else
    redis.call('HSET', KEYS[1], alias, number)
  end
end
if kept ~= number then
  redis.call('XADD', KEYS[5], 'MAXLEN', '~', 10000, '*', 'numbers', kept)
  return { 'stale', tonumber(was[2]), '' }
end
keepLinks(prefix .. number, ARGV[8])
if was[3] == ARGV[4] and was[4] == ARGV[5] then return { 'unchanged', tonumber(was[2]), '' } end

local version = tonumber(was[2]) + 1
redis.call('HSET', prefix .. number, 'v', version, 'cv', version, 'page', ARGV[4], 'card', ARGV[5],
  'stored', ARGV[6])
redis.call('ZADD', KEYS[2], ARGV[6], number)
redis.call('XADD', KEYS[5], 'MAXLEN', '~', 10000, '*', 'numbers', number)
return { 'attached', version, (was[3] and was[3] ~= ARGV[4]) and was[3] or '' }
