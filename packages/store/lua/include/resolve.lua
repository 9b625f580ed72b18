-- Follows the trail that merged records leave, to the record that stayed.
-- A trail longer than eight is a fault of the data: the last record seen is taken.
local function resolve(prefix, number)
  for _ = 1, 8 do
    local into = redis.call('HGET', prefix .. number, 'into')
    if not into then return number end
    number = into
  end
  return number
end
