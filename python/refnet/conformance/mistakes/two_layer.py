"""Mistakes in chapter two_layer."""

from refnet.conformance.mistakes.arithmetic import binary32, numbers
from refnet.conformance.mistakes.elementary import IN_SIGMOIDS
from refnet.conformance.mistakes.mistake import mistake, table
from refnet.conformance.mistakes.neuron import STEPS

MISTAKES = [
    mistake("LAYER-2", "calculates in binary32 (float)", real=numbers(binary32)),
    *table(STEPS),
    *table(IN_SIGMOIDS.format(rule="LAYER-2")),
    *table("""
    ARITH-2 fuses the multiplications with the additions
      layer_outputs: sums[j] + weights[i][j] * row[i] => fused(weights[i][j], row[i], sums[j])
      hidden_deltas: error + deltas[i][o] * weights[j][o] =>
          fused(deltas[i][o], weights[j][o], error)
      weight_adjustments: adjustments[j][o] + inputs[i][j] * deltas[i][o] =>
          fused(inputs[i][j], deltas[i][o], adjustments[j][o])
    LAYER-2 uses its language's own exp
      layer_outputs: sigmoid(d) => library_sigmoid(d)
    SUM-1 adds the weighted sum in another order
      layer_outputs: sums[j] = sums[j] + weights[i][j] * row[i] => pass
      layer_outputs: for d in sums =>
          for d in [in_halves([b, *products(w, row)]) for b, w in zip(sums, columns(weights))]
    LAYER-1 shows the outputs from after learning
      two_layer: history.append( => hidden = layer_outputs(inputs, weights1, bias1 or no_bias1);
          outputs = layer_outputs(hidden, weights2, bias2 or no_bias2);
          loss = squared_loss(targets, outputs); history.append(
    LAYER-2 calculates the sigmoid as 1/(1 + exp(-x))
      layer_outputs: sigmoid(d) => 1.0 / (1.0 + exp(-d))
    LAYER-2 calculates the sigmoid by its language's own tanh
      layer_outputs: sigmoid(d) => 0.5 * (1.0 + library_tanh(0.5 * d))
    SUM-1 adds the bias last
      layer_outputs: sums = list(bias) => sums = [0.0] * len(bias)
      layer_outputs: sigmoid(d) for d in sums => sigmoid(d + b) for d, b in zip(sums, bias)
    LAYER-1 counts the trials from 0
      two_layer: TwoLayerTrial(iteration => TwoLayerTrial(iteration - 1
    NEURON-6 multiplies the learning rate into every delta
      two_layer: deltas1 = hidden_deltas(deltas2, weights2, hidden) =>
          deltas1, deltas2 = ([[learning_rate * d for d in row] for row in deltas]
          for deltas in (hidden_deltas(deltas2, weights2, hidden), deltas2))
      two_layer: , learning_rate) => , 1.0)
    LAYER-1 runs one iteration too few
      two_layer: for iteration in range(1, iterations + 1) => for iteration in range(1, iterations)
    LAYER-1 learns from one example after another
      two_layer: weights1 = gradient_step_rows(weights1, weight_adjustments(inputs, deltas1),
          learning_rate) => for x, t in zip(inputs, targets):
          [(_, _, _, weights1, weights2, bias1, bias2)] = reference.two_layer(
          [x], [t], weights1, weights2, bias1, bias2, learning_rate)
      two_layer: weights2 = gradient_step_rows(weights2, weight_adjustments(hidden, deltas2),
          learning_rate) => pass
      two_layer: if bias1 is not None => if False
      two_layer: if bias2 is not None => if False
    LAYER-6 adds the gradient from the last example
      weight_adjustments: in range(len(inputs)) => in reversed(range(len(inputs)))
      bias_adjustments: in deltas: => in reversed(deltas):
    LAYER-6 rounds the gradient only once
      weight_adjustments: return adjustments => return [[compensated(products(x, d))
          for d in columns(deltas)] for x in columns(inputs)]
      bias_adjustments: return adjustments => return list(map(compensated, columns(deltas)))
    LAYER-6 takes the mean over the examples as the gradient
      weight_adjustments: return adjustments =>
          return [[each / len(deltas) for each in row] for row in adjustments]
      bias_adjustments: return adjustments => return [each / len(deltas) for each in adjustments]
    NEURON-6 does not train the bias
      two_layer: if bias1 is not None => if False
      two_layer: if bias2 is not None => if False
    LAYER-1 moves the output layer before the hidden layer has learned
      two_layer: hidden_deltas(deltas2, weights2, => hidden_deltas(deltas2, gradient_step_rows(
          weights2, weight_adjustments(hidden, deltas2), learning_rate),
    LAYER-3 takes the mean of the squared errors
      squared_loss: return loss => return loss / (len(targets) * len(targets[0]))
    LAYER-3 halves the loss
      squared_loss: return loss => return loss / 2.0
    LAYER-4 forgets the derivative of the output's sigmoid
      output_deltas: output_error(target, y) * y * (1.0 - y) => output_error(target, y)
    LAYER-4 forgets the factor 2 of the gradient
      output_deltas: 2.0 * output_error => output_error
    LAYER-4 multiplies the delta in another order
      output_deltas: (target, y) * y * (1.0 - y) => (target, y) * (y * (1.0 - y))
    LAYER-4 takes output - target as the error
      output_error: desired - output => output - desired
    LAYER-5 forgets the derivative of the hidden sigmoid
      hidden_deltas: error * hidden[i][j] * (1.0 - hidden[i][j]) => error
    LAYER-5 multiplies the hidden delta in another order
      hidden_deltas: error * hidden[i][j] * (1.0 - hidden[i][j]) =>
          error * (hidden[i][j] * (1.0 - hidden[i][j]))
    SUM-1 adds in a variable of binary32 (float) | products of binary64
      layer_outputs: sums[j] = sums[j] + => sums[j] = binary32(sums[j]) +
      layer_outputs: for d in sums => for d in map(binary32, sums)
    SUM-1 adds in a variable of binary32 (float) | products of binary32
      layer_outputs: sums[j] + weights[i][j] * row[i] =>
          binary32(binary32(sums[j]) + binary32(weights[i][j] * row[i]))
    SUM-1 adds in a variable of binary32 (float) | rounded at the end only
      layer_outputs: for d in sums => for d in map(binary32, sums)
    SUM-1 adds the products from the last to the first
      layer_outputs: in range(len(row)) => in reversed(range(len(row)))
    SUM-1 adds the weighted sum in four lanes
      layer_outputs: sums[j] = sums[j] + weights[i][j] * row[i] => pass
      layer_outputs: for d in sums =>
          for d in [in_lanes(4, [b, *products(w, row)]) for b, w in zip(sums, columns(weights))]
    SUM-1 rounds the sum only once (fsum, compensated sum)
      layer_outputs: sums[j] = sums[j] + weights[i][j] * row[i] => pass
      layer_outputs: for d in sums =>
          for d in [compensated([b, *products(w, row)]) for b, w in zip(sums, columns(weights))]
    SUM-1 leaves the first input out of the sum
      layer_outputs: in range(len(row)) => in range(1, len(row))
    SUM-1 leaves the last input out of the sum
      layer_outputs: in range(len(row)) => in range(len(row) - 1)
    SUM-1 adds the inputs without their weights
      layer_outputs: weights[i][j] * row[i] => row[i]
    SUM-1 goes on with the sums of the example before
      layer_outputs: outputs = [] => outputs, sums = [], list(bias)
      layer_outputs: sums = list(bias) => sums = sums
    LAYER-1 records the iteration after those that are asked for
      two_layer: if iteration in recorded => if iteration - 1 in recorded
    LAYER-1 runs one iteration too few | in what it records
      two_layer: if iteration in recorded => if iteration + 1 in recorded
    LAYER-1 records all trials whatever is asked for
      two_layer: if iteration in recorded => if True
    LAYER-1 trains a bias of 0 where there is none | and shows it
      two_layer: history = [] => history = []; bias1 = no_bias1 if bias1 is None else bias1;
          bias2 = no_bias2 if bias2 is None else bias2
    LAYER-1 trains a bias of 0 where there is none | but does not show it
      two_layer: history = [] => history, had1, had2 = [], bias1, bias2;
          bias1 = no_bias1 if bias1 is None else bias1;
          bias2 = no_bias2 if bias2 is None else bias2
      two_layer: weights2, bias1, bias2) => weights2, None if had1 is None else bias1,
          None if had2 is None else bias2)
    LAYER-1 shows a bias of 0 where there is none
      two_layer: weights2, bias1, bias2) => weights2, no_bias1 if bias1 is None else bias1,
          no_bias2 if bias2 is None else bias2)
    LAYER-1 shows the last weights in every trial (one array) | but each trial's biases
      two_layer: return history =>
          return [trial._replace(weights1=weights1, weights2=weights2) for trial in history]
    LAYER-1 shows the last weights in every trial (one array) | and the last biases
      two_layer: return history => return [trial._replace(weights1=weights1, weights2=weights2,
          bias1=bias1, bias2=bias2) for trial in history]
    LAYER-1 begins every iteration with the first weights
      two_layer: history = [] => history, first = [], (weights1, weights2, bias1, bias2)
      two_layer: hidden = layer => weights1, weights2, bias1, bias2 = first; hidden = layer
    LAYER-1 reports the weights from before learning
      two_layer: history = [] => history, before = [], (weights1, weights2)
      two_layer: hidden = layer => before = weights1, weights2; hidden = layer
      two_layer: loss, outputs, weights1, weights2, => loss, outputs, *before,
    LAYER-1 reports the trials from the last to the first
      two_layer: return history => return history[::-1]
    LAYER-1 learns from the first example alone
      two_layer: output_deltas(targets, outputs) => [row if i == 0 else [0.0] * len(row)
          for i, row in enumerate(output_deltas(targets, outputs))]
    LAYER-1 learns from the last example alone
      two_layer: output_deltas(targets, outputs) => [row if i == len(outputs) - 1
          else [0.0] * len(row) for i, row in enumerate(output_deltas(targets, outputs))]
    LAYER-1 trains the output layer by the hidden outputs of weights that have moved
      two_layer: weight_adjustments(hidden, deltas2) => weight_adjustments(
          layer_outputs(inputs, weights1, no_bias1 if bias1 is None else bias1), deltas2)
    LAYER-1 does not train the hidden layer
      two_layer: gradient_step_rows(weights1, weight_adjustments(inputs, deltas1),
          learning_rate) => list(map(list, weights1))
      two_layer: gradient_step(bias1, bias_adjustments(deltas1), learning_rate) => list(bias1)
    LAYER-1 does not train the output layer
      two_layer: gradient_step_rows(weights2, weight_adjustments(hidden, deltas2),
          learning_rate) => list(map(list, weights2))
      two_layer: gradient_step(bias2, bias_adjustments(deltas2), learning_rate) => list(bias2)
    LAYER-1 does not train the hidden layer's bias
      two_layer: gradient_step(bias1, bias_adjustments(deltas1), learning_rate) => list(bias1)
    LAYER-1 does not train the output layer's bias
      two_layer: gradient_step(bias2, bias_adjustments(deltas2), learning_rate) => list(bias2)
    LAYER-2 leaves the hidden layer's bias out
      two_layer: no_bias1 if bias1 is None else bias1) => no_bias1)
    LAYER-2 leaves the output layer's bias out
      two_layer: no_bias2 if bias2 is None else bias2) => no_bias2)
    LAYER-2 takes the hidden layer's first bias for all its units
      layer_outputs: sums = list(bias) => sums = [bias[0]] * len(bias)
    LAYER-2 has no activation in the output layer
      two_layer: outputs = layer_outputs( => kept["last"] = True; outputs = layer_outputs(
      layer_outputs: for d in sums] => for d in sums] if not kept.get("last") else sums
      layer_outputs: return outputs => kept["last"] = False; return outputs
    LAYER-2 calculates the outputs by tanh, from -1 to 1
      layer_outputs: sigmoid(d) => tanh(d)
    LAYER-2 rounds the outputs to two decimals
      layer_outputs: sigmoid(d) => round(sigmoid(d), 2)
    LAYER-2 reads the weights column by column
      two_layer: no_bias1, no_bias2 = => weights1, weights2 = ([[[x for row in w for x in row][
          j * len(w) + i] for j in range(len(w[0]))] for i in range(len(w))]
          for w in (weights1, weights2)); no_bias1, no_bias2 =
    LAYER-3 takes the absolute value for the square
      squared_loss: error * error => abs(error)
    LAYER-3 takes the loss of the last example for all
      squared_loss: loss + error * error => error * error + (loss if i == len(targets) - 1 and j
          else 0.0)
    LAYER-3 adds each example's squared errors first
      squared_loss: return loss => return added(added(products(e, e)) for e in
          [[output_error(t, y) for t, y in zip(*rows)] for rows in zip(targets, outputs)])
    LAYER-3 adds the squared errors output by output
      squared_loss: return loss => return added(output_error(t, y) * output_error(t, y)
          for j in range(len(targets[0]))
          for t, y in [(a[j], b[j]) for a, b in zip(targets, outputs)])
    LAYER-3 rounds the loss only once
      squared_loss: return loss => return compensated(output_error(t, y) * output_error(t, y)
          for rows in zip(targets, outputs) for t, y in zip(*rows))
    LAYER-3 divides the loss by the number of examples
      squared_loss: return loss => return loss / len(targets)
    LAYER-3 takes the root of the loss
      squared_loss: return loss => return math.sqrt(loss)
    LAYER-4 takes the absolute value of the error
      output_deltas: output_error(target, y) => abs(output_error(target, y))
    LAYER-4 takes the error of the trial before | which is 0 at first
      two_layer: history = [] => history, kept["errors"] = [], [[0.0] * len(targets[0])
          for _ in targets]
      output_deltas: return => now = [[output_error(t, y) for t, y in zip(*rows)]
          for rows in zip(targets, outputs)]; before, kept["errors"] = kept["errors"], now; return
      output_deltas: output_error(target, y) => target
      output_deltas: zip(targets, outputs, strict=True) => zip(before, outputs, strict=True)
    LAYER-4 takes the error of the trial before | but in the first trial
      two_layer: history = [] => history, kept["errors"] = [], None
      output_deltas: return => now = [[output_error(t, y) for t, y in zip(*rows)]
          for rows in zip(targets, outputs)]; before, kept["errors"] = kept["errors"], now; return
      output_deltas: output_error(target, y) => target
      output_deltas: zip(targets, outputs, strict=True) =>
          zip(before or now, outputs, strict=True)
    LAYER-4 calculates the derivative as y - y*y
      output_deltas: output_error(target, y) * y * (1.0 - y) =>
          output_error(target, y) * (y - y * y)
    LAYER-4 takes the derivative of tanh, 1 - y*y
      output_deltas: y * (1.0 - y) for => (1.0 - y * y) for
    LAYER-4 takes the derivative at the output instead of at the sum
      output_deltas: y * (1.0 - y) for => sigmoid(y) * (1.0 - sigmoid(y)) for
    LAYER-4 divides the deltas by the number of outputs
      output_deltas: (1.0 - y) for => (1.0 - y) / len(targets[0]) for
    LAYER-5 takes the derivative of tanh, 1 - y*y
      hidden_deltas: error * hidden[i][j] * (1.0 - hidden[i][j]) =>
          error * (1.0 - hidden[i][j] * hidden[i][j])
    LAYER-5 takes the derivative at the output instead of at the sum
      hidden_deltas: hidden[i][j] * (1.0 - hidden[i][j]) =>
          sigmoid(hidden[i][j]) * (1.0 - sigmoid(hidden[i][j]))
    LAYER-5 calculates the derivative as y - y*y
      hidden_deltas: error * hidden[i][j] * (1.0 - hidden[i][j]) =>
          error * (hidden[i][j] - hidden[i][j] * hidden[i][j])
    LAYER-5 passes the errors back, not the deltas
      two_layer: hidden_deltas(deltas2, weights2, hidden) => hidden_deltas([[2.0 *
          output_error(t, y) for t, y in zip(*rows)] for rows in zip(targets, outputs)],
          weights2, hidden)
    LAYER-5 adds the outputs' deltas without the weights
      hidden_deltas: deltas[i][o] * weights[j][o] => deltas[i][o]
    LAYER-5 passes back the first output alone
      hidden_deltas: in range(len(deltas[i])) => in range(1)
    LAYER-5 passes back the last output alone
      hidden_deltas: error + deltas[i][o] * weights[j][o] => deltas[i][o] * weights[j][o]
    LAYER-5 adds the outputs' deltas from the last to the first
      hidden_deltas: in range(len(deltas[i])) => in reversed(range(len(deltas[i])))
    LAYER-5 adds the outputs' deltas in halves
      hidden_deltas: row.append(error * => row.append(in_halves(products(deltas[i], weights[j])) *
    LAYER-5 reads the weights column by column
      hidden_deltas: weights[j][o] =>
          [w for each in weights for w in each][o * len(weights) + j]
    LAYER-5 goes on with the error of the hidden unit before
      hidden_deltas: error = 0.0 => error = 0.0 if j == 0 else error
    LAYER-6 goes on with the adjustments of the trial before
      two_layer: history = [] => kept.clear(); history = []
      weight_adjustments: return adjustments => key = len(inputs[0]), len(deltas[0]); return
          kept.update({key: [[a + b for a, b in zip(*rows)] for rows in zip(adjustments, kept[key])]
          if key in kept else adjustments}) or kept[key]
      bias_adjustments: return adjustments => key = len(deltas[0]); return kept.update({key:
          [a + b for a, b in zip(adjustments, kept[key])] if key in kept else adjustments
          }) or kept[key]
    LAYER-6 leaves the first example out
      weight_adjustments: in range(len(inputs)) => in range(1, len(inputs))
      bias_adjustments: in deltas: => in deltas[1:]:
    LAYER-6 leaves the last example out
      weight_adjustments: in range(len(inputs)) => in range(len(inputs) - 1)
      bias_adjustments: in deltas: => in deltas[:-1]:
    LAYER-6 leaves the input out
      weight_adjustments: inputs[i][j] * deltas[i][o] => deltas[i][o]
    LAYER-6 adds the gradient in halves
      weight_adjustments: return adjustments => return [[in_halves(products(x, d))
          for d in columns(deltas)] for x in columns(inputs)]
      bias_adjustments: return adjustments => return list(map(in_halves, columns(deltas)))
    LAYER-6 adds the gradient in four lanes
      weight_adjustments: return adjustments => return [[in_lanes(4, products(x, d))
          for d in columns(deltas)] for x in columns(inputs)]
      bias_adjustments: return adjustments =>
          return [in_lanes(4, each) for each in columns(deltas)]
    LAYER-6 adds in a variable of binary32 (float)
      weight_adjustments: return adjustments => return [[in_binary32(products(x, d))
          for d in columns(deltas)] for x in columns(inputs)]
      bias_adjustments: return adjustments => return list(map(in_binary32, columns(deltas)))
    LAYER-6 takes the mean for the bias alone
      bias_adjustments: return adjustments => return [each / len(deltas) for each in adjustments]
    NEURON-6 leaves the learning rate out for the bias
      two_layer: bias_adjustments(deltas1), learning_rate) => bias_adjustments(deltas1), 1.0)
      two_layer: bias_adjustments(deltas2), learning_rate) => bias_adjustments(deltas2), 1.0)
    ARITH-4 does not refuse what becomes infinite or NaN
      two_layer: check_converging( => (lambda *_: None)(
      two_layer: check_converging_rows( => (lambda *_: None)(
    ARITH-4 counts the trials of a refusal from 0
      two_layer: "outputs", outputs, iteration) => "outputs", outputs, iteration - 1)
      two_layer: [loss], iteration) => [loss], iteration - 1)
      two_layer: "weights1", weights1, iteration) => "weights1", weights1, iteration - 1)
      two_layer: "weights2", weights2, iteration) => "weights2", weights2, iteration - 1)
      two_layer: "bias1", bias1, iteration) => "bias1", bias1, iteration - 1)
      two_layer: "bias2", bias2, iteration) => "bias2", bias2, iteration - 1)
    ARITH-4 watches the weights alone
      two_layer: check_converging_rows("outputs", => (lambda *_: None)("outputs",
      two_layer: check_converging("loss", => (lambda *_: None)("loss",
    ARITH-4 does not watch the loss
      two_layer: check_converging("loss", => (lambda *_: None)("loss",
    """),
]
