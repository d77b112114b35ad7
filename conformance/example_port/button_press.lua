--- Chapter button_press: the four-button perceptron (conformance/spec/button_press.md).
--
-- Each trial calculates the output and its error, then learns. n is the number of inputs.

local checks = require("checks")

local button_press = {}

--- Return d = bias + w1*x1 + ... + wn*xn, added from left to right (SUM-1).
--
-- Lua rounds the product and the sum separately, as ARITH-2 asks: it never fuses them.
-- inputs [n], weights [n]
function button_press.weighted_sum(inputs, weights, bias)
  local d = bias
  for i = 1, #inputs do
    d = d + weights[i] * inputs[i]
  end
  return d
end

--- Return the error, desired - output (PRESS-2).
function button_press.output_error(desired, output)
  return desired - output
end

--- Return new weights: those of active inputs have grown (PRESS-3).
--
-- The old list stays as it is, because an earlier trial reports it.
-- inputs [n], weights [n] -> weights [n]
function button_press.add_rule(inputs, weights, learning_rate)
  local learned = {}
  for i = 1, #inputs do
    learned[i] = inputs[i] > 0.0 and weights[i] + learning_rate or weights[i]
  end
  return learned
end

--- Return the weights after w = w + (learning_rate*error)*x (PRESS-4).
--
-- inputs [n], weights [n] -> weights [n]
function button_press.widrow_hoff_rule(inputs, weights, learning_rate, error)
  local learned = {}
  local step = learning_rate * error -- once, before the loop: the brackets decide the last bit
  for i = 1, #inputs do
    learned[i] = weights[i] + step * inputs[i]
  end
  return learned
end

--- Press the same buttons in every trial, and return a record of each trial (PRESS-1).
--
-- inputs [n], weights [n]; rule: "add" or "widrow_hoff"
function button_press.button_press(inputs, weights, desired, learning_rate, trials, rule)
  checks.check_button_press(inputs, weights, desired, learning_rate, trials, rule)
  local history = {}
  for trial = 1, trials do
    local output = button_press.weighted_sum(inputs, weights, 0.0)
    checks.check_converging("output", { output }, trial)
    local error = button_press.output_error(desired, output)
    checks.check_converging("error", { error }, trial)
    if rule == "add" then
      weights = button_press.add_rule(inputs, weights, learning_rate)
    else
      weights = button_press.widrow_hoff_rule(inputs, weights, learning_rate, error)
    end
    checks.check_converging("weights", weights, trial)
    history[trial] = { output = output, error = error, weights = weights }
  end
  return history
end

return button_press
