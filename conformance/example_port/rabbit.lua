--- Chapter rabbit: classical conditioning (conformance/spec/rabbit.md).
--
-- The rabbit blinks when the weighted sum reaches the threshold; learned weights of active stimuli
-- grow whenever it blinks. n is the number of stimuli.

local checks = require("checks")
local weighted_sum = require("button_press").weighted_sum

local rabbit = {}

--- Return whether the weighted sum reaches the threshold (RABBIT-2).
function rabbit.blinks(total, threshold)
  return total >= threshold
end

--- Return the weights after a blink: the learned ones of active stimuli have grown (RABBIT-3).
--
-- stimulus [n], weights [n], learned [n] -> weights [n]
function rabbit.reinforce(stimulus, weights, learned, learning_rate)
  local grown = {}
  for i = 1, #stimulus do
    local grows = learned[i] and stimulus[i] > 0.0
    grown[i] = grows and weights[i] + learning_rate or weights[i]
  end
  return grown
end

--- Present the stimuli one after another, and return a record of each trial (RABBIT-1).
--
-- weights [n], learned [n] (false: innate, never changes), stimuli [trials][n]
function rabbit.rabbit(weights, learned, threshold, learning_rate, stimuli)
  checks.check_rabbit(weights, learned, threshold, learning_rate, stimuli)
  local history = {}
  for trial, stimulus in ipairs(stimuli) do
    local total = weighted_sum(stimulus, weights, 0.0)
    checks.check_converging("sum", { total }, trial)
    local blink = rabbit.blinks(total, threshold)
    if blink then
      weights = rabbit.reinforce(stimulus, weights, learned, learning_rate)
    end
    checks.check_converging("weights", weights, trial)
    history[trial] = { sum = total, blink = blink, weights = weights }
  end
  return history
end

return rabbit
