-- What a host is asked at one time, and how often. All keys of hosts begin with the prefix that scripts are given:
--
--   hosts       zset  host -> time from which a feed of it may be handed out; never later than that is so
--   due:HOST    zset  feed -> time of its next poll; feeds that are stopped are not in it
--   slots:HOST  zset  who asks the host now -> end of that lease
--   pages:HOST  zset  page that was refused -> when it asks again
--   host:HOST   hash  full: the time at which the token bucket is full again (a bucket kept as one number, GCRA)
--                     blocked, why: nothing is asked before this time   delay, delayUntil: robots.txt's Crawl-delay
--                     last, lastAt: whether a feed or a page was asked for last, and when
--
-- A policy is { atOnce, interval, burst }: requests at once, ms in which one token comes, tokens that the bucket holds.

-- Where feeds and pages of a host both wait, they take turns; who does not come in this time has missed its turn.
local turnMs = 3000
-- A page that was refused and has not come back for this long will not.
local pageLostMs = 60000

-- Lets Redis forget a host once nothing that is known of it matters any more, and a minute later.
local function keepHost(key, now)
  local ends = now
  for _, field in ipairs({ 'full', 'blocked', 'delayUntil', 'lastAt' }) do
    ends = math.max(ends, tonumber(redis.call('HGET', key, field) or 0))
  end
  redis.call('PEXPIRE', key, string.format('%.0f', ends - now + 60000))
end

-- Sets the time from which a host is looked at again: that of its first feed, or of its next room where that is later.
local function lookAt(prefix, host, roomAt)
  local first = redis.call('ZRANGE', prefix .. 'due:' .. host, 0, 0, 'WITHSCORES')[2]
  if not first then return redis.call('ZREM', prefix .. 'hosts', host) end
  redis.call('ZADD', prefix .. 'hosts', string.format('%.0f', math.max(tonumber(first), roomAt)), host)
end

-- Sets a feed's next poll: a time in ms, or 'never'.
local function schedule(prefix, feed, host, at)
  if at == 'never' then
    redis.call('ZADD', prefix .. 'due', '+inf', feed)
    redis.call('ZREM', prefix .. 'due:' .. host, feed)
  else
    redis.call('ZADD', prefix .. 'due', at, feed)
    redis.call('ZADD', prefix .. 'due:' .. host, at, feed)
  end
  lookAt(prefix, host, 0)
end

local function release(prefix, host, holder)
  redis.call('ZREM', prefix .. 'slots:' .. host, holder)
  lookAt(prefix, host, 0)
end

-- Whether it is another kind's turn: until when, or nil.
local function othersTurn(prefix, host, kind, state, now)
  local ends = (tonumber(state[6]) or 0) + turnMs
  if state[5] ~= kind or now >= ends then return nil end
  if kind == 'page' then
    return redis.call('ZCOUNT', prefix .. 'due:' .. host, '-inf', now) > 0 and ends or nil
  end
  redis.call('ZREMRANGEBYSCORE', prefix .. 'pages:' .. host, '-inf', now - pageLostMs)
  return redis.call('ZCOUNT', prefix .. 'pages:' .. host, '-inf', now + turnMs) > 0 and ends or nil
end

-- Takes one of a host's slots and one of its tokens for `holder`; who holds one already only gets a longer lease.
-- kind: 'feed', 'page', or 'person' (somebody waits: tokens, turns and Retry-After do not count, slots do).
-- Returns nil when it was taken, else when to ask again, what is missing, and the least ms between two requests.
local function take(prefix, host, policy, kind, holder, now, leaseMs)
  local slots, key = prefix .. 'slots:' .. host, prefix .. 'host:' .. host
  local state = redis.call('HMGET', key, 'full', 'blocked', 'delay', 'delayUntil', 'last', 'lastAt')
  local interval, burst = policy.interval, policy.burst
  if state[3] and tonumber(state[4]) > now and tonumber(state[3]) > interval then
    interval, burst = tonumber(state[3]), 1
  end
  redis.call('ZREMRANGEBYSCORE', slots, '-inf', now)
  local isHeld = redis.call('ZSCORE', slots, holder)
  if not isHeld then
    local full = math.max(now, tonumber(state[1]) or 0)
    if kind ~= 'person' then
      local blocked = tonumber(state[2]) or 0
      if blocked > now then return blocked, 'blocked', interval end
      local ends = othersTurn(prefix, host, kind, state, now)
      if ends then return ends, 'turn', interval end
      local tokenAt = full - (burst - 1) * interval
      if tokenAt > now then return tokenAt, 'token', interval end
    end
    if redis.call('ZCARD', slots) >= policy.atOnce then
      return tonumber(redis.call('ZRANGE', slots, 0, 0, 'WITHSCORES')[2]), 'slot', interval
    end
    -- A person may be ahead of the tokens, by one bucket at most.
    full = math.min(full + interval, now + math.max(burst, 1) * interval)
    redis.call('HSET', key, 'full', string.format('%.0f', full), 'last', kind == 'page' and 'page' or 'feed',
      'lastAt', now)
    keepHost(key, now)
  end
  redis.call('ZADD', slots, string.format('%.0f', now + leaseMs), holder)
  local lastEnds = tonumber(redis.call('ZRANGE', slots, -1, -1, 'WITHSCORES')[2])
  redis.call('PEXPIRE', slots, string.format('%.0f', lastEnds - now))
  return nil
end
