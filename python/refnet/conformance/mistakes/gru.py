"""Mistakes in chapter gru."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    GRU-1 has the columns in the order r, z, g
      gru_step: z = activate(gates, gate_columns(sums, 0, u)) =>
          z = activate(gates, sums[u : 2 * u])
      gru_step: gate_columns(sums, 1, u) => gate_columns(sums, 0, u)
      gru_step_deltas: [*z, *r, => [*r, *z,
    GRU-1 has the columns in the order g, r, z
      gru_step: z = activate(gates, gate_columns(sums, 0, u)) =>
          z = activate(gates, sums[2 * u :])
      gru_step: x, s = gate_columns(x, 2, u), gate_columns(s, 2, u) => x, s = x[:u], s[:u]
      gru_step_deltas: return [*z, *r, *g], [*z, *r, *(g[j] * now.reset_gate[j] for j in units)] =>
          return [*g, *r, *z], [*(g[j] * now.reset_gate[j] for j in units), *r, *z]
    GRU-1 exchanges z and 1 - z
      gru_step: z[j] * h[j] + (1.0 - z[j]) * g[j] => (1.0 - z[j]) * h[j] + z[j] * g[j]
      gru_step_deltas: (h[j] - now.candidate[j]) => (now.candidate[j] - h[j])
      gru_step_deltas: (1.0 - now.update_gate[j]) => now.update_gate[j]
      gru_backward: gradient * z for => gradient * (1.0 - z) for
    GRU-1 resets the outputs before their product
      gru_step: g = activate(layer.activation, [x[j] + r[j] * s[j] for j in range(u)]) =>
          [s] = dense_forward([products(r, h)], recurrent); s = s[2 * u :];
          g = activate(layer.activation, [x[j] + s[j] for j in range(u)])
    GRU-1 adds both biases in one sum
      gru_step: features) => features._replace(bias=
          layer.bias and [a + b for a, b in zip(*layer.bias)]))
      gru_step: recurrent) => recurrent._replace(bias=None))
    GRU-1 adds the first bias twice
      recurrent_layer: layer.bias[1] => layer.bias[0]
    GRU-1 leaves out the second bias
      gru_step: recurrent) => recurrent._replace(bias=None))
    GRU-1 exchanges the biases
      feature_layer: layer.bias[0] => layer.bias[1]
      recurrent_layer: layer.bias[1] => layer.bias[0]
    GRU-1 adds features and outputs before in one sum
      gru_step: sums = [a + b for a, b in zip(x, s, strict=True)] => [sums] = dense_forward(
          [seen], features._replace(
          kernel=[*layer.kernel, *layer.recurrent_kernel],
          bias=layer.bias and [a + b for a, b in zip(*layer.bias)]))
    GRU-1 adds the biases last
      gru_step: [x] = dense_forward([seen[:n]], features) => [x] = [[
          d + b for d, b in zip(
          dense_forward([seen[:n]], features._replace(bias=None))[0],
          layer.bias[0] if layer.bias else [0.0] * (3 * u))]]
      gru_step: [s] = dense_forward([h], recurrent) => [s] = [[
          d + b for d, b in zip(
          dense_forward([h], recurrent._replace(bias=None))[0],
          layer.bias[1] if layer.bias else [0.0] * (3 * u))]]
    GRU-1 moves from the output before towards the candidate
      gru_step: z[j] * h[j] + (1.0 - z[j]) * g[j] => h[j] + (1.0 - z[j]) * (g[j] - h[j])
    GRU-1 moves from the candidate towards the output before
      gru_step: z[j] * h[j] + (1.0 - z[j]) * g[j] => g[j] + z[j] * (h[j] - g[j])
    GRU-1 does not reset
      gru_step: x[j] + r[j] * s[j] => x[j] + s[j]
    GRU-1 resets the features too
      gru_step: x[j] + r[j] * s[j] => r[j] * (x[j] + s[j])
    GRU-1 starts from a state of ones
      examples_of: [0.0] * size => [1.0] * size
    GRU-1 takes tanh whatever the activation
      gru_step: activate(layer.activation, => activate("tanh",
      gru_step_deltas: activation_backward(layer.activation, => activation_backward("tanh",
    GRU-1 takes sigmoid for the gates whatever their activation
      gru_step: gates, n = layer.units, layer.recurrent_activation =>
          gates, n = layer.units, "sigmoid"
      gru_step_deltas: gates, units = layer.recurrent_activation, => gates, units = "sigmoid",
    GRU-1 carries the outputs from one example to the next
      gru_forward: rows = [] => kept["step"] = None; rows = []
      gradients_through_time: return [ => kept["step"] = None; return [
      gru_steps: example.state)] => example.state) if kept["step"] is None
          else kept["step"]]
      gru_steps: return calculated => kept["step"] = calculated[-1]; return calculated
    GRU-1 carries the outputs from one batch to the next
      train: training = => kept.clear(); training =
      gru_forward: rows = [] => key = layer.input_shape, layer.units;
          before = kept.get(key, []); kept["before", key] = before; kept[key] = [];
          kept["now"] = iter(before), kept[key]; rows = []
      gradients_through_time: return [ => kept["now"] = (iter(kept.get(
          ("before", (layer.input_shape, layer.units)), [])), []); return [
      gru_steps: example.state)] => example.state)]; starts, ends = kept["now"];
          calculated = [next(starts, calculated[0])]
      gru_steps: return calculated => ends.append(calculated[-1]); return calculated
    ARITH-2 fuses the sum of the outputs
      gru_step: z[j] * h[j] + (1.0 - z[j]) * g[j] => fused(z[j], h[j], (1.0 - z[j]) * g[j])
    ARITH-2 fuses the sum of the outputs with the product of the candidates
      gru_step: z[j] * h[j] + (1.0 - z[j]) * g[j] => fused(1.0 - z[j], g[j], z[j] * h[j])
    ARITH-2 fuses the product of the reset gates with the addition
      gru_step: x[j] + r[j] * s[j] => fused(r[j], s[j], x[j])
    ARITH-2 fuses the gradient of the outputs before
      gru_backward: kept = [gradient * z for gradient, z in
          zip(total, now.update_gate, strict=True)] => pass
      gru_backward: [a + b for a, b in zip(kept, through, strict=True)] => [
          fused(gradient, z, b) for gradient, z, b in zip(total, now.update_gate, through)]
    GRU-2 drops the gradient of the outputs before that are kept
      gru_backward: [a + b for a, b in zip(kept, through, strict=True)] => through
    GRU-2 passes on nothing but the gradient of the outputs before that are kept
      gru_backward: [a + b for a, b in zip(kept, through, strict=True)] => kept
    GRU-2 stops after one step back
      gru_backward: [a + b for a, b in zip(kept, through, strict=True)] => [0.0] * layer.units
    GRU-2 stops two steps before the last
      gru_backward: [a + b for a, b in zip(kept, through, strict=True)] => [
          a + b if i > len(example.steps) - 3 else 0.0 for a, b in zip(kept, through)]
    GRU-2 takes the candidates less the outputs before in the gradient of z
      gru_step_deltas: (h[j] - now.candidate[j]) => (now.candidate[j] - h[j])
    GRU-2 leaves the candidates out of the gradient of z
      gru_step_deltas: (h[j] - now.candidate[j]) => h[j]
    GRU-2 multiplies twice in the gradient of z
      gru_step_deltas: of_output[j] * (h[j] - now.candidate[j]) =>
          of_output[j] * h[j] - of_output[j] * now.candidate[j]
    GRU-2 takes z for 1 - z in the gradient of the candidates
      gru_step_deltas: (1.0 - now.update_gate[j]) => now.update_gate[j]
    GRU-2 takes the outputs before for what they contribute in the gradient of r
      gru_step_deltas: g[j] * now.recurrent[j] => g[j] * h[j]
    GRU-2 takes the gradient of the candidates for their delta in the gradient of r
      gru_step_deltas: g[j] * now.recurrent[j] => of_g[j] * now.recurrent[j]
    GRU-2 has the same deltas for features and outputs before
      gru_step_deltas: *(g[j] * now.reset_gate[j] for j in units)] => *g]
    GRU-2 resets the deltas of the features too
      gru_step_deltas: [*z, *r, *g], => [*z, *r, *(g[j] * now.reset_gate[j] for j in units)],
    GRU-3 gives both biases the same gradient
      gru_parameter_gradients: *kernel[n:], *recurrent[u:]] => *kernel[n:], *kernel[n:]]
    GRU-3 exchanges the gradients of the biases
      gru_parameter_gradients: *kernel[n:], *recurrent[u:]] => *recurrent[u:], *kernel[n:]]
    GRU-3 takes the outputs after the steps for those before
      gru_backward: append(seen[n:]) => append(now.output)
    GRU-3 takes the deltas of the features for the recurrent kernel
      gru_parameter_gradients: in each.recurrent_deltas => in each.deltas
    GRU-3 adds from the last step
      gru_parameter_gradients: in each.rows => in each.rows[::-1]
      gru_parameter_gradients: in each.deltas => in each.deltas[::-1]
      gru_parameter_gradients: in each.states => in each.states[::-1]
      gru_parameter_gradients: in each.recurrent_deltas => in each.recurrent_deltas[::-1]
    GRU-3 trains with the gradients of the last step
      gru_parameter_gradients: in each.rows => in each.rows[-1:]
      gru_parameter_gradients: in each.deltas => in each.deltas[-1:]
      gru_parameter_gradients: in each.states => in each.states[-1:]
      gru_parameter_gradients: in each.recurrent_deltas => in each.recurrent_deltas[-1:]
    RNN-5 begins again with gated units after a step that is left out
      gru_steps: append(before) => append(calculated[0])
    RNN-5 has outputs of 0 of gated units for steps that are left out
      gru_forward: step.output for step in gru_steps(example, layer)[1:] =>
          [0.0] * layer.units if given is None and layer.return_sequences else step.output
          for given, step in zip(example.steps, gru_steps(example, layer)[1:])
      gru_backward: of_output = total => pass
    RNN-5 drops the gradients of the outputs of gated units at steps that are left out
      gru_backward: of_output = total => pass
    RNN-5 stops the gradient of gated units at a step that is left out
      gru_backward: of_output = total => of_output = [0.0] * layer.units
    RNN-6 keeps the outputs of gated units after the first step
      gru_final_states: gru_steps(example, layer)[-1] => gru_steps(example, layer)[1]
    RNN-6 keeps the outputs of gated units that are not stateful
      gru_final_states: if not layer.stateful => if False
    RNN-6 keeps the outputs of gated units times their factors
      gru_final_states: gru_steps(example, layer)[-1].output => times_factors(
          gru_steps(example, layer)[-1].output,
          example.factors and example.factors[-layer.units :])
    RNN-7 mixes the candidates with the outputs before of which nothing is left out
      gru_steps: seen = => kept["whole"] = before.output; seen =
      gru_step: z[j] * h[j] => z[j] * kept["whole"][j]
      gru_backward: seen[n:], layer) => before.output, layer)
      gru_backward: [*of_features, *of_state] => [*of_features, *through]
      gru_backward: of_output = gradients[n:] =>
          of_output = [a + b for a, b in zip(kept, gradients[n:])]
    RNN-7 leaves out nothing where the outputs before are mixed, but in their gradient
      gru_steps: seen = => kept["whole"] = before.output; seen =
      gru_step: z[j] * h[j] => z[j] * kept["whole"][j]
    RNN-7 has gradients of gated units without factors
      gru_backward: times_factors([*of_features, *of_state], example.factors) =>
          [*of_features, *of_state]
    RNN-7 passes the gradient of the outputs before that are kept on without factors
      gru_backward: [*of_features, *of_state] => [*of_features, *through]
      gru_backward: of_output = gradients[n:] =>
          of_output = [a + b for a, b in zip(kept, gradients[n:])]
    RNN-7 multiplies both gradients of the outputs before by their factors
      gru_backward: gradients = times_factors([*of_features, *of_state], example.factors) =>
          gradients = times_factors([*of_features, *of_state], example.factors);
          gradients = [*gradients[:n], *(a + b for a, b in zip(
          times_factors(kept, example.factors and example.factors[n:]),
          times_factors(through, example.factors and example.factors[n:])))]
    RNN-7 takes the outputs before of which nothing is left out in the gradient of z
      gru_backward: seen[n:], layer) => before.output, layer)
    RNN-7 trains gated units with outputs before of which nothing is left out
      gru_backward: append(seen[n:]) => append(before.output)
    RNN-7 trains gated units with features of which nothing is left out
      gru_backward: append(seen[:n]) => append(step)
    RNN-7 leaves some of the outputs of gated units out at a step that is not real
      gru_steps: append(before) => append(before._replace(output=times_factors(
          before.output, example.factors and example.factors[-layer.units :])))
""")
