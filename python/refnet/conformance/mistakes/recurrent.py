"""Mistakes in chapter recurrent, those too that lstm and gru can make in the same way."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    RNN-1 reads all steps from last to first
      examples_of: if layer.go_backwards => if not layer.go_backwards
      input_gradient_row: if layer.go_backwards => if not layer.go_backwards
    RNN-1 does not feed the state back
      simple_rnn_states: seen_row(step, states[-1] => seen_row(step, states[0]
      simple_rnn_backward: seen_row(step, states[i] => seen_row(step, states[0]
      simple_rnn_backward: of_state = gradients[n:] => pass
    RNN-1 carries the state from one example to the next
      simple_rnn_forward: examples = => kept["state"] = [0.0] * layer.units; examples =
      gradients_through_time: return [ => kept["state"] = [0.0] * len(layer.recurrent_kernel);
          return [
      simple_rnn_states: states = [example.state] => states = [kept["state"]]
      simple_rnn_states: return states => kept["state"] = states[-1]; return states
    RNN-1 carries the state from one batch to the next
      train: training = => kept.clear(); training =
      simple_rnn_forward: examples = => key = layer.input_shape, layer.units;
          before = kept.get(key, []); kept["before", key] = before; kept[key] = [];
          kept["now"] = iter(before), kept[key]; examples =
      gradients_through_time: return [ => kept["now"] = (iter(kept.get(
          ("before", (layer.input_shape, layer.units)), [])), []); return [
      simple_rnn_states: states = [example.state] => starts, ends = kept["now"];
          states = [next(starts, example.state)]
      simple_rnn_states: return states => ends.append(states[-1]); return states
    RNN-1 starts from a state of ones
      examples_of: [0.0] * size => [1.0] * size
    RNN-1 transposes the recurrent kernel
      simple_rnn_states: dense = step_layer(layer) => dense = step_layer(layer)._replace(
          kernel=[*layer.kernel, *columns(layer.recurrent_kernel)])
    RNN-1 adds the products of the state before those of the features
      simple_rnn_states: dense_forward([seen_row(step, states[-1], example)], dense) =>
          dense_forward([[*seen_row(step, states[-1], example)[len(step) :],
          *seen_row(step, states[-1], example)[: len(step)]]],
          dense._replace(kernel=[*layer.recurrent_kernel, *layer.kernel]))
    RNN-1 adds the sums of features and state
      simple_rnn_states: [preactivations] =
          dense_forward([seen_row(step, states[-1], example)], dense) =>
          seen = seen_row(step, states[-1], example);
          [x] = dense_forward([seen[: len(step)]], dense._replace(kernel=layer.kernel));
          [s] = dense_forward([seen[len(step) :]],
          dense._replace(kernel=layer.recurrent_kernel, bias=None));
          preactivations = [a + b for a, b in zip(x, s)]
    RNN-1 adds the bias last
      simple_rnn_states: dense_forward([seen_row(step, states[-1], example)], dense) =>
          [[d + b for d, b in zip(
          dense_forward([seen_row(step, states[-1], example)], dense._replace(bias=None))[0],
          dense.bias or [0.0] * layer.units)]]
    RNN-1 adds the bias twice
      simple_rnn_states: dense_forward([seen_row(step, states[-1], example)], dense) =>
          dense_forward([seen_row(step, states[-1], example)],
          dense._replace(bias=dense.bias and [b + b for b in dense.bias]))
    RNN-1 adds the products from the last to the first
      simple_rnn_states: dense_forward([seen_row(step, states[-1], example)], dense) =>
          dense_forward([seen_row(step, states[-1], example)[::-1]],
          dense._replace(kernel=dense.kernel[::-1]))
    RNN-1 adds in halves
      simple_rnn_states: dense_forward([seen_row(step, states[-1], example)], dense) => [[
          in_halves([b, *products(w, seen_row(step, states[-1], example))])
          for b, w in zip(dense.bias or [0.0] * layer.units, columns(dense.kernel))]]
    RNN-1 adds in four lanes
      simple_rnn_states: dense_forward([seen_row(step, states[-1], example)], dense) => [[
          in_lanes(4, [b, *products(w, seen_row(step, states[-1], example))])
          for b, w in zip(dense.bias or [0.0] * layer.units, columns(dense.kernel))]]
    RNN-1 feeds the preactivations back
      simple_rnn_states: states[-1], example => kept["fed"], example
      simple_rnn_states: states = [example.state] => states = [example.state];
          kept["fed"] = states[0]
      simple_rnn_states: append(activate(layer.activation, preactivations)) =>
          append(activate(layer.activation, preactivations)); kept["fed"] = preactivations
    RNN-1 applies the activation to the outputs once more
      output_activation: return KINDS[layer.kind].activation(layer) => return layer.activation
    RNN-1 takes tanh whatever the activation
      simple_rnn_states: activate(layer.activation, => activate("tanh",
      simple_rnn_backward: activation_backward(layer.activation, => activation_backward("tanh",
    RNN-1 returns the mean of the states
      output_row: list(states[-1]) => [added(numbers) / float(len(states))
          for numbers in columns(states)]
      output_gradient_rows: [*([0.0] * layer.units for _ in range(t - 1)), list(delta)] =>
          [[d / float(t) for d in delta] for _ in range(t)]
    RNN-1 returns the sum of the states
      output_row: list(states[-1]) => [added(numbers) for numbers in columns(states)]
      output_gradient_rows: [*([0.0] * layer.units for _ in range(t - 1)), list(delta)] =>
          [list(delta) for _ in range(t)]
    RNN-1 returns the states unit by unit
      output_row: joined(states) => joined(columns(states))
      output_gradient_rows: cell_rows(delta, layer.units) =>
          [list(each) for each in columns(cell_rows(delta, layer.input_shape[0]))]
    RNN-2 stops after one step back
      simple_rnn_backward: of_state = gradients[n:] => pass
    RNN-2 stops two steps before the last
      simple_rnn_backward: of_state = gradients[n:] =>
          of_state = gradients[n:] if i > len(example.steps) - 3 else [0.0] * layer.units
    RNN-2 counts the gradient of the last output alone
      output_gradient_rows: return cell_rows(delta, layer.units) =>
          rows = cell_rows(delta, layer.units);
          return [*([0.0] * layer.units for _ in rows[1:]), rows[-1]]
    RNN-2 adds the gradient of the step after behind the activation
      simple_rnn_backward: total = [a + b for => total = [a for
      simple_rnn_backward: deltas = activation_backward(layer.activation, total, states[i + 1]) =>
          deltas = [d + g for d, g in zip(activation_backward(
          layer.activation, total, states[i + 1]), of_state)]
    RNN-2 takes the derivative of the state before
      simple_rnn_backward: states[i + 1] => states[i]
    RNN-2 does not transpose the recurrent kernel
      simple_rnn_backward: of_state = gradients[n:] => of_state = [
          added(products(deltas, weights)) for weights in columns(layer.recurrent_kernel)]
    RNN-2 adds the gradients of a state from the last unit
      simple_rnn_backward: of_state = gradients[n:] => of_state = [
          added(products(deltas[::-1], weights[::-1])) for weights in layer.recurrent_kernel]
    RNN-2 adds the gradients of a state in one sum with that of the output
      simple_rnn_backward: of_state = gradients[n:] => of_state = [
          added([g, *products(deltas, weights)]) for g, weights in zip(
          output_gradients[i - 1], layer.recurrent_kernel)]
      simple_rnn_backward: total = [a + b for =>
          total = [b if i < len(example.steps) - 1 else a + b for
    RNN-2 gives the gradients of the first step to all inputs
      input_gradient_row: joined(gradients[::-1] if layer.go_backwards else gradients) =>
          joined([gradients[0]] * len(gradients))
    RNN-2 has no gradients of the inputs but the last step's
      input_gradient_row: return joined( => gradients = [*([0.0] * len(step)
          for step in gradients[:-1]), gradients[-1]]; return joined(
    RNN-3 trains with the gradients of the last step
      simple_rnn_parameter_gradients: in each.rows => in each.rows[-1:]
      simple_rnn_parameter_gradients: in each.deltas => in each.deltas[-1:]
    RNN-3 trains with the gradients of the first step
      simple_rnn_parameter_gradients: in each.rows => in each.rows[:1]
      simple_rnn_parameter_gradients: in each.deltas => in each.deltas[:1]
    RNN-3 adds from the last step
      simple_rnn_parameter_gradients: in each.rows => in each.rows[::-1]
      simple_rnn_parameter_gradients: in each.deltas => in each.deltas[::-1]
    RNN-3 adds from the last example
      simple_rnn_parameter_gradients: layer.units, simple_rnn_backward) =>
          layer.units, simple_rnn_backward)[::-1]
    RNN-3 adds step by step over all examples
      simple_rnn_parameter_gradients: [row for each in found for row in each.rows] => [
          each.rows[i] for i in range(layer.input_shape[0])
          for each in found if i < len(each.rows)]
      simple_rnn_parameter_gradients: [row for each in found for row in each.deltas] => [
          each.deltas[i] for i in range(layer.input_shape[0])
          for each in found if i < len(each.deltas)]
    RNN-3 adds the gradients of each example first
      simple_rnn_parameter_gradients:
          return dense_parameter_gradients(rows, step_deltas, step_layer(layer)) =>
          return [[added(numbers) for numbers in columns(vectors)] for vectors in columns([
          dense_parameter_gradients(each.rows, each.deltas, step_layer(layer))
          for each in found])]
    RNN-3 takes the mean of the gradients over the steps
      simple_rnn_parameter_gradients: [row for each in found for row in each.deltas] =>
          [[d / float(layer.input_shape[0]) for d in row] for each in found
          for row in each.deltas]
    RNN-3 takes the states after the steps for those before
      simple_rnn_backward: seen_row(step, states[i], => seen_row(step, states[i + 1],
    RNN-3 does not train the recurrent kernel
      simple_rnn_parameter_gradients: return dense_parameter_gradients( =>
          rows = [[*row[: layer.input_shape[1]], *[0.0] * layer.units] for row in rows];
          return dense_parameter_gradients(
    RNN-3 does not train the bias
      simple_rnn_parameter_gradients: return dense_parameter_gradients( =>
          return [*dense_parameter_gradients(
      simple_rnn_parameter_gradients: step_layer(layer)) =>
          step_layer(layer)._replace(bias=None)), *([] if layer.bias is None else
          [[0.0] * layer.units])]
    RNN-4 ignores go_backwards
      examples_of: if layer.go_backwards => if False
      input_gradient_row: if layer.go_backwards => if False
      recurrent_mask: if layer.go_backwards => if False
    RNN-4 turns the outputs back into the order of the inputs
      output_row: joined(states) => joined(states[::-1] if layer.go_backwards else states)
      output_gradient_rows: return cell_rows(delta, layer.units) =>
          return cell_rows(delta, layer.units)[:: -1 if layer.go_backwards else 1]
      recurrent_mask: if layer.go_backwards => if False
    RNN-4 has the gradients of the inputs in the order of reading
      input_gradient_row: if layer.go_backwards => if False
    RNN-4 returns the state of the last input's step
      output_row: list(states[-1]) => list(states[0 if layer.go_backwards else -1])
      output_gradient_rows: [*([0.0] * layer.units for _ in range(t - 1)), list(delta)] =>
          [list(delta) if i == (0 if layer.go_backwards else t - 1) else [0.0] * layer.units
          for i in range(t)]
    RNN-4 has the mask of the outputs in the order of the inputs
      recurrent_mask: if layer.go_backwards => if False
    RNN-4 does not turn the mask of the steps around
      examples_of: layer.mask[i] => (layer.mask[i][::-1] if layer.go_backwards else layer.mask[i])
    RNN-4 passes no mask on
      recurrent_mask: if mask is None or layer.return_state or not layer.return_sequences =>
          if True
    RNN-5 ignores the mask
      recurrent_masked: mask=mask => mask=None
    RNN-5 begins again after a step that is left out
      simple_rnn_states: states.append(states[-1]) => states.append(states[0])
      simple_rnn_backward: of_state = total => of_state = [0.0] * layer.units
    RNN-5 has outputs of 0 for steps that are left out
      simple_rnn_forward: [simple_rnn_states(example, layer)[1:] for example in examples] => [[
          [0.0] * layer.units if step is None and layer.return_sequences else state
          for step, state in zip(example.steps, simple_rnn_states(example, layer)[1:])]
          for example in examples]
      simple_rnn_backward: of_state = total => pass
    RNN-5 has outputs of 0 for steps that are left out, the last one alone too
      simple_rnn_forward: [simple_rnn_states(example, layer)[1:] for example in examples] => [[
          [0.0] * layer.units if step is None else state
          for step, state in zip(example.steps, simple_rnn_states(example, layer)[1:])]
          for example in examples]
      simple_rnn_backward: of_state = total => pass
    RNN-5 stops the gradient at a step that is left out
      simple_rnn_backward: of_state = total => of_state = [0.0] * layer.units
    RNN-5 drops the gradients of the outputs of steps that are left out
      simple_rnn_backward: of_state = total => pass
    RNN-5 reads zeros for the features of steps that are left out
      examples_of: step if real else None => step if real else [0.0] * len(step)
    RNN-5 leaves out the steps after the first one that is not real
      examples_of: zip(steps, layer.mask[i], strict=True) => zip(
          steps, [all(layer.mask[i][: j + 1]) for j in range(len(steps))])
    RNN-5 counts the real steps and reads as many first ones
      examples_of: zip(steps, layer.mask[i], strict=True) => zip(
          steps, [j < sum(layer.mask[i]) for j in range(len(steps))])
    RNN-6 begins every batch with states of 0
      with_states: each.states is None => True
    RNN-6 begins every epoch with states of 0
      train_epoch: correct = 0 => correct = 0; layers = [layer._replace(state=None)
          if hasattr(layer, "state") else layer for layer in layers]
    RNN-6 calculates the outputs from the states after the training
      train: without_states(trained.layers) => trained.layers
    RNN-6 calculates the outputs in one batch
      train: outputs_in_batches(inputs, fresh, batch_size, sources) =>
          outputs_in_batches(inputs, fresh, len(inputs))
    RNN-6 begins every batch of the outputs with states of 0
      outputs_in_batches: layers = with_states(layers, forward) => pass
    RNN-6 keeps the states after the first step
      simple_rnn_final_states: [-1] for => [1] for
    RNN-6 keeps the states before the last step
      simple_rnn_final_states: [-1] for => [-2] for
    RNN-6 keeps the states of the step that is last in the inputs
      simple_rnn_final_states: [-1] for => [1 if layer.go_backwards else -1] for
    RNN-6 keeps the states of a layer that is not stateful
      simple_rnn_final_states: if not layer.stateful => if False
    RNN-6 keeps the states in the order of the examples' numbers
      train_epoch: = trained => = trained; layers = [layer if getattr(layer, "state", None) is None
          else layer._replace(state=[row for _, row in sorted(zip(batch, layer.state))])
          for layer in layers]
    RNN-6 begins all examples with the states of the last one
      examples_of: layer.state[i] => layer.state[-1]
    RNN-6 keeps the states that the new weights give
      train_batch: layers = with_states(with_parameters(layers, parameters), forward) =>
          drawn = with_parameters(drawn, parameters); layers = with_states(
          with_parameters(layers, parameters), network_forward(inputs, drawn))
    RNN-6 keeps the states of which nothing has been left out
      train_batch: layers = with_states(with_parameters(layers, parameters), forward) =>
          layers = with_states(
          with_parameters(layers, parameters), network_forward(inputs, layers))
    RNN-6 keeps the states times their factors
      simple_rnn_final_states: simple_rnn_states(example, layer)[-1] => times_factors(
          simple_rnn_states(example, layer)[-1],
          example.factors and example.factors[-layer.units :])
    RNN-7 draws new factors at each step
      recurrent_drawn: factors.append([*of_features, *of_state]) => factors.append([
          [*of_features, *of_state], *([
          *random_factors(layer.input_shape[1], layer.dropout, generator),
          *random_factors(layer.units, layer.recurrent_dropout, generator)]
          for _ in range(layer.input_shape[0] - 1))])
      seen_row: example.factors) => example.factors and example.factors[
          [each is step for each in example.steps].index(True)])
      simple_rnn_backward: example.factors) => example.factors and example.factors[i])
      lstm_backward: times_factors(of_seen, example.factors) =>
          times_factors(of_seen, example.factors and example.factors[i])
      gru_backward: *of_state], example.factors) =>
          *of_state], example.factors and example.factors[i])
      reset_before_backward: *of_state], example.factors) =>
          *of_state], example.factors and example.factors[i])
    RNN-7 draws for the state before it draws for the features
      recurrent_drawn: of_features = => early = random_factors(
          layer.units, layer.recurrent_dropout, generator); of_features =
      recurrent_drawn: of_state = random_factors(layer.units, layer.recurrent_dropout, generator)
          => of_state = early
    RNN-7 draws for the features of all examples before it draws for their states
      recurrent_drawn: factors = [] => factors = []; early = [random_factors(
          layer.input_shape[1], layer.dropout, generator) for _ in range(m)]
      recurrent_drawn: of_features = random_factors(layer.input_shape[1], layer.dropout, generator)
          => of_features = early.pop(0)
    RNN-7 draws for a rate of 0
      random_factors: if rate == 0.0 => if False
    RNN-7 draws for two rates of 0
      random_factors: if rate == 0.0 => if False
      recurrent_drawn: if layer.dropout == 0.0 and layer.recurrent_dropout == 0.0 => if False
    RNN-7 leaves out the same features and states of all examples
      recurrent_drawn: return layer._replace(factors=factors) =>
          return layer._replace(factors=[factors[0]] * m)
    RNN-7 exchanges the rates
      recurrent_drawn: random_factors(layer.input_shape[1], layer.dropout, generator) =>
          random_factors(layer.input_shape[1], layer.recurrent_dropout, generator)
      recurrent_drawn: random_factors(layer.units, layer.recurrent_dropout, generator) =>
          random_factors(layer.units, layer.dropout, generator)
    RNN-7 leaves out nothing of the features
      recurrent_drawn: [*of_features, *of_state] => [*([1.0] * len(of_features)), *of_state]
    RNN-7 leaves out nothing of the state
      recurrent_drawn: [*of_features, *of_state] => [*of_features, *([1.0] * len(of_state))]
    RNN-7 leaves out nothing
      recurrent_drawn: factors=factors => factors=None
    RNN-7 leaves out numbers in the outputs after the training too
      train: outputs_in_batches(inputs, fresh, batch_size, sources) => outputs_in_batches(
          inputs, drawn_layers(fresh, len(inputs), generator), len(inputs))
    RNN-7 has gradients without factors
      simple_rnn_backward: times_factors(of_seen, example.factors) => of_seen
    RNN-7 has gradients of the state without factors
      simple_rnn_backward: of_state = gradients[n:] => of_state = of_seen[n:]
    RNN-7 has gradients of the features without factors
      simple_rnn_backward: append(gradients[:n]) => append(of_seen[:n])
    RNN-7 multiplies the weights by the factors
      simple_rnn_states: dense_forward([seen_row(step, states[-1], example)], dense) =>
          dense_forward([[*step, *states[-1]]], dense._replace(kernel=[
          [w * factor for w in row] for row, factor in zip(
          dense.kernel, example.factors or [1.0] * len(dense.kernel))]))
    RNN-7 multiplies the terms of the gradients by the factors
      simple_rnn_backward: times_factors(of_seen, example.factors) => [
          added(d * w * factor for d, w in zip(deltas, row)) for row, factor in zip(
          dense.kernel, example.factors or [1.0] * len(of_seen))]
    RNN-7 trains with features and states of which nothing is left out
      simple_rnn_backward: append(seen_row(step, states[i], example)) => append([*step, *states[i]])
    RNN-7 leaves some of the outputs out
      simple_rnn_states: append(activate(layer.activation, preactivations)) => append(
          times_factors(activate(layer.activation, preactivations),
          example.factors and example.factors[len(step) :]))
    RNN-7 leaves some of the state out at a step that is not real
      simple_rnn_states: append(states[-1]) => append(times_factors(
          states[-1], example.factors and example.factors[-layer.units :]))
""")
