"""Mistakes in chapter sequences."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    SEQ-1 leaves out steps with any feature of the value
      masking_mask: any( => all(
    SEQ-1 looks at the first feature alone
      masking_mask: for x in step) => for x in step[:1])
    SEQ-1 takes 0 for the value
      masking_mask: layer.mask_value => 0.0
    SEQ-1 tells 0.0 and -0.0 apart
      masking_mask: x != layer.mask_value => x != layer.mask_value
          or math.copysign(1.0, x) != math.copysign(1.0, layer.mask_value)
    SEQ-1 compares with a tolerance
      masking_mask: x != layer.mask_value => abs(x - layer.mask_value) > 1e-7
    SEQ-1 compares in binary32
      masking_mask: x != layer.mask_value => binary32(x) != binary32(layer.mask_value)
    SEQ-1 keeps the mask of the inputs too
      masking_mask: return [ => known = mask or [[True] * layer.input_shape[0]] * len(inputs);
          return [
      masking_mask: any(x != layer.mask_value for x in step) for step in cell_rows(row, n)] =>
          old and any(x != layer.mask_value for x in step)
          for old, step in zip(one, cell_rows(row, n))]
      masking_mask: for row in inputs => for one, row in zip(known, inputs)
    SEQ-1 has the inputs in the steps that are left out
      masking_forward: masked_steps(inputs, inputs, layer) => [list(row) for row in inputs]
    SEQ-1 has the value in the steps that are left out
      masked_steps: [0.0] * n => [layer.mask_value] * n
    SEQ-1 multiplies with 0 and 1
      masked_steps: step if real else [0.0] * n => [x * (1.0 if real else 0.0) for x in step]
    SEQ-1 passes on the gradients of steps that are left out
      masking_input_gradients: masked_steps(inputs, deltas, layer) =>
          [list(delta) for delta in deltas]
    SEQ-2 repeats each number
      repeat_vector_forward: joined([row] * layer.n) => [x for x in row for _ in range(layer.n)]
    SEQ-2 takes the mean of the gradients
      repeat_vector_input_gradients: total[j] + step[j] => total[j] + step[j] / float(layer.n)
    SEQ-2 keeps the gradient of the last step
      repeat_vector_input_gradients: total[j] + step[j] => step[j]
    SEQ-2 adds from the last step
      repeat_vector_input_gradients: in cell_rows(delta, len(total)) =>
          in cell_rows(delta, len(total))[::-1]
    SEQ-2 adds in halves
      repeat_vector_input_gradients: append(total) => append(
          [in_halves(numbers) for numbers in columns(cell_rows(delta, len(total)))])
    SEQ-2 rounds the gradients only once
      repeat_vector_input_gradients: append(total) => append(
          [compensated(numbers) for numbers in columns(cell_rows(delta, len(total)))])
    SEQ-3 reads the features of all steps one after another
      time_distributed_forward: cell_rows(row, n) => columns(cell_rows(row, len(row) // n))
    SEQ-3 adds the gradients from the last step
      time_distributed_parameter_gradients: dense_parameter_gradients(steps, step_deltas, =>
          dense_parameter_gradients(steps[::-1], step_deltas[::-1],
    SEQ-3 adds the gradients step by step over all examples
      time_distributed_parameter_gradients: dense_parameter_gradients(steps, step_deltas, =>
          dense_parameter_gradients(
          [step for i in range(layer.input_shape[0]) for step in steps[i::layer.input_shape[0]]],
          [d for i in range(layer.input_shape[0]) for d in step_deltas[i::layer.input_shape[0]]],
    SEQ-3 adds the gradients of each example first
      time_distributed_parameter_gradients:
          return dense_parameter_gradients(steps, step_deltas, each_step_layer(layer)) =>
          t = layer.input_shape[0];
          return [[added(numbers) for numbers in columns(vectors)] for vectors in columns([
          dense_parameter_gradients(steps[i : i + t], step_deltas[i : i + t],
          each_step_layer(layer)) for i in range(0, len(steps), t)])]
    SEQ-3 takes the mean of the gradients over the steps
      time_distributed_parameter_gradients: cell_rows(delta, layer.units) => cell_rows(
          [d / float(layer.input_shape[0]) for d in delta], layer.units)
    SEQ-3 trains with the gradients of the last step
      time_distributed_parameter_gradients: cell_rows(row, layer.input_shape[1]) =>
          cell_rows(row, layer.input_shape[1])[-1:]
      time_distributed_parameter_gradients: cell_rows(delta, layer.units) =>
          cell_rows(delta, layer.units)[-1:]
    SEQ-4 passes a mask through layers of all kinds
      network_forward: after = kind.mask(seen, layer, mask) =>
          after = kind.mask(seen, layer, mask) or mask
    SEQ-4 drops the mask behind a time distributed layer
      network_forward: after = kind.mask(seen, layer, mask) => after = None
          if layer.kind == "time_distributed" else kind.mask(seen, layer, mask)
""")
