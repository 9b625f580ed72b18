--[[
Adds what an article's own page says (its whole text, its date, its rel=canonical) to a record that a feed made.

KEYS[1] aliases  KEYS[2] pending  KEYS[3] published  KEYS[4] log  KEYS[5] changes  KEYS[6] aside

ARGV[1] prefix of the article keys, in the slot of KEYS
ARGV[2] number
ARGV[3] the version that the caller read
ARGV[4] hash of the page's text, '' where the feed's is the better one: then the links stay that text's too
ARGV[5] card with what the page adds, JSON
ARGV[6] now in ms
ARGV[7] alias key of the page's canonical address, '' for none
ARGV[8] links of the page's text, 16 bytes each, '' for none
ARGV[9] publication time in ms, '' where neither feed nor page tells it

Returns {status, version, hash of the page text that is no longer needed or ''}; status is one of
  attached   a new version, pending
  unchanged  the same page as before; its links are learned all the same
  stale      the record has moved on since it was read, is not live, or is what its publisher sent ('@push'), whose word
             is over its page's: nothing was changed
]]
--@include resolve
--@include forget
--@include merge
--@include keep-links

local prefix, number, hash, alias, dated = ARGV[1], ARGV[2], ARGV[4], ARGV[7], ARGV[9]
local dayMs = 86400000
local outlets = { pending = KEYS[2], published = KEYS[3], log = KEYS[4], changes = KEYS[5], aside = KEYS[6] }
local was = redis.call('HMGET', prefix .. number, 'state', 'v', 'page', 'card', 'pub', 'feed')
if was[1] ~= 'live' or was[2] ~= ARGV[3] or was[6] == '@push' then return { 'stale', tonumber(was[2] or 0), '' } end

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
local page = was[3] or ''
if hash ~= '' then keepLinks(prefix .. number, ARGV[8]) end
if page == hash and was[4] == ARGV[5] then return { 'unchanged', tonumber(was[2]), '' } end

local version = tonumber(was[2]) + 1
-- A date more than a day ahead is not believed: the time first seen stands for it.
local isBelieved = dated ~= '' and tonumber(dated) <= tonumber(ARGV[6]) + dayMs
local time = isBelieved and dated or was[5]
redis.call('HSET', prefix .. number, 'v', version, 'cv', version, 'card', ARGV[5], 'pub', time, 'stored', ARGV[6])
if hash == '' then
  redis.call('HDEL', prefix .. number, 'page')
else
  redis.call('HSET', prefix .. number, 'page', hash)
end
redis.call('ZADD', KEYS[3], time, number)
redis.call('ZADD', KEYS[2], ARGV[6], number)
redis.call('XADD', KEYS[5], 'MAXLEN', '~', 10000, '*', 'numbers', number)
return { 'attached', version, page ~= hash and page or '' }
