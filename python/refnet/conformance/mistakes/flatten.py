"""Mistakes in chapter flatten."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    DENSE-1 gives an example another shape column by column
      reshape_forward: list(row) => column_major(row, layer.input_shape, layer.target_shape)
      reshape_input_gradients: list(row) =>
          column_major(row, layer.target_shape, layer.input_shape)
    DENSE-1 flattens column by column
      flatten_forward: list(row) => column_major(row, layer.input_shape, (len(row),))
      flatten_input_gradients: list(row) => column_major(row, (len(row),), layer.input_shape)
    DENSE-1 does not reshape the gradients back
      reshape_forward: list(row) => column_major(row, layer.input_shape, layer.target_shape)
""")
