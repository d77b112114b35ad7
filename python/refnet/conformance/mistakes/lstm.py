"""Mistakes in chapter lstm."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    LSTM-1 has the columns in the order i, f, o, g
      lstm_step: g = activate(layer.activation, gate_columns(row, 2, u)) =>
          g = activate(layer.activation, row[3 * u :])
      lstm_step: gate_columns(row, 3, u) => gate_columns(row, 2, u)
      lstm_step_deltas: *activation_backward(layer.activation, of_g, now.candidate) =>
          *activation_backward( gates, of_o, now.output_gate)
      lstm_step_deltas: *activation_backward(gates, of_o, now.output_gate) =>
          *activation_backward(layer.activation, of_g, now.candidate)
    LSTM-1 has the columns in the order i, o, f, g
      lstm_step: f = activate(gates, gate_columns(row, 1, u)) =>
          f = activate(gates, row[2 * u : 3 * u])
      lstm_step: gate_columns(row, 2, u) => row[3 * u :]
      lstm_step: gate_columns(row, 3, u) => gate_columns(row, 1, u)
      lstm_step_deltas: *activation_backward(gates, of_f, now.forget_gate) =>
          *activation_backward( gates, of_o, now.output_gate)
      lstm_step_deltas: *activation_backward(layer.activation, of_g, now.candidate) =>
          *activation_backward(gates, of_f, now.forget_gate)
      lstm_step_deltas: *activation_backward(gates, of_o, now.output_gate) =>
          *activation_backward(layer.activation, of_g, now.candidate)
    LSTM-1 has the columns in the order f, i, g, o
      lstm_step: i = activate(gates, gate_columns(row, 0, u)) =>
          i = activate(gates, row[u : 2 * u])
      lstm_step: gate_columns(row, 1, u) => gate_columns(row, 0, u)
      lstm_step_deltas: *activation_backward(gates, of_i, now.input_gate) =>
          *activation_backward( gates, of_f, now.forget_gate)
      lstm_step_deltas: *activation_backward(gates, of_f, now.forget_gate) =>
          *activation_backward(gates, of_i, now.input_gate)
    LSTM-1 has the columns in the order i, g, f, o
      lstm_step: f = activate(gates, gate_columns(row, 1, u)) =>
          f = activate(gates, row[2 * u : 3 * u])
      lstm_step: gate_columns(row, 2, u) => gate_columns(row, 1, u)
      lstm_step_deltas: *activation_backward(gates, of_f, now.forget_gate) =>
          *activation_backward( layer.activation, of_g, now.candidate)
      lstm_step_deltas: *activation_backward(layer.activation, of_g, now.candidate) =>
          *activation_backward(gates, of_f, now.forget_gate)
    LSTM-1 has the columns of a unit together
      gate_columns: list(row[gate * u : (gate + 1) * u]) => list(row[gate :: len(row) // u])
    LSTM-1 adds 1 to the bias of the forget gate
      lstm_step: gate_columns(row, 1, u) => [d + 1.0 for d in gate_columns(row, 1, u)]
    LSTM-1 adds the products of the outputs before those of the features
      lstm_step: dense_forward([seen], dense) => dense_forward(
          [[*seen[-u:], *seen[:-u]]],
          dense._replace(kernel=[*layer.recurrent_kernel, *layer.kernel]))
    LSTM-1 adds the sums of features and outputs
      lstm_step: [row] = dense_forward([seen], dense) =>
          [x] = dense_forward([seen[:-u]], dense._replace(kernel=layer.kernel));
          [s] = dense_forward([seen[-u:]],
          dense._replace(kernel=layer.recurrent_kernel, bias=None));
          row = [a + b for a, b in zip(x, s)]
    LSTM-1 adds the bias last
      lstm_step: dense_forward([seen], dense) => [[
          d + b for d, b in zip(dense_forward([seen], dense._replace(bias=None))[0],
          layer.bias or [0.0] * (4 * u))]]
    LSTM-1 does not feed the outputs back
      lstm_steps: before.output, example => zeros, example
      lstm_backward: before.output, example => [0.0] * layer.units, example
      lstm_backward: of_output = gradients[n:] => of_output = [0.0] * layer.units
    LSTM-1 carries outputs and cells from one example to the next
      lstm_forward: rows = [] => kept["step"] = None; rows = []
      gradients_through_time: return [ => kept["step"] = None; return [
      lstm_steps: zeros, output)] => zeros, output) if kept["step"] is None else kept["step"]]
      lstm_steps: return calculated => kept["step"] = calculated[-1]; return calculated
    LSTM-1 carries the cells alone from one example to the next
      lstm_forward: rows = [] => kept["step"] = None; rows = []
      gradients_through_time: return [ => kept["step"] = None; return [
      lstm_steps: zeros, output)] => zeros, output)]; calculated = [
          calculated[0]._replace(cell=zeros if kept["step"] is None else kept["step"].cell)]
      lstm_steps: return calculated => kept["step"] = calculated[-1]; return calculated
    LSTM-1 carries outputs and cells from one batch to the next
      train: training = => kept.clear(); training =
      lstm_forward: rows = [] => key = layer.input_shape, layer.units;
          before = kept.get(key, []); kept["before", key] = before; kept[key] = [];
          kept["now"] = iter(before), kept[key]; rows = []
      gradients_through_time: return [ => kept["now"] = (iter(kept.get(
          ("before", (layer.input_shape, layer.units)), [])), []); return [
      lstm_steps: zeros, output)] => zeros, output)]; starts, ends = kept["now"];
          calculated = [next(starts, calculated[0])]
      lstm_steps: return calculated => ends.append(calculated[-1]); return calculated
    LSTM-1 shows the cells without the activation
      lstm_step: a = activate(layer.activation, c) => a = list(c)
      lstm_cell_gradient: activation_backward(layer.activation, of_shown, now.shown) => of_shown
    LSTM-1 takes tanh whatever the activation
      lstm_step: activate(layer.activation, => activate("tanh",
      lstm_cell_gradient: activation_backward(layer.activation, => activation_backward("tanh",
      lstm_step_deltas: activation_backward(layer.activation, => activation_backward("tanh",
    LSTM-1 takes tanh for the cells whatever the activation
      lstm_step: a = activate(layer.activation, => a = activate("tanh",
      lstm_cell_gradient: activation_backward(layer.activation, => activation_backward("tanh",
    LSTM-1 takes sigmoid for the gates whatever their activation
      lstm_step: gates = layer.units, layer.recurrent_activation => gates = layer.units, "sigmoid"
      lstm_step_deltas: gates, units = layer.recurrent_activation, =>
          gates, units = "sigmoid",
    LSTM-1 takes the activation of the gates for the candidates
      lstm_step: g = activate(layer.activation, => g = activate(gates,
      lstm_step_deltas: activation_backward(layer.activation, => activation_backward(gates,
    LSTM-1 has gates that see the cells
      lstm_step: i = activate( => row = [*(d + c for d, c in zip(row, [*cell, *cell])),
          *row[2 * u :]]; i = activate(
    LSTM-1 takes 1 minus the forget gate for the input gate
      lstm_step: f[j] * cell[j] + i[j] * g[j] => f[j] * cell[j] + (1.0 - f[j]) * g[j]
    LSTM-1 shows the cells of the step before
      lstm_step: a = activate(layer.activation, c) => a = activate(layer.activation, cell)
    ARITH-2 fuses the sum of the cells
      lstm_step: f[j] * cell[j] + i[j] * g[j] => fused(f[j], cell[j], i[j] * g[j])
    ARITH-2 fuses the sum of the cells with the product of the candidates
      lstm_step: f[j] * cell[j] + i[j] * g[j] => fused(i[j], g[j], f[j] * cell[j])
    LSTM-2 takes the cells for what they show in the gradient of the output gates
      lstm_step_deltas: of_output[j] * now.shown[j] => of_output[j] * now.cell[j]
    LSTM-2 leaves out the gradient of the cells from the step after
      lstm_cell_gradient: [a + b for => [b for
    LSTM-2 leaves out the gradient of the cells from their outputs before the last
      lstm_cell_gradient: [a + b for => [a if any(of_cell) else b for
    LSTM-2 passes the gradient of the cells on without the forget gate
      lstm_backward: gradient * f for => gradient for
    LSTM-2 passes the gradient of the cells on through the forget gate of the step before
      lstm_backward: zip(of_cell, now.forget_gate, => zip(of_cell, before.forget_gate,
    LSTM-2 takes the cells after the step in the gradient of the forget gates
      lstm_step_deltas: of_cell[j] * before.cell[j] => of_cell[j] * now.cell[j]
    LSTM-2 exchanges input gates and candidates in their gradients
      lstm_step_deltas: of_cell[j] * now.candidate[j] => of_cell[j]* now.input_gate[j]
      lstm_step_deltas: of_cell[j] * now.input_gate[j] => of_cell[j] * now.candidate[j]
    LSTM-2 takes the derivative of the activation at the cells
      lstm_cell_gradient: of_shown, now.shown => of_shown, now.cell
    LSTM-2 passes the gradients of outputs to the cells without the activation's derivative
      lstm_cell_gradient: activation_backward(layer.activation, of_shown, now.shown) => of_shown
    LSTM-2 leaves the output gate out of the gradient of the cells
      lstm_cell_gradient: gradient * o for => gradient for
    LSTM-2 leaves out the gradient through the outputs before
      lstm_backward: of_output = gradients[n:] => of_output = [0.0] * layer.units
    LSTM-2 stops after one step back
      lstm_backward: of_output = gradients[n:] => of_output = [0.0] * layer.units
      lstm_backward: of_cell = [gradient * f for gradient, f in
          zip(of_cell, now.forget_gate, strict=True)] => of_cell = [0.0] * layer.units
    LSTM-2 stops two steps before the last
      lstm_backward: of_output = gradients[n:] =>
          of_output = gradients[n:] if i > len(example.steps) - 3 else [0.0] * layer.units
      lstm_backward: gradient * f for =>
          gradient * f if i > len(example.steps) - 3 else 0.0 for
    ARITH-2 fuses the gradient of the cells
      lstm_cell_gradient: [a + b for a, b in zip(of_cell, shown, strict=True)] => [
          fused(gradient, o * (1.0 - a * a), before) if layer.activation == "tanh" else before + b
          for gradient, o, a, before, b in zip(
          of_output, now.output_gate, now.shown, of_cell, shown)]
    RNN-3 adds the gradients of an LSTM from the last step
      lstm_parameter_gradients: in each.rows => in each.rows[::-1]
      lstm_parameter_gradients: in each.deltas => in each.deltas[::-1]
    RNN-3 adds the gradients of an LSTM step by step over all examples
      lstm_parameter_gradients: [row for each in found for row in each.rows] => [
          each.rows[i] for i in range(layer.input_shape[0])
          for each in found if i < len(each.rows)]
      lstm_parameter_gradients: [row for each in found for row in each.deltas] => [
          each.deltas[i] for i in range(layer.input_shape[0])
          for each in found if i < len(each.deltas)]
    RNN-3 trains an LSTM with the gradients of the last step
      lstm_parameter_gradients: in each.rows => in each.rows[-1:]
      lstm_parameter_gradients: in each.deltas => in each.deltas[-1:]
    RNN-3 trains an LSTM with the gradients of the first step
      lstm_parameter_gradients: in each.rows => in each.rows[:1]
      lstm_parameter_gradients: in each.deltas => in each.deltas[:1]
    RNN-3 takes an LSTM's outputs after the steps for those before
      lstm_backward: before.output, example => now.output, example
    RNN-5 begins again with an LSTM after a step that is left out
      lstm_steps: append(before) => append(calculated[0])
    RNN-5 empties an LSTM's cells at a step that is left out
      lstm_steps: append(before) => append(before._replace(cell=zeros))
    RNN-5 has outputs of 0 of an LSTM for steps that are left out
      lstm_forward: step.output for step in steps =>
          [0.0] * layer.units if given is None and layer.return_sequences else step.output
          for given, step in zip(example.steps, steps)
      lstm_backward: of_output = total => pass
    RNN-5 drops the gradients of an LSTM's outputs at steps that are left out
      lstm_backward: of_output = total => pass
    RNN-5 stops the gradient of an LSTM's cells at a step that is left out
      lstm_backward: of_output = total => of_output, of_cell = total, [0.0] * layer.units
    RNN-6 begins every batch with cells of 0
      lstm_final_states: *step.cell => *([0.0] * layer.units)
    RNN-6 begins every batch with an LSTM's outputs of 0
      lstm_final_states: *step.output => *([0.0] * layer.units)
    RNN-6 exchanges outputs and cells
      lstm_final_states: [*step.output, *step.cell] => [*step.cell, *step.output]
    RNN-6 keeps an LSTM's outputs and cells after the first step
      lstm_final_states: lstm_steps(example, layer)[-1] => lstm_steps(example, layer)[1]
    RNN-6 keeps outputs and cells of an LSTM that is not stateful
      lstm_final_states: if not layer.stateful => if False
    RNN-6 keeps an LSTM's outputs times their factors
      lstm_final_states: return [[*step.output, => return [[*times_factors(step.output,
          example.factors and example.factors[-layer.units :]),
      lstm_final_states: for step in last] => for example, step in zip(examples, last)]
    RNN-7 leaves some of the cells out
      lstm_steps: before.cell, dense => times_factors(before.cell,
          example.factors and example.factors[-layer.units :]), dense
      lstm_backward: before, layer) => before._replace(cell=times_factors(before.cell,
          example.factors and example.factors[-layer.units :])), layer)
      lstm_backward: of_cell = [gradient * f for gradient, f in
          zip(of_cell, now.forget_gate, strict=True)] => of_cell = times_factors(
          [gradient * f for gradient, f in zip(of_cell, now.forget_gate)],
          example.factors and example.factors[-layer.units :])
    RNN-7 has gradients of an LSTM without factors
      lstm_backward: times_factors(of_seen, example.factors) => of_seen
    RNN-7 trains an LSTM with features and outputs of which nothing is left out
      lstm_backward: append(seen_row(step, before.output, example)) =>
          append([*step, *before.output])
    RNN-7 leaves some of an LSTM's outputs out at a step that is not real
      lstm_steps: append(before) => append(before._replace(output=times_factors(
          before.output, example.factors and example.factors[-layer.units :])))
""")
