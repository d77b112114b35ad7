--- Chapter hebb: a unit that learns without a teacher (conformance/spec/hebb.md).
--
-- n inputs.

local checks = require("checks")
local weighted_sum = require("button_press").weighted_sum

local hebb = {}

--- Return the weights after w = w + step*x (HEBB-2).
--
-- inputs [n], weights [n] -> weights [n]
function hebb.hebb_rule(inputs, weights, step)
  local learned = {}
  for i = 1, #inputs do
    learned[i] = weights[i] + step * inputs[i]
  end
  return learned
end

--- Return the weights after w = w + step*(x - output*w) (HEBB-3).
--
-- inputs [n], weights [n] -> weights [n]
function hebb.oja_rule(inputs, weights, step, output)
  local learned = {}
  for i = 1, #inputs do
    learned[i] = weights[i] + step * (inputs[i] - output * weights[i])
  end
  return learned
end

--- Show the unit one input vector in each trial, and return a record of each (HEBB-1).
--
-- inputs [trials][n], weights [n]; rule: "hebb" or "oja"
function hebb.hebb(inputs, weights, learning_rate, rule)
  checks.check_hebb(inputs, weights, learning_rate, rule)
  local history = {}
  for trial, row in ipairs(inputs) do
    local output = weighted_sum(row, weights, 0.0)
    checks.check_converging("output", { output }, trial)
    local step = learning_rate * output
    if rule == "hebb" then
      weights = hebb.hebb_rule(row, weights, step)
    else
      weights = hebb.oja_rule(row, weights, step, output)
    end
    checks.check_converging("weights", weights, trial)
    history[trial] = { output = output, weights = weights }
  end
  return history
end

return hebb
