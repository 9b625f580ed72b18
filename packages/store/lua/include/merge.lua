-- Makes one record of several: the oldest (lowest number) stays, the others point to it and leave every list.
-- Returns the number that stayed. `numbers` holds at least one resolved number, as strings.
local function merge(prefix, numbers, keys)
  local kept = numbers[1]
  for _, number in ipairs(numbers) do
    if tonumber(number) < tonumber(kept) then kept = number end
  end
  for _, number in ipairs(numbers) do
    if number ~= kept and redis.call('HGET', prefix .. number, 'into') ~= kept then
      forget(prefix, number, 'merged', keys)
      redis.call('HSET', prefix .. number, 'into', kept)
    end
  end
  return kept
end
