--- The experiments of this port, with their fields in order (PORT-4) and their answers.

local button_press = require("button_press").button_press
local elementary = require("elementary").elementary
local hebb = require("hebb").hebb
local json = require("json")
local neuron = require("neuron").neuron
local rabbit = require("rabbit").rabbit
local random = require("random").random
local readers = require("readers")
local two_layer = require("two_layer").two_layer

local experiments = {}

local function required(name, read)
  return { name = name, read = read, required = true }
end

--- A field that may be left out; one without a default is nil then.
local function optional(name, read, default)
  return { name = name, read = read, default = default }
end

--- Return the trials as objects with these fields; a bias that is nil is null.
local function trials(names, history)
  local objects = {}
  for i, trial in ipairs(history) do
    objects[i] = json.ordered(names, trial)
  end
  return objects
end

experiments.HERE = {
  button_press = {
    fields = {
      required("inputs", readers.numbers),
      required("weights", readers.numbers),
      required("desired", readers.number),
      required("learning_rate", readers.number),
      required("trials", readers.count),
      optional("rule", readers.string, "add"),
    },
    answers = "trials",
    run = function(of)
      local history =
        button_press(of.inputs, of.weights, of.desired, of.learning_rate, of.trials, of.rule)
      return trials({ "output", "error", "weights" }, history)
    end,
  },
  rabbit = {
    fields = {
      required("weights", readers.numbers),
      required("learned", readers.booleans),
      required("threshold", readers.number),
      required("learning_rate", readers.number),
      required("stimuli", readers.rows),
    },
    answers = "trials",
    run = function(of)
      local history = rabbit(of.weights, of.learned, of.threshold, of.learning_rate, of.stimuli)
      return trials({ "sum", "blink", "weights" }, history)
    end,
  },
  hebb = {
    fields = {
      required("inputs", readers.rows),
      required("weights", readers.numbers),
      required("learning_rate", readers.number),
      optional("rule", readers.string, "hebb"),
    },
    answers = "trials",
    run = function(of)
      local history = hebb(of.inputs, of.weights, of.learning_rate, of.rule)
      return trials({ "output", "weights" }, history)
    end,
  },
  neuron = {
    fields = {
      required("inputs", readers.rows),
      required("targets", readers.numbers),
      required("weights", readers.numbers),
      optional("bias", readers.number_or_null),
      optional("slope", readers.number, 1.0),
      optional("learning_rate", readers.number, 1.0),
      required("iterations", readers.count),
      optional("record", readers.counts),
    },
    answers = "trials",
    run = function(of)
      local history = neuron(
        of.inputs, of.targets, of.weights, of.bias, of.slope, of.learning_rate,
        of.iterations, of.record
      )
      return trials({ "iteration", "outputs", "errors", "weights", "bias" }, history)
    end,
  },
  two_layer = {
    fields = {
      required("inputs", readers.rows),
      required("targets", readers.rows),
      required("weights1", readers.rows),
      required("weights2", readers.rows),
      optional("bias1", readers.numbers_or_null),
      optional("bias2", readers.numbers_or_null),
      optional("learning_rate", readers.number, 1.0),
      required("iterations", readers.count),
      optional("record", readers.counts),
    },
    answers = "trials",
    run = function(of)
      local history = two_layer(
        of.inputs, of.targets, of.weights1, of.weights2, of.bias1, of.bias2,
        of.learning_rate, of.iterations, of.record
      )
      local names =
        { "iteration", "loss", "outputs", "weights1", "weights2", "bias1", "bias2" }
      return trials(names, history)
    end,
  },
  elementary = {
    fields = {
      required("function", readers.string),
      required("values", readers.numbers),
    },
    answers = "values",
    run = function(of)
      return elementary(of["function"], of.values) -- `function` is a word of Lua
    end,
  },
  random = {
    fields = {
      required("seed", readers.count),
      required("count", readers.count),
      optional("distribution", readers.string, "uniform"),
      optional("high", readers.count, 1 << 32),
    },
    answers = "values",
    run = function(of)
      return random(of.seed, of.count, of.distribution, of.high)
    end,
  },
}

--- The experiments of the specification that this port leaves out: it answers "unsupported".
experiments.ELSEWHERE = {
  normalization = true,
  train = true,
  dense = true,
  accuracy = true,
  metrics = true,
  learning_rates = true,
  hopfield = true,
  initial_kernels = true,
  save_model = true,
  load_model = true,
  predict = true,
}

return experiments
