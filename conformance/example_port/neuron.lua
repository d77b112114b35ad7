--- Chapter neuron: one sigmoid unit that learns by gradient descent (conformance/spec/neuron.md).
--
-- Each iteration calculates the outputs for all examples, then moves the weights once.
-- m examples, n inputs.

local button_press = require("button_press")
local checks = require("checks")
local sigmoid = require("elementary").sigmoid

local neuron = {}

--- Return y = S(slope * d) for each example (NEURON-2).
--
-- inputs [m][n], weights [n] -> [m]
function neuron.neuron_outputs(inputs, weights, bias, slope)
  local outputs = {}
  for j, row in ipairs(inputs) do
    outputs[j] = sigmoid(slope * button_press.weighted_sum(row, weights, bias))
  end
  return outputs
end

--- Return target - output for each example (NEURON-3).
--
-- targets [m], outputs [m] -> [m]
function neuron.neuron_errors(targets, outputs)
  local errors = {}
  for j = 1, #targets do
    errors[j] = button_press.output_error(targets[j], outputs[j])
  end
  return errors
end

--- Return delta = error * slope * y * (1 - y), multiplied from left to right (NEURON-4).
--
-- errors [m], outputs [m] -> [m]
function neuron.neuron_deltas(errors, outputs, slope)
  local deltas = {}
  for j = 1, #errors do
    deltas[j] = errors[j] * slope * outputs[j] * (1.0 - outputs[j])
  end
  return deltas
end

--- Return the sum of x * delta over the examples, first to last, for each weight (NEURON-5).
--
-- inputs [m][n], deltas [m] -> [n]
function neuron.neuron_adjustment(inputs, deltas)
  local adjustment = {}
  for i = 1, #inputs[1] do
    adjustment[i] = 0.0
  end
  for j = 1, #deltas do
    for i = 1, #adjustment do
      adjustment[i] = adjustment[i] + inputs[j][i] * deltas[j]
    end
  end
  return adjustment
end

--- Return the sum of the deltas, first to last: a bias is a weight whose input is 1 (NEURON-5).
--
-- deltas [m]
function neuron.bias_adjustment(deltas)
  local adjustment = 0.0
  for _, delta in ipairs(deltas) do
    adjustment = adjustment + delta
  end
  return adjustment
end

--- Return the weights after w = w + learning_rate * adjustment (NEURON-6).
--
-- weights [n], adjustment [n] -> [n]
function neuron.gradient_step(weights, adjustment, learning_rate)
  local moved = {}
  for i = 1, #weights do
    moved[i] = weights[i] + learning_rate * adjustment[i]
  end
  return moved
end

--- Train the neuron; an iteration learns from all examples at once (NEURON-1).
--
-- inputs [m][n], targets [m], weights [n]; bias: nil for a neuron without one; record: the
-- iterations to report, ascending from 1, or nil for all
function neuron.neuron(inputs, targets, weights, bias, slope, learning_rate, iterations, record)
  checks.check_neuron(inputs, targets, weights, bias, slope, learning_rate, iterations, record)
  local recorded = checks.recorded(record)
  local history = {}
  for iteration = 1, iterations do
    local outputs = neuron.neuron_outputs(inputs, weights, bias or 0.0, slope)
    checks.check_converging("outputs", outputs, iteration)
    local errors = neuron.neuron_errors(targets, outputs)
    local deltas = neuron.neuron_deltas(errors, outputs, slope)
    local adjustment = neuron.neuron_adjustment(inputs, deltas)
    weights = neuron.gradient_step(weights, adjustment, learning_rate)
    checks.check_converging("weights", weights, iteration)
    if bias ~= nil then
      bias = neuron.gradient_step({ bias }, { neuron.bias_adjustment(deltas) }, learning_rate)[1]
      checks.check_converging("bias", { bias }, iteration)
    end
    if recorded(iteration) then
      history[#history + 1] = {
        iteration = iteration, outputs = outputs, errors = errors, weights = weights, bias = bias,
      }
    end
  end
  return history
end

return neuron
