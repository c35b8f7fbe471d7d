-- Submits, one after another, the lines of the file BENCH_LINES: "token<TAB>body". Every request has a key of its own.
-- Prints only what was acknowledged: 2xx per second.
local lines, n = {}, 0
for line in io.lines(os.getenv("BENCH_LINES")) do
  local token, body = line:match("^([^\t]*)\t(.*)$")
  lines[#lines + 1] = { token, body }
end
local seed = os.getenv("BENCH_SEED") or tostring(os.time())
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
function request()
  n = n + 1
  local line = lines[n % #lines + 1]
  wrk.headers["Authorization"] = "Bearer " .. line[1]
  wrk.headers["Idempotency-Key"] = seed .. "-" .. n
  return wrk.format(nil, nil, nil, line[2])
end
local threads = {}
function setup(thread) table.insert(threads, thread) end
function init() good = 0; bad = 0 end
function response(status) if status >= 200 and status < 300 then good = good + 1 else bad = bad + 1 end end
function done(summary, latency)
  local a, b = 0, 0
  for _, thread in ipairs(threads) do a = a + thread:get("good"); b = b + thread:get("bad") end
  io.write(string.format("RATE %.1f BAD %d P50 %.2f P99 %.2f\n", a / (summary.duration / 1e6), b,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
