-- Sends the requests of the file $REQUESTS in turn, each a length, a newline and its bytes, and says
-- what it met as one line of JSON.
local requests = {}
local file = assert(io.open(os.getenv("REQUESTS"), "rb"))
while true do
  local length = file:read("*l")
  if not length then break end
  requests[#requests + 1] = file:read(tonumber(length))
end
file:close()
local turn = 0

request = function()
  turn = turn % #requests + 1
  return requests[turn]
end

done = function(summary, latency)
  local errors = summary.errors
  print(string.format(
    '{"rate": %.1f, "p50": %.3f, "p99": %.3f, "errors": %d, "answers": %d}',
    summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000,
    latency:percentile(99) / 1000,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    summary.requests
  ))
end
