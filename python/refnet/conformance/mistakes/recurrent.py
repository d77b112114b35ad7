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
      simple_rnn_forward: return [ => kept["state"] = [0.0] * layer.units; return [
      gradients_through_time: return [ => kept["state"] = [0.0] * len(layer.recurrent_kernel);
          return [
      simple_rnn_states: states = [example.state] => states = [kept["state"]]
      simple_rnn_states: return states => kept["state"] = states[-1]; return states
    RNN-1 carries the state from one batch to the next
      train: training = => kept.clear(); training =
      simple_rnn_forward: return [ => key = layer.input_shape, layer.units;
          before = kept.get(key, []); kept["before", key] = before; kept[key] = [];
          kept["now"] = iter(before), kept[key]; return [
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
      simple_rnn_states: [preactivations] = dense_forward([seen_row(step, states[-1], example)], dense)
          => seen = seen_row(step, states[-1], example);
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
    RNN-1 adds from the last product
      simple_rnn_states: dense_forward([seen_row(step, states[-1], example)], dense) =>
          dense_forward([seen_row(step, states[-1], example)[::-1]], dense._replace(kernel=dense.kernel[::-1]))
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
      simple_rnn_backward: total = [a + b for => total = [b if i < len(example.steps) - 1 else a + b for
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
      recurrent_mask: if mask is None or not layer.return_sequences => if True
    RNN-5 ignores the mask
      recurrent_masked: mask=mask => mask=None
    RNN-5 begins again after a step that is left out
      simple_rnn_states: states.append(states[-1]) => states.append(states[0])
      simple_rnn_backward: of_state = total => of_state = [0.0] * layer.units
    RNN-5 has outputs of 0 for steps that are left out
      simple_rnn_forward: output_row(simple_rnn_states(example, layer)[1:], layer) => output_row([
          [0.0] * layer.units if step is None and layer.return_sequences else state
          for step, state in zip(example.steps, simple_rnn_states(example, layer)[1:])], layer)
      simple_rnn_backward: of_state = total => pass
    RNN-5 has outputs of 0 for steps that are left out, the last one alone too
      simple_rnn_forward: output_row(simple_rnn_states(example, layer)[1:], layer) => output_row([
          [0.0] * layer.units if step is None else state
          for step, state in zip(example.steps, simple_rnn_states(example, layer)[1:])], layer)
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
""")
