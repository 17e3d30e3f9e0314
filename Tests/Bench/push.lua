-- wrk: every request puts a location of the flooding partner, each time another.
local turn = 0

request = function()
  turn = turn + 1
  local id = "F" .. (turn % 500)
  local body = string.format(
    '{"country_code":"FR","party_id":"JAA","id":"%s","publish":true,"name":"Station %d","address":"Rue 1",'
      .. '"city":"Lyon","country":"FRA","time_zone":"Europe/Paris",'
      .. '"coordinates":{"latitude":"45.750000","longitude":"4.850000"},"last_updated":"%s"}',
    id, turn, os.date("!%Y-%m-%dT%H:%M:%SZ"))
  local path = wrk.path:gsub("/versions$", "/2.2.1/receiver/locations/FR/JAA/" .. id)
  wrk.headers["Content-Type"] = "application/json"
  return wrk.format("PUT", path, wrk.headers, body)
end
