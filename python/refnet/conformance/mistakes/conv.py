"""Mistakes in chapter conv."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    CONV-1 turns the kernel around
      image_patches: for cell in cells => for cell in reversed(cells)
      conv2d_input_gradients: enumerate(cells) => enumerate(reversed(cells))
    CONV-1 turns the kernel around, and adds in the order of the image
      patch_layer: kernel_rows(layer.kernel) =>
          kernel_rows([row[::-1] for row in layer.kernel[::-1]])
      conv2d_parameter_gradients: gradients = dense_parameter_gradients =>
          turned = kernel_rows([row[::-1] for row in nested_kernel(
          [[float(i)] for i in range(len(kernel_rows(layer.kernel)))], layer)[::-1]]);
          gradients = dense_parameter_gradients
      conv2d_parameter_gradients:
          dense_parameter_gradients(patches, patch_deltas, patch_layer(layer)) => (
          lambda found: [*(found[int(i)] for [i] in turned), *found[len(turned):]])(
          dense_parameter_gradients(patches, patch_deltas, patch_layer(layer)))
    CONV-1 reads images with their channels first
      image_patches: image[cell * c : (cell + 1) * c] => image[cell :: len(image) // c]
      conv2d_input_gradients: row[cell * c + j] => row[j * (len(row) // c) + cell]
    CONV-1 writes images with their filters first
      conv2d_forward: for cell in maps => for cell in columns(maps)
      cell_rows: row[i : i + filters] => row[i :: len(row) // filters]
      cell_rows: range(0, len(row), filters) => range(len(row) // filters)
    CONV-1 adds the bias last
      conv2d_forward: dense = patch_layer(layer) => dense = patch_layer(layer)._replace(bias=None)
      conv2d_forward: number for cell in maps for number in cell => number + bias
          for cell in maps for number, bias in zip(cell, layer.bias or [0.0] * layer.filters)
    CONV-1 adds the bias for each channel
      conv2d_forward: dense = patch_layer(layer) => dense = patch_layer(layer);
          dense = dense if dense.bias is None else dense._replace(
          bias=[b * float(layer.input_shape[2]) for b in dense.bias])
    CONV-1 leaves the bias out
      conv2d_forward: dense = patch_layer(layer) => dense = patch_layer(layer)._replace(bias=None)
    CONV-1 adds channel by channel
      conv2d_forward: dense = patch_layer(layer) => dense = patch_layer(layer);
          c = layer.input_shape[2]; order = [i for k in range(c) for i in range(
          k, len(dense.kernel), c)]; dense = dense._replace(kernel=[dense.kernel[i] for i in order])
      conv2d_forward: dense_forward(image_patches(image, layer), dense) => dense_forward(
          [[patch[i] for i in order] for patch in image_patches(image, layer)], dense)
    CONV-1 adds the products from the last to the first
      conv2d_forward: dense = patch_layer(layer) => dense = patch_layer(layer);
          dense = dense._replace(kernel=dense.kernel[::-1])
      conv2d_forward: dense_forward(image_patches(image, layer), dense) => dense_forward(
          [patch[::-1] for patch in image_patches(image, layer)], dense)
    CONV-1 adds in halves
      conv2d_forward: dense_forward(image_patches(image, layer), dense) => [
          [in_halves([b, *products(w, patch)]) for b, w in zip(
          dense.bias or [0.0] * layer.filters, columns(dense.kernel))]
          for patch in image_patches(image, layer)]
    CONV-1 adds in four lanes
      conv2d_forward: dense_forward(image_patches(image, layer), dense) => [
          [in_lanes(4, [b, *products(w, patch)]) for b, w in zip(
          dense.bias or [0.0] * layer.filters, columns(dense.kernel))]
          for patch in image_patches(image, layer)]
    CONV-1 leaves the products of padded cells out
      conv2d_forward: preactivations = [] => preactivations = []; c = layer.input_shape[2]
      conv2d_forward: dense_forward(image_patches(image, layer), dense) => [dense_forward(
          [[image[cell * c + k] for cell in cells if cell != PADDED for k in range(c)]],
          dense._replace(kernel=[dense.kernel[i * c + k] for i, cell in enumerate(cells)
          if cell != PADDED for k in range(c)]))[0] for cells in layer_cells(layer)]
    ARITH-2 fuses the sums' multiplications with the additions
      dense_forward: sums[j] + layer.kernel[i][j] * row[i] =>
          fused(layer.kernel[i][j], row[i], sums[j])
      dense_parameter_gradients: kernel[i][j] + row[i] * delta[j] =>
          fused(row[i], delta[j], kernel[i][j])
      dense_input_gradients: total + delta[j] * weights[j] => fused(delta[j], weights[j], total)
    CONV-2 divides the gradients by the number of windows
      conv2d_parameter_gradients: gradients = dense_parameter => p = float(
          len(layer_cells(layer))); gradients = dense_parameter
      conv2d_parameter_gradients: (patches, patch_deltas, patch_layer(layer)) =>
          (patches, [[d / p for d in delta] for delta in patch_deltas], patch_layer(layer))
    CONV-2 adds the gradients of each image first
      conv2d_parameter_gradients: gradients = dense_parameter => p = len(layer_cells(layer));
          gradients = dense_parameter
      conv2d_parameter_gradients:
          dense_parameter_gradients(patches, patch_deltas, patch_layer(layer)) => [
          [added(numbers) for numbers in columns(rows)] for rows in columns([
          dense_parameter_gradients(patches[i : i + p], patch_deltas[i : i + p], patch_layer(layer))
          for i in range(0, len(patches), p)])]
    CONV-2 adds the gradients window by window, each with all images
      conv2d_parameter_gradients: gradients = dense_parameter => p = len(layer_cells(layer));
          order = [i for j in range(p) for i in range(j, len(patches), p)];
          gradients = dense_parameter
      conv2d_parameter_gradients: (patches, patch_deltas, patch_layer(layer)) => (
          [patches[i] for i in order], [patch_deltas[i] for i in order], patch_layer(layer))
    CONV-2 adds the gradients from the last window
      conv2d_parameter_gradients: (patches, patch_deltas, => (patches[::-1], patch_deltas[::-1],
    CONV-2 does not train the bias
      conv2d_parameter_gradients:
          dense_parameter_gradients(patches, patch_deltas, patch_layer(layer)) => [
          *dense_parameter_gradients(patches, patch_deltas, patch_layer(layer)._replace(bias=None)),
          *([] if layer.bias is None else [[0.0] * layer.filters])]
    CONV-3 keeps one patch's gradient where windows overlap
      conv2d_input_gradients: = row[cell * c + j] + patch => = patch
    CONV-3 adds the gradients from the last window
      conv2d_input_gradients: zip(windows, patches, => zip(windows[::-1], patches[::-1],
    CONV-3 adds over windows and filters in one sum
      conv2d_input_gradients:
          dense_input_gradients([], patch_deltas, dense) => patch_deltas
      conv2d_input_gradients: row[cell * c + j] + patch[i * c + j] => added(
          [row[cell * c + j], *products(patch, dense.kernel[i * c + j])])
    CONV-3 adds over the units or filters from the last
      dense_input_gradients: in range(len(delta)) => in reversed(range(len(delta)))
    CONV-3 gives the gradients to the cells of a kernel that is turned around
      conv2d_input_gradients: enumerate(cells) => enumerate(reversed(cells))
    CONV-3 gives the gradients of padded cells to the last cell
      conv2d_input_gradients: if cell != PADDED => if True
    CONV-4 keeps the gradients of weights without a connection
      conv2d_parameter_gradients: gradients[i][j] = 0.0 => pass
    CONV-4 counts the rows of the kernel channel by channel
      conv2d_parameter_gradients: layer.connections[i % c] =>
          layer.connections[i // (layer.kernel_size[0] * layer.kernel_size[1])]
    CONV-5 moves a sequence's filters by 1 whatever the strides are
      one_row: (1, *layer.strides) => (1, 1)
    CONV-5 turns the filters of sequences around
      one_row: [layer.kernel] => [layer.kernel[::-1]]
      conv1d_with_parameters: moved.kernel[0] => moved.kernel[0][::-1]
""")
