"""Mistakes in chapter zero_padding."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    PAD-1 swaps above and below
      zero_padding2d_forward: (above, below), (left => (below, above), (left
      zero_padding2d_input_gradients: (above, _), (left => (_, above), (left
    PAD-1 swaps left and right
      zero_padding2d_forward: (left, right) => (right, left)
      zero_padding2d_input_gradients: (left, right) => (right, left)
    PAD-1 swaps above and below, and left and right
      zero_padding2d_forward: (above, below), (left, right) => (below, above), (right, left)
      zero_padding2d_input_gradients: (above, _), (left, right) => (_, above), (right, left)
    PAD-1 takes the rows for the columns
      zero_padding2d_shapes: layer.rows, layer.columns => layer.columns, layer.rows
      zero_padding2d_forward: layer.rows, layer.columns => layer.columns, layer.rows
      zero_padding2d_input_gradients: layer.rows, layer.columns => layer.columns, layer.rows
    PAD-1 has an edge of -0.0
      zero_padding2d_forward: 0.0 => -0.0
    PAD-2 passes on the deltas of the upper left cells
      zero_padding2d_input_gradients: i * width + left * c => (i - above) * width
    PAD-2 counts the columns to the left, but not the rows above
      zero_padding2d_input_gradients: i * width + left * c => (i - above) * width + left * c
""")
