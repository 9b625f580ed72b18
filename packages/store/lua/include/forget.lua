-- Takes an article out of everything that offers it: waiting work, the calendar, and (by the log) every list.
-- The record itself stays: its id, aliases and guids are permanent.
local function forget(prefix, number, state, keys)
  redis.call('HSET', prefix .. number, 'state', state)
  redis.call('ZREM', keys.pending, number)
  redis.call('ZREM', keys.published, number)
  redis.call('ZREM', keys.aside, number)
  local termed = redis.call('HGET', prefix .. number, 'tv')
  if termed then
    redis.call('XADD', keys.log, '*', 'n', number, 'v', termed, 'op', 'remove')
    -- What comes back later is termed anew under a higher version.
    redis.call('HDEL', prefix .. number, 'tv')
  end
  redis.call('XADD', keys.changes, 'MAXLEN', '~', 10000, '*', 'numbers', number)
end
