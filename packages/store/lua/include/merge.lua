-- Makes one record of several: the oldest (lowest number) stays, the others point to it and leave every list. A live one
-- that its publisher sent ('@push') stays before older ones: what a feed or a page says never takes its place.
-- Returns the number that stayed. `numbers` holds at least one resolved number, as strings.
local function merge(prefix, numbers, keys)
  if #numbers == 1 then return numbers[1] end
  local kept, isKeptPushed
  for _, number in ipairs(numbers) do
    local was = redis.call('HMGET', prefix .. number, 'state', 'feed')
    local isPushed = was[1] == 'live' and was[2] == '@push'
    local isStronger = isPushed and not isKeptPushed
    local isOlder = isPushed == isKeptPushed and tonumber(number) < tonumber(kept)
    if kept == nil or isStronger or isOlder then
      kept, isKeptPushed = number, isPushed
    end
  end
  for _, number in ipairs(numbers) do
    if number ~= kept and redis.call('HGET', prefix .. number, 'into') ~= kept then
      forget(prefix, number, 'merged', keys)
      redis.call('HSET', prefix .. number, 'into', kept)
    end
  end
  return kept
end
