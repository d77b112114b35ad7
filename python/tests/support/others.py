"""Mistakes and liberties that the catalogue does not have, and shall not have.

A port that makes one of them gives answers that no mistake of the catalogue gives: its failures
are to be described, and no name is to be given. They are edits of the reference, as the catalogue's
are; the rule in each is the one that it breaks.
"""

from refnet.conformance.mistakes.mistake import table

OTHERS = table("""
    PRESS-1 lets all weights decay by a thousandth in each trial
      button_press: check_converging("weights" => weights = [0.999 * w for w in weights];
          check_converging("weights"
    PRESS-1 rounds the weights to six decimals after each trial
      button_press: check_converging("weights" => weights = [round(w, 6) for w in weights];
          check_converging("weights"
    PRESS-1 lowers the learning rate from trial to trial
      button_press: output = weighted_sum => learning_rate = learning_rate * 0.95;
          output = weighted_sum
    PRESS-2 keeps the error between minus and plus one half
      output_error: desired - output => max(-0.5, min(0.5, desired - output))
    PRESS-2 tolerates an error of a thousandth
      output_error: return desired - output =>
          return 0.0 if abs(desired - output) < 0.001 else desired - output
    PRESS-4 adds nine tenths of the step before
      button_press: history = [] => kept.clear(); history = []
      widrow_hoff_rule: step = learning_rate * error =>
          step = learning_rate * error + 0.9 * kept.get("step", 0.0); kept["step"] = step
    RABBIT-2 lowers the threshold by a twentieth with every blink
      rabbit: check_converging("weights" => threshold = 0.95 * threshold if blink else threshold;
          check_converging("weights"
    RABBIT-3 forgets a tenth of what is learned without a blink
      rabbit: check_converging("weights" => weights = [w if blink or not own else 0.9 * w
          for w, own in zip(weights, learned)]; check_converging("weights"
    RABBIT-3 learns less with every trial
      rabbit: learned, learning_rate) => learned, learning_rate / float(trial))
    HEBB-1 keeps the output between -1 and 1
      hebb: check_converging("output" => output = max(-1.0, min(1.0, output));
          check_converging("output"
    HEBB-2 subtracts a threshold of one tenth from the output in the step
      hebb: learning_rate * output => learning_rate * (output - 0.1)
    HEBB-3 decays by the cube of the output
      oja_rule: output * weights[i] => output * output * output * weights[i]
    NEURON-2 has a quick sigmoid, without exp
      neuron_outputs: sigmoid(slope * weighted_sum(row, weights, bias)) => (lambda d:
          0.5 + 0.5 * d / (1.0 + abs(d)))(slope * weighted_sum(row, weights, bias))
    NEURON-3 moves the targets to one and nine tenths
      neuron_errors: output_error(targets[j], => output_error(0.1 + 0.8 * targets[j],
    NEURON-4 adds a tenth to the derivative, so that it never becomes 0
      neuron_deltas: outputs[j] * (1.0 - outputs[j]) => (outputs[j] * (1.0 - outputs[j]) + 0.1)
    NEURON-5 keeps the adjustments between minus and plus one tenth
      neuron_adjustment: return adjustment => return [max(-0.1, min(0.1, a)) for a in adjustment]
    NEURON-6 lets the weights decay by a ten-thousandth
      gradient_step: weights[i] + learning_rate => 0.9999 * weights[i] + learning_rate
    LAYER-2 takes the arctangent for a sigmoid
      layer_outputs: sigmoid(d) => 0.5 + math.atan(d) / math.pi
    LAYER-3 weighs the first output double
      squared_loss: loss + error * error => loss + (2.0 if j == 0 else 1.0) * error * error
    LAYER-5 passes back the larger deltas alone
      hidden_deltas: deltas[i][o] * weights[j][o] =>
          (deltas[i][o] if abs(deltas[i][o]) > 0.05 else 0.0) * weights[j][o]
    LAYER-6 leaves out every third example
      weight_adjustments: adjustments[j][o] + inputs[i][j] * deltas[i][o] =>
          adjustments[j][o] + (inputs[i][j] * deltas[i][o] if i % 3 != 2 else 0.0)
    ELEM-4 calculates exp as a power of 1 + x/1048576
      exp: k, r, tail = => return min((1.0 + max(x, -1e6) / 1048576.0) ** 1048576
          if x < 700.0 else math.inf, math.inf); k, r, tail =
    ELEM-5 mends its language's log by one step of Newton's method
      log: m, exponent = => y = math.log(x); return y + (x * math.exp(-y) - 1.0) if
          abs(y) < 700.0 else y; m, exponent =
    ELEM-6 takes 1 for tanh from 4 on
      tanh: abs(x) < 0.625 => abs(x) < 0.625 or abs(x) >= 4.0
      tanh: return x / (1.0 + => return math.copysign(1.0, x) if abs(x) >= 4.0 else x / (1.0 +
    ELEM-7 reads the sigmoid from a table of thousandths
      sigmoid: e = exp(-abs(x)) => x = round(x, 3) if abs(x) < 1e9 else x; e = exp(-abs(x))
    RANDOM-1 seeds by the seed's successor
      seeded: words = [seed] => words = [(seed + 1) & 0xFFFFFFFF]
    RANDOM-3 tempers by another mask
      next_word: 0x9D2C5680 => 0x9D2C5E80
    RANDOM-4 never gives a double below 2^-16
      next_double: / 9007199254740992.0 => / 9007199254740992.0 * (1.0 - 2.0**-16) + 2.0**-16
    HOP-2 needs a sum of more than 3 to turn a unit
      updated_unit: total > 0.0 => total > 3.0
      updated_unit: total < 0.0 => total < -3.0
    HOP-1 forgets weak correlations
      hopfield: correlations(patterns), start => [[c if abs(c) > 1.0 else 0.0 for c in row]
          for row in correlations(patterns)], start
    DENSE-2 takes softplus for relu
      relu: 0.0 if d < 0.0 else d => d if d > 30.0 else log(1.0 + exp(d))
    DENSE-8 takes the mean of the loss and that of the epoch before
      train_epochs: loss = reduce_loss(training.loss, total, m) =>
          loss = reduce_loss(training.loss, total, m);
          loss = 0.5 * (loss + trials[-1].loss) if trials else loss
    DENSE-12 leaves out gradients below a thousandth
      train_batch: gradients = clipped => gradients = [[g if abs(g) >= 0.001 else 0.0 for g in v]
          for v in gradients]; gradients = clipped
    DENSE-13 halves the learning rate where an epoch has an even number
      train_epochs: m = len(inputs) => m = len(inputs); kept["even"] = epoch % 2 == 0
      sgd_step: step = optimizer.learning_rate * gradients[i] =>
          step = optimizer.learning_rate * gradients[i] * (0.5 if kept.get("even") else 1.0)
    DENSE-15 divides by the largest velocity so far
      adam_step: root = math.sqrt(velocities[i]) =>
          top = kept.setdefault("top", {}); key = (len(weights), i);
          top[key] = max(top.get(key, 0.0), velocities[i]); root = math.sqrt(top[key])
    DENSE-17 turns every second order around
      permutation: return order => kept["odd"] = not kept.get("odd", False);
          return order if kept["odd"] else order[::-1]
    METRIC-2 leaves the first example out
      update_measure: in zip(targets, outputs, strict=True): =>
          in list(zip(targets, outputs, strict=True))[1:]:
    DENSE-16 counts outputs that are nearly right
      correct_predictions: target[0] == (1.0 if output[0] > 0.5 else 0.0) =>
          abs(target[0] - output[0]) < 0.25
""")
