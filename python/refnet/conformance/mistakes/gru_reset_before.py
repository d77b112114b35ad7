"""Mistakes in chapter gru_reset_before."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    GRU-4 resets after the product
      reset_before_step: [sums] = dense_forward([s],
          candidates._replace(bias=gate_columns(x, 2, u))) =>
          [sums] = dense_forward([h], candidates);
          sums = [d + r[j] * sums[j] for j, d in enumerate(gate_columns(x, 2, u))]
    GRU-4 does not reset
      reset_before_step: dense_forward([s], => dense_forward([h],
    GRU-4 resets with the update gate
      reset_before_step: s = [r[j] * h[j] => s = [z[j] * h[j]
    GRU-4 has the columns in the order r, z, g
      reset_before_step: z = activate(layer.recurrent_activation, gate_columns(sums, 0, u)) =>
          z = activate(layer.recurrent_activation, gate_columns(sums, 1, u))
      reset_before_step: r = activate(layer.recurrent_activation, gate_columns(sums, 1, u)) =>
          r = activate(layer.recurrent_activation, gate_columns(sums, 0, u))
      reset_before_step_deltas: [*z, *r, *g] => [*r, *z, *g]
    GRU-4 exchanges z and 1 - z
      reset_before_step: z[j] * h[j] + (1.0 - z[j]) * g[j] => (1.0 - z[j]) * h[j] + z[j] * g[j]
      reset_before_step_deltas: (h[j] - now.candidate[j]) => (now.candidate[j] - h[j])
      reset_before_step_deltas: (1.0 - now.update_gate[j]) => now.update_gate[j]
      reset_before_backward: total[j] * now.update_gate[j] => total[j] * (1.0 - now.update_gate[j])
    GRU-4 mixes the candidates with the reset outputs before
      reset_before_step: z[j] * h[j] + => z[j] * s[j] +
    GRU-4 leaves out the bias of the candidates
      reset_before_step: candidates._replace(bias=gate_columns(x, 2, u)) =>
          candidates._replace(bias=[d - b for d, b in zip(gate_columns(x, 2, u),
          layer.bias[2 * u :] if layer.bias else [0.0] * u)])
    GRU-4 adds features and outputs before in two sums
      reset_before_step: [sums] = dense_forward([h], gates._replace(bias=x[: 2 * u])) =>
          [sums] = dense_forward([h], gates); sums = [a + b for a, b in zip(x, sums)]
      reset_before_step: [sums] = dense_forward([s],
          candidates._replace(bias=gate_columns(x, 2, u))) =>
          [sums] = dense_forward([s], candidates);
          sums = [a + b for a, b in zip(gate_columns(x, 2, u), sums)]
    GRU-5 passes the delta of the candidates on as the gradient of the reset outputs before
      reset_before_step_deltas: [of_s] = dense_input_gradients([], [g], candidates) => of_s = g
    GRU-5 takes the reset outputs before for the outputs before in the gradient of r
      reset_before_step_deltas: of_s[j] * h[j] => of_s[j] * now.reset_state[j]
    GRU-5 takes what goes through the candidates times z
      reset_before_backward: of_s[j] * now.reset_gate[j] => of_s[j] * now.update_gate[j]
    GRU-5 does not reset the gradient of the reset outputs before
      reset_before_backward: of_s[j] * now.reset_gate[j] => of_s[j]
    GRU-5 drops the gradient that goes through the candidates
      reset_before_backward: + of_s[j] * now.reset_gate[j] => + 0.0
    GRU-5 drops the gradient that goes through the gates
      reset_before_backward: [a + b for a, b in zip(kept, through, strict=True)] => kept
    GRU-5 adds what goes through the gates before what goes through the candidates
      reset_before_backward: kept = [total[j] * now.update_gate[j] + of_s[j] * now.reset_gate[j]
          for j in range(u)] => kept = [total[j] * now.update_gate[j] for j in range(u)]
      reset_before_backward: [a + b for a, b in zip(kept, through, strict=True)] => [
          (kept[j] + through[j]) + of_s[j] * now.reset_gate[j] for j in range(u)]
    GRU-6 trains the candidates with outputs before that are not reset
      reset_before_backward: append(now.reset_state) => append(seen[n:])
    GRU-6 trains the gates with the reset outputs before
      reset_before_backward: append(seen[n:]) => append(now.reset_state)
    GRU-6 exchanges the gradients of gates and candidates
      reset_before_parameter_gradients: [[*a, *b] for => [[*b, *a] for
    GRU-6 adds from the last step
      reset_before_parameter_gradients: in each.rows => in each.rows[::-1]
      reset_before_parameter_gradients: in each.deltas => in each.deltas[::-1]
      reset_before_parameter_gradients: in each.states => in each.states[::-1]
      reset_before_parameter_gradients: in each.reset_states => in each.reset_states[::-1]
    RNN-5 begins again with units that reset before the product after a step that is left out
      reset_before_steps: append(before) => append(calculated[0])
    RNN-6 keeps the outputs of units that reset before the product after the first step
      reset_before_final_states: reset_before_steps(example, layer)[-1] =>
          reset_before_steps(example, layer)[1]
    RNN-7 resets outputs before of which nothing is left out
      reset_before_steps: seen = => kept["whole"] = before.output; seen =
      reset_before_step: r[j] * h[j] => r[j] * kept["whole"][j]
    RNN-7 has gradients of units that reset before the product without factors
      reset_before_backward: times_factors([*of_features, *of_state], example.factors) =>
          [*of_features, *of_state]
""")
