-- Keeps the links of the body whose text is in use; '' for none.
local function keepLinks(key, links)
  if links == '' then
    redis.call('HDEL', key, 'links')
  else
    redis.call('HSET', key, 'links', links)
  end
end
