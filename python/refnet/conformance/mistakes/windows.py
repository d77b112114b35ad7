"""Mistakes in chapter windows, which convolutions and poolings show."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    WINDOW-1 has the odd padded cell before the image
      windows_along: missing // 2 if => (missing + 1) // 2 if
    WINDOW-1 pads after the image only
      windows_along: missing // 2 if => 0 if
    WINDOW-1 pads before the image only
      windows_along: missing // 2 if => missing if
    WINDOW-1 pads as if all strides were 1
      windows_along: (count - 1) * stride + window - size => window - 1
    WINDOW-1 starts after the image's first cells where windows have gaps
      windows_along: missing // 2 if missing > 0 else 0 => missing // 2
    WINDOW-1 counts a last window that does not fit
      windows_along: (size - window) // stride + 1 => (size - window + stride - 1) // stride + 1
    WINDOW-1 rounds the number of padded windows down
      windows_along: (size - 1) // stride + 1 => size // stride
    WINDOW-1 swaps the strides down and to the right
      window_cells: window[1], strides[1] => window[1], strides[0]
      window_cells: window[0], strides[0] => window[0], strides[1]
      conv2d_shapes: (down, right) = => (right, down) =
      pooling_shapes: strides[0] => strides[-2]
      pooling_shapes: strides[1] => strides[0]
      pooling_shapes: strides[-2] => strides[1]
    WINDOW-1 moves by 1 whatever the strides are
      cells_along: i * stride - axis.before => i - axis.before
    WINDOW-2 takes the windows column by column
      window_cells: return result => return [
          result[i] for j in range(len(across)) for i in range(j, len(result), len(across))]
    WINDOW-2 takes the cells of a window column by column
      window_cells: for row in down => for place in right
      window_cells: for column in right => for row in down
      window_cells: outside = row => column = place; outside = row
    WINDOW-2 numbers the cells of an image column by column
      window_cells: row * columns + column => column * rows + row
""")
