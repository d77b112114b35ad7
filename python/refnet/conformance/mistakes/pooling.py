"""Mistakes in chapter pooling."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    POOL-1 takes the last of several largest cells
      largest_cell: ] > image => ] >= image
    POOL-1 compares padded cells as zeros
      max_pooling2d_forward: append(image[largest_cell(image, cells, channel, c) * c + channel]) =>
          append(max(image[largest_cell(image, cells, channel, c) * c + channel],
          *([0.0] if len(cells) < layer.pool_size[0] * layer.pool_size[1] else []), -1e300))
    POOL-1 takes the largest number of all channels
      max_pooling2d_forward: image[largest_cell(image, cells, channel, c) * c + channel] =>
          max(image[cell * c + k] for cell in cells for k in range(c))
    POOL-1 takes the largest absolute value
      largest_cell: image[cell * c + channel] > image[largest * c + channel] =>
          abs(image[cell * c + channel]) > abs(image[largest * c + channel])
    POOL-1 starts with the number 0
      max_pooling2d_forward: append(image[largest_cell(image, cells, channel, c) * c + channel]) =>
          append(max(0.0, image[largest_cell(image, cells, channel, c) * c + channel]))
    POOL-2 gives the gradient to all largest cells
      max_pooling2d_input_gradients: i = largest_cell => top = largest_cell
      max_pooling2d_input_gradients: row[i] = row[i] + delta[p * c + channel] =>
          tied = [i * c + channel for i in cells if image[i * c + channel] == image[top]];
          row = [x + delta[p * c + channel] if i in tied else x for i, x in enumerate(row)]
    POOL-2 shares the gradient among all largest cells
      max_pooling2d_input_gradients: i = largest_cell => top = largest_cell
      max_pooling2d_input_gradients: row[i] = row[i] + delta[p * c + channel] =>
          tied = [i * c + channel for i in cells if image[i * c + channel] == image[top]];
          row = [x + delta[p * c + channel] / float(len(tied)) if i in tied else x
          for i, x in enumerate(row)]
    POOL-2 gives the gradient to the first cell
      max_pooling2d_input_gradients: largest_cell(image, cells, channel, c) => cells[0]
    POOL-2 keeps the last window's gradient where windows overlap
      max_pooling2d_input_gradients: = row[i] + delta => = delta
    POOL-2 adds the gradients from the last window
      max_pooling2d_input_gradients: in enumerate(windows) => in list(enumerate(windows))[::-1]
    POOL-3 counts padded cells
      average_pooling2d_forward: float(len(cells)) => float(
          layer.pool_size[0] * layer.pool_size[1])
      average_pooling2d_input_gradients: float(len(cells)) => float(
          layer.pool_size[0] * layer.pool_size[1])
    POOL-3 adds from the last cell
      average_pooling2d_forward: for cell in cells => for cell in cells[::-1]
    POOL-3 adds column by column
      average_pooling2d_forward: for cell in cells => for cell in sorted(
          cells, key=lambda cell: cell % layer.input_shape[1])
    POOL-3 adds in halves
      average_pooling2d_forward: append(total / => append(
          in_halves(image[cell * c + channel] for cell in cells) /
    POOL-3 adds in four lanes
      average_pooling2d_forward: append(total / => append(
          in_lanes(4, [image[cell * c + channel] for cell in cells]) /
    POOL-3 rounds the sum only once
      average_pooling2d_forward: append(total / => append(
          compensated(image[cell * c + channel] for cell in cells) /
    POOL-3 divides every term
      average_pooling2d_forward: total + image[cell * c + channel] =>
          total + image[cell * c + channel] / float(len(cells))
      average_pooling2d_forward: append(total / float(len(cells))) => append(total)
    POOL-3 multiplies by the reciprocal
      average_pooling2d_forward: total / float(len(cells)) => total * (1.0 / float(len(cells)))
    POOL-3 starts the sum at the first cell
      average_pooling2d_forward: total = 0.0 => total = -0.0
    POOL-3 takes the sum without dividing it
      average_pooling2d_forward: total / float(len(cells)) => total
      average_pooling2d_input_gradients: / float(len(cells)) => / 1.0
    POOL-4 divides by the size of the window, with its padded cells
      average_pooling2d_input_gradients: float(len(cells)) => float(
          layer.pool_size[0] * layer.pool_size[1])
    POOL-4 does not divide
      average_pooling2d_input_gradients: / float(len(cells)) => / 1.0
    POOL-4 multiplies by the reciprocal
      average_pooling2d_input_gradients: / float(len(cells)) => * (1.0 / float(len(cells)))
    POOL-4 keeps the last window's gradient where windows overlap
      average_pooling2d_input_gradients: row[i] = row[i] + share => row[i] = share
    POOL-4 adds the gradients from the last window
      average_pooling2d_input_gradients: in enumerate(windows) => in list(enumerate(windows))[::-1]
""")
