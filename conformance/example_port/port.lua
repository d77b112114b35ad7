--- A port of refnet in Lua 5.4: a line in, a line out (PORT-3).
--
--   lua5.4 conformance/example_port/port.lua

local folder = arg[0]:match("^.*/") or "./"
package.path = folder .. "?.lua;" .. package.path

local protocol = require("protocol")

for line in io.lines() do -- also a last line without a line feed
  io.write(protocol.answer(line), "\n")
  io.flush() -- or the answer waits in a buffer, and the runner for the answer
end
