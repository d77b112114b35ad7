--- What the experiments accept (ERR-6 to ERR-11): first all shapes, then all values, each in the
-- order in which the specification lists them. The types have been checked before, by readers.

local errors = require("errors")

local checks = {}

local LARGEST_SEED <const> = 2 ^ 32 - 1
local MOST_NUMBERS <const> = 2 ^ 24 -- that one request may ask for

local function is_finite(value)
  return value - value == 0.0 -- NaN for infinities and NaN
end

-- Shapes

local function check_not_empty(field, values)
  if #values == 0 then
    error(errors.fault("empty", field, "at least one number"))
  end
end

local function check_length(field, values, other, length, ...)
  if #values ~= length then
    local expected = ("length %d, that of %s, got length %d"):format(length, other, #values)
    error(errors.fault("shape_mismatch", field, expected, ...))
  end
end

local function check_row_lengths(field, rows, other, length)
  for i, row in ipairs(rows) do
    check_length(field, row, other, length, i)
  end
end

-- Values

local function check_finite_number(field, value, ...)
  if not is_finite(value) then
    error(errors.fault("not_finite", field, "a finite number", ...))
  end
end

local function check_finite(field, values)
  for i, value in ipairs(values) do
    check_finite_number(field, value, i)
  end
end

local function check_finite_rows(field, rows)
  for i, row in ipairs(rows) do
    for j, value in ipairs(row) do
      check_finite_number(field, value, i, j)
    end
  end
end

local function check_count(field, value)
  if value < 0 then
    error(errors.fault("out_of_range", field, "0 or more"))
  end
end

local function check_range(field, value, low, high)
  if value < low or value > high then
    error(errors.fault("out_of_range", field, ("%d to %d"):format(low, high)))
  end
end

local function check_name(field, value, names)
  for _, name in ipairs(names) do
    if name == value then
      return
    end
  end
  error(errors.fault("unknown_name", field, 'one of "' .. table.concat(names, '", "') .. '"'))
end

--- Refuse a negative count, and a record that does not ascend from 1 to it; record: nil for all.
local function check_record(iterations, record)
  check_count("iterations", iterations)
  local expected = ("ascending numbers from 1 to %d"):format(iterations)
  local before = 0
  for i, number in ipairs(record or {}) do
    if number <= before or number > iterations then
      error(errors.fault("out_of_range", "record", expected, i))
    end
    before = number
  end
end

--- Return a function that tells whether an iteration is to be reported; record: nil for all.
function checks.recorded(record)
  local wanted = {}
  for _, number in ipairs(record or {}) do
    wanted[number] = true
  end
  return function(iteration)
    return record == nil or wanted[iteration] == true
  end
end

-- A run stops at the first quantity that becomes infinite or NaN (ARITH-4).

function checks.check_converging(field, values, trial)
  for _, value in ipairs(values) do
    if not is_finite(value) then
      local message = ("%s: left the finite numbers in trial %d"):format(field, trial)
      error(errors.refusal("diverged", field, message, trial))
    end
  end
end

function checks.check_converging_rows(field, rows, trial)
  for _, row in ipairs(rows) do
    checks.check_converging(field, row, trial)
  end
end

-- The experiments

function checks.check_button_press(inputs, weights, desired, learning_rate, trials, rule)
  check_not_empty("inputs", inputs)
  check_length("weights", weights, "inputs", #inputs)

  check_finite("inputs", inputs)
  check_finite("weights", weights)
  check_finite_number("desired", desired)
  check_finite_number("learning_rate", learning_rate)
  check_count("trials", trials)
  check_name("rule", rule, { "add", "widrow_hoff" })
end

function checks.check_rabbit(weights, learned, threshold, learning_rate, stimuli)
  check_not_empty("weights", weights)
  check_length("learned", learned, "weights", #weights)
  check_row_lengths("stimuli", stimuli, "weights", #weights)

  check_finite("weights", weights)
  check_finite_number("threshold", threshold)
  check_finite_number("learning_rate", learning_rate)
  check_finite_rows("stimuli", stimuli)
end

function checks.check_hebb(inputs, weights, learning_rate, rule)
  check_not_empty("inputs", inputs)
  check_not_empty("inputs", inputs[1])
  check_row_lengths("inputs", inputs, "inputs[0]", #inputs[1])
  check_length("weights", weights, "inputs[0]", #inputs[1])

  check_finite_rows("inputs", inputs)
  check_finite("weights", weights)
  check_finite_number("learning_rate", learning_rate)
  check_name("rule", rule, { "hebb", "oja" })
end

function checks.check_neuron(
  inputs, targets, weights, bias, slope, learning_rate, iterations, record
)
  check_not_empty("inputs", inputs)
  check_row_lengths("inputs", inputs, "weights", #weights)
  check_length("targets", targets, "inputs", #inputs)
  check_not_empty("weights", weights)

  check_finite_rows("inputs", inputs)
  check_finite("targets", targets)
  check_finite("weights", weights)
  if bias ~= nil then
    check_finite_number("bias", bias)
  end
  check_finite_number("slope", slope)
  check_finite_number("learning_rate", learning_rate)
  check_record(iterations, record)
end

function checks.check_two_layer(
  inputs, targets, weights1, weights2, bias1, bias2, learning_rate, iterations, record
)
  check_not_empty("inputs", inputs)
  check_row_lengths("inputs", inputs, "weights1", #weights1)
  check_length("targets", targets, "inputs", #inputs)
  check_not_empty("targets", targets[1])
  check_row_lengths("targets", targets, "targets[0]", #targets[1])
  check_not_empty("weights1", weights1)
  check_row_lengths("weights1", weights1, "weights2", #weights2)
  check_not_empty("weights2", weights2)
  check_row_lengths("weights2", weights2, "targets[0]", #targets[1])
  if bias1 ~= nil then
    check_length("bias1", bias1, "weights2", #weights2)
  end
  if bias2 ~= nil then
    check_length("bias2", bias2, "targets[0]", #targets[1])
  end

  check_finite_rows("inputs", inputs)
  check_finite_rows("targets", targets)
  check_finite_rows("weights1", weights1)
  check_finite_rows("weights2", weights2)
  check_finite("bias1", bias1 or {})
  check_finite("bias2", bias2 or {})
  check_finite_number("learning_rate", learning_rate)
  check_record(iterations, record)
end

function checks.check_elementary(name)
  check_name("function", name, { "exp", "log", "tanh", "sigmoid", "expm1", "log1p", "erf" })
end

function checks.check_random(seed, count, distribution, high)
  check_range("seed", seed, 0, LARGEST_SEED)
  check_range("count", count, 0, MOST_NUMBERS)
  check_name("distribution", distribution, { "uniform", "normal", "integers" })
  check_range("high", high, 1, LARGEST_SEED + 1)
end

return checks
