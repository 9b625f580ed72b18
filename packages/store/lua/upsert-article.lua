--[[
Writes what a feed (or a page asked for on demand, or its publisher) says of one article, finding it by alias or guid.

KEYS[1] aliases    hash    alias key -> number
KEYS[2] guids      hash    guid key -> number, of this feed
KEYS[3] numbers    string  the last number given
KEYS[4] pending    zset    number by the time from which it may be taken
KEYS[5] published  zset    live numbers by publication time
KEYS[6] log        stream
KEYS[7] changes    stream
KEYS[8] aside      zset

ARGV[1]  prefix of the article keys, in the slot of KEYS
ARGV[2]  article id: the alias key of the canonical address
ARGV[3]  site id
ARGV[4]  guid key, '' for none
ARGV[5]  feed id, '' for a page asked for on demand, '@push' for what its publisher sends
ARGV[6]  poll number, 0 without a feed
ARGV[7]  content hash
ARGV[8]  card, JSON
ARGV[9]  publication time in ms, '' where unknown
ARGV[10] now in ms
ARGV[11] characters of text
ARGV[12] links of the text, 16 bytes each, '' for none; a page's, once one is attached, are kept instead
ARGV[13...] further alias keys

Returns {status, number, version, hash of a text that nobody needs now or '', that of a page or ''}; status is one of
  created    a new record, pending
  changed    a new version, pending
  unchanged  the same content as before; its links are learned all the same
  known      another feed, or its publisher, owns this article: only aliases were learned
  stale      a later poll of the same feed has written already: nothing was changed
  removed    a person took the article down, and only its publisher brings it back: nothing was changed

Safe to repeat: the second call with the same content is `unchanged`.
]]
--@include resolve
--@include forget
--@include merge
--@include keep-links

local aliases, guids, pending = KEYS[1], KEYS[2], KEYS[4]
local published, changes = KEYS[5], KEYS[7]
local outlets = { pending = pending, published = published, log = KEYS[6], changes = changes, aside = KEYS[8] }
local prefix, articleId, guid, feed, poll = ARGV[1], ARGV[2], ARGV[4], ARGV[5], tonumber(ARGV[6])
local hash, card, dated, now, characters = ARGV[7], ARGV[8], ARGV[9], tonumber(ARGV[10]), tonumber(ARGV[11])
local links = ARGV[12]
local push = '@push'
local isPushed = feed == push
local dayMs = 86400000

-- A date more than a day ahead is not believed: the time first seen stands for it.
local function publicationTime(firstSeen)
  if dated ~= '' and tonumber(dated) <= now + dayMs then return dated end
  return firstSeen
end

-- Most items of most polls are known under all of their names: what is so already is not written again.
local function learn(key, name, number)
  if redis.call('HGET', key, name) ~= number then redis.call('HSET', key, name, number) end
end

local function learnAliases(number)
  learn(aliases, articleId, number)
  for i = 13, #ARGV do learn(aliases, ARGV[i], number) end
  if guid ~= '' then learn(guids, guid, number) end
end

local function write(number, version, firstSeen)
  local time = publicationTime(firstSeen)
  redis.call('HSET', prefix .. number, 'feed', feed, 'poll', poll, 'hash', hash, 'v', version, 'cv', version,
    'state', 'live', 'card', card, 'pub', time, 'chars', characters, 'stored', now)
  redis.call('ZADD', published, time, number)
  redis.call('ZADD', pending, now, number)
  redis.call('XADD', changes, 'MAXLEN', '~', 10000, '*', 'numbers', number)
end

local found, seen = {}, {}
local function see(number)
  if not number then return end
  number = resolve(prefix, number)
  if not seen[number] then
    seen[number] = true
    found[#found + 1] = number
  end
end
see(redis.call('HGET', aliases, articleId))
for i = 13, #ARGV do see(redis.call('HGET', aliases, ARGV[i])) end
if guid ~= '' then see(redis.call('HGET', guids, guid)) end

if #found == 0 then
  local number = string.format('%.0f', redis.call('INCR', KEYS[3]))
  redis.call('HSET', prefix .. number, 'id', articleId, 'site', ARGV[3], 'seen', ARGV[10])
  learnAliases(number)
  write(number, 1, ARGV[10])
  keepLinks(prefix .. number, links)
  return { 'created', tonumber(number), 1, '', '' }
end

local number = merge(prefix, found, outlets)
local key = prefix .. number
local was = redis.call('HMGET', key, 'state', 'feed', 'poll', 'hash', 'v', 'chars', 'seen', 'page')
local state, owner, lastPoll, lastHash, version = was[1], was[2], tonumber(was[3]), was[4], tonumber(was[5])

-- The refused content's text was stored before this call: it is in nobody's use, unless the record has the same.
local function refuse(status)
  local unused = hash ~= lastHash and hash ~= was[8] and hash or ''
  return { status, tonumber(number), version, unused, '' }
end

if state == 'removed' and not isPushed then return refuse('removed') end
if owner == feed and poll < lastPoll then return refuse('stale') end

learnAliases(number)
-- One feed owns an article, or two that tell it differently would rewrite it for ever. Another one takes over only
-- where the owner no longer shows it, or with at least twice as much text. Its publisher's word is over all feeds'.
local function isRicher() return owner ~= push and characters >= 2 * math.max(1, tonumber(was[6])) end
local mayWrite = owner == feed or owner == '' or isPushed or (feed ~= '' and (state ~= 'live' or isRicher()))
if not mayWrite then return refuse('known') end
local page = was[8]
if not page or isPushed then keepLinks(key, links) end
if lastHash == hash and state == 'live' and not (isPushed and page) then
  redis.call('HSET', key, 'poll', poll, 'feed', feed)
  return { 'unchanged', tonumber(number), version, '', '' }
end
write(number, version + 1, was[7])
local unusedPage = ''
if isPushed and page then
  redis.call('HDEL', key, 'page')
  unusedPage = page ~= hash and page or ''
end
local unused = lastHash ~= hash and lastHash ~= was[8] and lastHash or ''
return { 'changed', tonumber(number), version + 1, unused, unusedPage }
