"""Mistakes in chapter parts."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    PART-1 begins a part one number too late
      part_forward: row[first : first + u] => [*row, 0.0][first + 1 : first + 1 + u]
    PART-1 takes first for a number of rows
      part_forward: first, u = layer.first, => first, u = layer.first * layer.target_shape[-1],
      part_forward: list(row[first : first + u]) => (list(row) * (first + u))[first : first + u]
    PART-2 puts the deltas at the beginning
      part_input_gradients: [*[0.0] * first, *delta, *[0.0] * after] =>
          [*delta, *[0.0] * (first + after)]
    PART-2 gives the deltas to all numbers
      part_input_gradients: [*[0.0] * first, *delta, *[0.0] * after] =>
          [delta[i % len(delta)] for i in range(n)]
    PART-3 puts the state before the outputs
      with_state: [*outputs, *state] => [*state, *outputs]
      split_delta: list(delta[:end]), list(delta[end:]) => list(delta[size:]), list(delta[:size])
    PART-3 returns the cells before the last outputs
      with_state: [*outputs, *state] => [*outputs, *state[-layer.units :], *state[: -layer.units]]
      split_delta: list(delta[end:]) => [*delta[end:][-layer.units :], *delta[end:][: -layer.units]]
    PART-3 returns the last outputs in place of the cells
      with_state: *state] => *state[: layer.units], *(state[: layer.units]
          if layer.kind == "lstm" else [])]
    PART-4 counts no gradient of the state
      split_delta: list(delta[end:]) => [0.0] * size
    PART-4 counts the gradient of the last outputs, not that of the cells
      split_delta: list(delta[end:]) => [*delta[end:][: layer.units], *[0.0] * (size - layer.units)]
    PART-4 gives the gradient of the state to the first step
      simple_rnn_backward: of_outputs, of_state = split_delta(delta, layer) =>
          of_outputs, late = split_delta(delta, layer); of_state = [0.0] * layer.units
      simple_rnn_backward: a + b for a, b in zip(output_gradients[i], of_state, strict=True) =>
          a + b + (c if i == 0 else 0.0)
          for a, b, c in zip(output_gradients[i], of_state, late, strict=True)
""")
