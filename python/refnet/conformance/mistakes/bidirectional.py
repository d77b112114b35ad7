"""Mistakes in chapter bidirectional."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    BI-1 does not turn the outputs of the second layer back
      bidirectional_forward: cell_rows(second, u)[::-1] => cell_rows(second, u)
      direction_rows: steps[::-1] if direction == 1 else steps => steps
    BI-1 turns the outputs of the second layer back, but not their gradients
      direction_rows: steps[::-1] if direction == 1 else steps => steps
    BI-1 has the outputs of the second layer first
      bidirectional_forward: [*a, *b] => [*b, *a]
      direction_rows: step[direction * u : (direction + 1) * u] =>
          step[(1 - direction) * u : (2 - direction) * u]
    BI-1 reads forwards with both layers
      backward_layer: weights, 1) => weights, 1)._replace(go_backwards=False)
      bidirectional_forward: cell_rows(second, u)[::-1] => cell_rows(second, u)
      direction_rows: steps[::-1] if direction == 1 else steps => steps
    BI-1 reads backwards with the first layer too
      forward_layer: layer.bias), 0) => layer.bias), 0)._replace(go_backwards=True)
    BI-1 exchanges the weights of both layers
      forward_layer: (layer.kernel, layer.recurrent_kernel, layer.bias) => (layer.backward_kernel,
          layer.backward_recurrent_kernel, layer.backward_bias)
      backward_layer: layer.backward_kernel, layer.backward_recurrent_kernel, layer.backward_bias
          => layer.kernel, layer.recurrent_kernel, layer.bias
    BI-1 has the same weights for both layers
      backward_layer: layer.backward_kernel, layer.backward_recurrent_kernel, layer.backward_bias
          => layer.kernel, layer.recurrent_kernel, layer.bias
    BI-1 has the first layer's bias in both
      backward_layer: layer.backward_bias => layer.bias
    BI-1 puts the outputs of both layers together unit by unit
      bidirectional_forward: [*a, *b] => joined(zip(a, b))
      direction_rows: step[direction * u : (direction + 1) * u] => step[direction::2]
    BI-1 has all outputs of the first layer before those of the second
      bidirectional_forward: joined([[*a, *b] for a, b in steps]) =>
          [*first, *joined(cell_rows(second, u)[::-1])]
      direction_rows: in cell_rows(row, 2 * u) => in [
          [*a, *b] for a, b in zip(cell_rows(row[: len(row) // 2], u),
          cell_rows(row[len(row) // 2 :], u))]
    BI-1 returns the second layer's output of the last step
      bidirectional_forward: outputs = [] => outputs = [];
          every = backward_layer(layer)._replace(return_sequences=True);
          seconds = seconds if layer.return_sequences else [
          row[:u] for row in forward(inputs, every)]
    BI-1 ignores the mask in the second layer
      backward_layer: return directed_layer( => layer = layer._replace(mask=None);
          return directed_layer(
    BI-1 turns the mask of the second layer around
      backward_layer: return directed_layer( => layer = layer._replace(
          mask=layer.mask and [row[::-1] for row in layer.mask]); return directed_layer(
    BI-1 passes no mask on
      bidirectional_mask: mask if layer.return_sequences else None => None
    BI-1 turns the mask of the outputs around
      bidirectional_mask: return mask if layer.return_sequences else None =>
          return [row[::-1] for row in mask] if mask and layer.return_sequences else None
    BI-2 has the gradients of the inputs of the first layer alone
      bidirectional_input_gradients: [a + b for => [a for
    BI-2 has the gradients of the inputs of the second layer alone
      bidirectional_input_gradients: [a + b for => [b for
    BI-2 takes the mean of the gradients of the inputs
      bidirectional_input_gradients: [a + b for => [(a + b) / 2.0 for
    BI-2 does not train the second layer
      bidirectional_parameter_gradients: return [*first, *second] =>
          return [*first, *([0.0] * len(row) for row in second)]
    BI-2 exchanges the gradients of both layers
      bidirectional_parameter_gradients: return [*first, *second] => return [*second, *first]
    BI-2 exchanges the deltas of both layers
      bidirectional_parameter_gradients: deltas, 0, => deltas, 2 - 1,
      bidirectional_parameter_gradients: deltas, 1, => deltas, 0,
    BI-3 draws for both layers example by example
      bidirectional_drawn: first = => pairs = [[recurrent_drawn(each(layer), 1, generator).factors
          for each in (forward_layer, backward_layer)] for _ in range(m)]; first =
      bidirectional_drawn: return layer._replace(factors=[[*a, *b] for a, b in
          zip(first, second, strict=True)]) =>
          return layer._replace(factors=[[*a[0], *b[0]] for a, b in pairs])
    BI-3 draws for the second layer first
      bidirectional_drawn: [*a, *b] => [*b, *a]
    BI-3 has the same factors for both layers
      bidirectional_drawn: second = => second = first; _ =
    BI-3 draws once for both layers
      bidirectional_drawn: second = recurrent_drawn(backward_layer(layer), m, generator).factors =>
          second = first
    BI-3 leaves nothing out in the second layer
      bidirectional_drawn: [*a, *b] => [*a, *([1.0] * len(b))]
    BI-3 keeps the states of the first layer alone
      bidirectional_final_states: [*a, *b] => [*a, *([0.0] * len(b))]
    BI-3 keeps the states of the second layer alone
      bidirectional_final_states: [*a, *b] => [*([0.0] * len(a)), *b]
    BI-3 exchanges the states of both layers
      bidirectional_final_states: [*a, *b] => [*b, *a]
    BI-3 begins with the states of the first layer in both
      bidirectional_final_states: [*a, *b] => [*a, *a]
""")
