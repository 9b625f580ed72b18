--[[
Takes an article out of every list. Its record, id and aliases stay, so that its address is never taken for a new one.

KEYS[1] pending  KEYS[2] published  KEYS[3] log  KEYS[4] changes  KEYS[5] aside

ARGV[1] prefix of the article keys, in the slot of KEYS
ARGV[2] number
ARGV[3] the new state: removed (a person's word, no feed brings it back), missing (its page is gone; a feed that
        shows it again brings it back; never of what its publisher sent, '@push') or expired (older than the window)

Returns {1 if it was taken out, else 0; hash of its text or ''; hash of its page's text or ''}.
Safe to repeat: the second call takes nothing out.
]]
--@include forget

local key = ARGV[1] .. ARGV[2]
local was = redis.call('HMGET', key, 'state', 'hash', 'page', 'feed')
if not was[1] or was[1] == ARGV[3] or was[1] == 'merged' or was[1] == 'removed' then return { 0, '', '' } end
if ARGV[3] == 'missing' and was[4] == '@push' then return { 0, '', '' } end
forget(ARGV[1], ARGV[2], ARGV[3],
  { pending = KEYS[1], published = KEYS[2], log = KEYS[3], changes = KEYS[4], aside = KEYS[5] })
if ARGV[3] == 'removed' then redis.call('HDEL', key, 'card', 'labels', 'links') end
-- Its texts go with it: a feed that shows it again brings its own, and has its page fetched anew.
redis.call('HDEL', key, 'page')
return { 1, was[2] or '', was[3] or '' }
