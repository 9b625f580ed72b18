-- Keeps the links of the body whose text is in use; '' for none.
local function keepLinks(key, links)
  if links == '' then
    redis.call('HDEL', key, 'links')
  elseif redis.call('HGET', key, 'links') ~= links then
    redis.call('HSET', key, 'links', links)
  end
end
