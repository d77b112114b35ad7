--- Chapter two_layer: a hidden layer, and backpropagation (conformance/spec/two_layer.md).
--
-- m examples, n inputs, h hidden units, k outputs.

local checks = require("checks")
local gradient_step = require("neuron").gradient_step
local output_error = require("button_press").output_error
local sigmoid = require("elementary").sigmoid

local two_layer = {}

local function zeros(count)
  local list = {}
  for i = 1, count do
    list[i] = 0.0
  end
  return list
end

--- Return S(d) for each example and unit, d as SUM-1 has it (LAYER-2).
--
-- inputs [m][n], weights [n][h], bias [h] -> [m][h]
function two_layer.layer_outputs(inputs, weights, bias)
  local outputs = {}
  for e, row in ipairs(inputs) do
    local sums = table.move(bias, 1, #bias, 1, {})
    for i = 1, #row do
      for j = 1, #sums do
        sums[j] = sums[j] + weights[i][j] * row[i]
      end
    end
    for j = 1, #sums do
      sums[j] = sigmoid(sums[j])
    end
    outputs[e] = sums
  end
  return outputs
end

--- Return the sum of the squared errors, row by row (LAYER-3).
--
-- targets [m][k], outputs [m][k]
function two_layer.squared_loss(targets, outputs)
  local loss = 0.0
  for i = 1, #targets do
    for j = 1, #targets[i] do
      local error = output_error(targets[i][j], outputs[i][j])
      loss = loss + error * error
    end
  end
  return loss
end

--- Return 2 * error * y * (1 - y), multiplied from left to right (LAYER-4).
--
-- targets [m][k], outputs [m][k] -> [m][k]
function two_layer.output_deltas(targets, outputs)
  local deltas = {}
  for i = 1, #targets do
    deltas[i] = {}
    for o, y in ipairs(outputs[i]) do
      deltas[i][o] = 2.0 * output_error(targets[i][o], y) * y * (1.0 - y)
    end
  end
  return deltas
end

--- Return error * y * (1 - y), where a hidden unit's error is a sum over the outputs (LAYER-5).
--
-- deltas [m][k] of the outputs, weights [h][k], hidden [m][h] -> [m][h]
function two_layer.hidden_deltas(deltas, weights, hidden)
  local result = {}
  for i = 1, #hidden do
    result[i] = {}
    for j, y in ipairs(hidden[i]) do
      local error = 0.0
      for o = 1, #deltas[i] do
        error = error + deltas[i][o] * weights[j][o]
      end
      result[i][j] = error * y * (1.0 - y)
    end
  end
  return result
end

--- Return the sum of x * delta over the examples, first to last, for each weight (LAYER-6).
--
-- inputs [m][n], deltas [m][h] -> [n][h]
function two_layer.weight_adjustments(inputs, deltas)
  local adjustments = {}
  for j = 1, #inputs[1] do
    adjustments[j] = zeros(#deltas[1])
  end
  for i = 1, #inputs do
    for j = 1, #inputs[i] do
      for o = 1, #deltas[i] do
        adjustments[j][o] = adjustments[j][o] + inputs[i][j] * deltas[i][o]
      end
    end
  end
  return adjustments
end

--- Return the sum of each unit's deltas over the examples, first to last (LAYER-6).
--
-- deltas [m][h] -> [h]
function two_layer.bias_adjustments(deltas)
  local adjustments = zeros(#deltas[1])
  for _, row in ipairs(deltas) do
    for j = 1, #row do
      adjustments[j] = adjustments[j] + row[j]
    end
  end
  return adjustments
end

--- Return all weights of a layer after a step (NEURON-6).
--
-- weights [n][h], adjustments [n][h] -> [n][h]
function two_layer.gradient_step_rows(weights, adjustments, learning_rate)
  local moved = {}
  for i = 1, #weights do
    moved[i] = gradient_step(weights[i], adjustments[i], learning_rate)
  end
  return moved
end

--- Train both layers; an iteration learns from all examples at once (LAYER-1).
--
-- inputs [m][n], targets [m][k], weights1 [n][h], weights2 [h][k], bias1 [h], bias2 [k] (nil: the
-- layer has none); record: the iterations to report, ascending from 1, or nil for all
function two_layer.two_layer(
  inputs, targets, weights1, weights2, bias1, bias2, learning_rate, iterations, record
)
  checks.check_two_layer(
    inputs, targets, weights1, weights2, bias1, bias2, learning_rate, iterations, record
  )
  local no_bias1, no_bias2 = zeros(#weights2), zeros(#targets[1])
  local recorded = checks.recorded(record)
  local history = {}
  for iteration = 1, iterations do
    local hidden = two_layer.layer_outputs(inputs, weights1, bias1 or no_bias1)
    local outputs = two_layer.layer_outputs(hidden, weights2, bias2 or no_bias2)
    checks.check_converging_rows("outputs", outputs, iteration)
    local loss = two_layer.squared_loss(targets, outputs)
    checks.check_converging("loss", { loss }, iteration)

    -- The deltas come from the weights that gave the outputs, before any weight moves.
    local deltas2 = two_layer.output_deltas(targets, outputs)
    local deltas1 = two_layer.hidden_deltas(deltas2, weights2, hidden)
    weights1 = two_layer.gradient_step_rows(
      weights1, two_layer.weight_adjustments(inputs, deltas1), learning_rate
    )
    weights2 = two_layer.gradient_step_rows(
      weights2, two_layer.weight_adjustments(hidden, deltas2), learning_rate
    )
    checks.check_converging_rows("weights1", weights1, iteration)
    checks.check_converging_rows("weights2", weights2, iteration)
    if bias1 ~= nil then
      bias1 = gradient_step(bias1, two_layer.bias_adjustments(deltas1), learning_rate)
      checks.check_converging("bias1", bias1, iteration)
    end
    if bias2 ~= nil then
      bias2 = gradient_step(bias2, two_layer.bias_adjustments(deltas2), learning_rate)
      checks.check_converging("bias2", bias2, iteration)
    end
    if recorded(iteration) then
      history[#history + 1] = {
        iteration = iteration, loss = loss, outputs = outputs,
        weights1 = weights1, weights2 = weights2, bias1 = bias1, bias2 = bias2,
      }
    end
  end
  return history
end

return two_layer
