-- wrk: calls of many partners in turn.  wrk … -s calls.lua URL -- TOKENS-FILE KIND
-- Each line of the file is a partner's token and its party. KIND: get asks the address as it is; authorize asks for one card
-- of a million after the other; put sends a location, each time a newer one of another id.
local partners, turn, kind, cards = {}, 0, "get", 1

function init(words)
  for line in io.lines(words[1]) do
    local token, party = line:match("^(%S+) (%S+)$")
    partners[#partners + 1] = { token = "Token " .. token, party = party }
  end
  kind, cards = words[2], tonumber(words[3] or "1")
end

local function location(party, id)
  return string.format(
    '{"country_code":"FR","party_id":"%s","id":"%s","publish":true,"name":"Station %d","address":"Rue 1",'
      .. '"city":"Lyon","country":"FRA","time_zone":"Europe/Paris",'
      .. '"coordinates":{"latitude":"45.750000","longitude":"4.850000"},"last_updated":"%s"}',
    party, id, turn, os.date("!%Y-%m-%dT%H:%M:%SZ"))
end

request = function()
  turn = turn + 1
  local partner = partners[turn % #partners + 1]
  local fields = { Authorization = partner.token }
  if kind == "get" then return wrk.format("GET", nil, fields) end
  fields["Content-Type"] = "application/json"
  local base = wrk.path:gsub("/versions$", "/2.2.1")
  if kind == "authorize" then
    local card = string.format("%08X", turn * 7919 % cards)
    return wrk.format("POST", base .. "/sender/tokens/" .. card .. "/authorize", fields, "")
  end
  local id = "F" .. (turn % 20000)
  return wrk.format(
    "PUT", base .. "/receiver/locations/FR/" .. partner.party .. "/" .. id, fields, location(partner.party, id))
end
