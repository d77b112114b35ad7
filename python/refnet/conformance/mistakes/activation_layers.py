"""Mistakes in chapter activation_layers."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    ACT-13 leaves out the activation of activation layers
      output_activation: return => return "linear" if layer.kind == "activation" else
    ACT-13 activates the outputs of activation layers twice
      activation_forward: [list(row) for row in inputs] =>
          [activate(layer.activation, row) for row in inputs]
    ACT-13 has no derivatives for activation layers
      network_gradients: layer_deltas(output_activation(layer), *row) => layer_deltas(
          "linear" if layer.kind == "activation" else output_activation(layer), *row)
    ACT-13 has the derivatives of activation layers twice
      activation_input_gradients: [list(row) for row in deltas] => [
          layer_deltas(layer.activation, g, x, activate(layer.activation, x))
          for g, x in zip(deltas, inputs)]
    ACT-13 has the derivative of the layer before an activation layer once only
      network_gradients: layer_deltas(output_activation(layer), *row) => layer_deltas(
          "linear" if layers[i + 1:] and layers[i + 1].kind == "activation"
          else output_activation(layer), *row)
    ACT-14 takes 0.2 for the slope of every leaky_relu layer
      leaky_relu_forward: layer.negative_slope => 0.2
      leaky_relu_input_gradients: layer.negative_slope => 0.2
    ACT-14 takes 0.3 for the slope of every leaky_relu layer
      leaky_relu_forward: layer.negative_slope => 0.3
      leaky_relu_input_gradients: layer.negative_slope => 0.3
    ACT-14 takes 0.01 for the slope of every leaky_relu layer
      leaky_relu_forward: layer.negative_slope => 0.01
      leaky_relu_input_gradients: layer.negative_slope => 0.01
    ACT-14 takes 0.2 for the slope of a leaky_relu layer that has none
      leaky_relu_forward: layer.negative_slope =>
          (0.2 if layer.negative_slope == 0.3 else layer.negative_slope)
      leaky_relu_input_gradients: layer.negative_slope =>
          (0.2 if layer.negative_slope == 0.3 else layer.negative_slope)
    ACT-14 takes the default slope for 0
      leaky_relu_forward: layer.negative_slope => layer.negative_slope or 0.3
      leaky_relu_input_gradients: layer.negative_slope => layer.negative_slope or 0.3
    ACT-14 takes the larger of x and slope * x
      leaky_relu_forward: leaky_relu(x, layer.negative_slope) => max(x, layer.negative_slope * x)
    ACT-14 has relu's zeros for a slope of 0
      leaky_relu_forward: leaky_relu(x, layer.negative_slope) =>
          (leaky_relu(x, layer.negative_slope) if layer.negative_slope else max(0.0, x))
    ACT-14 has the slope above zero
      leaky_relu_forward: leaky_relu(x, layer.negative_slope) =>
          -leaky_relu(-x, layer.negative_slope)
      leaky_relu_input_gradients: leaky_relu_backward(g, x => leaky_relu_backward(g, -x
    ACT-14 takes 1 as the derivative of leaky_relu at 0
      leaky_relu_input_gradients: leaky_relu_backward(g, x => leaky_relu_backward(g, x or 1.0
    ACT-14 forgets the derivative of leaky_relu
      leaky_relu_input_gradients: layer.negative_slope => 1.0
    ACT-14 lets no gradient through below zero
      leaky_relu_input_gradients: layer.negative_slope => 0.0
    ACT-15 has one softmax of all numbers of an example
      softmax_forward: u = layer.input_shape[-1] => u = len(inputs[0])
      softmax_input_gradients: u, gradients = layer.input_shape[-1], [] =>
          u, gradients = len(inputs[0]), []
    ACT-15 has a softmax over the first axis
      softmax_forward: u = layer.input_shape[-1] => u = len(inputs[0]) // layer.input_shape[0]
      softmax_forward: joined([softmax(cell) for cell in cell_rows(row, u)]) =>
          joined(columns(softmax(cell) for cell in columns(cell_rows(row, u))))
      softmax_input_gradients: u, gradients = layer.input_shape[-1], [] =>
          u, gradients = len(inputs[0]) // layer.input_shape[0], []
      softmax_input_gradients: cells = zip(cell_rows(delta, u), cell_rows(row, u), strict=True) =>
          cells = zip(columns(cell_rows(delta, u)), columns(cell_rows(row, u)), strict=True)
      softmax_input_gradients: joined([activation_backward("softmax", g, y) for g, y in cells]) =>
          joined(columns(activation_backward("softmax", g, y) for g, y in cells))
    ACT-15 subtracts the largest number of the example
      softmax_forward: joined([softmax(cell) for cell in cell_rows(row, u)]) => joined([
          [p / added(powers) for p in powers] for powers in
          [[softmax_power(d, max(row)) for d in cell] for cell in cell_rows(row, u)]
          if added(powers)])
    ACT-15 has logarithms of the softmax
      softmax_forward: softmax(cell) => log_softmax(cell)
    ACT-15 passes on the deltas of a softmax of each cell as they are
      softmax_input_gradients: if layer.activation == "softmax" => if True
    ACT-15 takes y(1 - y) as the derivative of the softmax of each cell
      softmax_input_gradients: activation_backward("softmax", g, y) =>
          [a * b * (1.0 - b) for a, b in zip(g, y)]
    ACT-15 takes the inputs of the softmax of each cell for its outputs in the gradients
      softmax_input_gradients: zip(softmax_forward(inputs, layer), => zip(inputs,
    ACT-15 has the total of a whole example in the gradients of each cell
      softmax_input_gradients: activation_backward("softmax", g, y) => [
          b * (a - added(products(delta, row))) for a, b in zip(g, y)]
    SEQ-4 drops the mask behind an activation layer
      network_forward: after = kind.mask(seen, layer, mask) => after = None
          if layer.kind == "activation" else kind.mask(seen, layer, mask)
    SEQ-4 drops the mask behind a leaky_relu layer
      network_forward: after = kind.mask(seen, layer, mask) => after = None
          if layer.kind == "leaky_relu" else kind.mask(seen, layer, mask)
    SEQ-4 drops the mask behind a softmax layer
      network_forward: after = kind.mask(seen, layer, mask) => after = None
          if layer.kind == "softmax" else kind.mask(seen, layer, mask)
""")
