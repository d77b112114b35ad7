"""Mistakes in chapter merge_modes."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    BI-4 adds both outputs for their mean
      merged_step: (a + b) / 2.0 => a + b
      merged_step_gradients: gradient / 2.0 => gradient
    BI-4 takes the mean for the sum
      merged_step: [a + b for => [(a + b) / 2.0 for
      merged_step_gradients: return [*gradients, *gradients] => return [
          *(each / 2.0 for each in gradients), *(each / 2.0 for each in gradients)]
    BI-4 adds outputs that are to be multiplied
      merged_step: a * b => a + b
      merged_step_gradients: gradient * b => gradient
      merged_step_gradients: gradient * a => gradient
    BI-4 takes the second output from the first
      merged_step: [a + b for => [a - b for
    BI-4 merges the outputs of the last step with those of the first
      merged_outputs: steps = cell_rows(row, 2 * units) => steps = cell_rows(row, 2 * units);
          steps = [[*s[:units], *o[units:]] for s, o in zip(steps, steps[::-1])]
    BI-5 does not halve the gradients of a mean
      merged_step_gradients: gradient / 2.0 => gradient
    BI-5 halves the gradients of a sum
      merged_step_gradients: return [*gradients, *gradients] => return [
          *(each / 2.0 for each in gradients), *(each / 2.0 for each in gradients)]
    BI-5 takes each output of a product for the other one in its gradient
      merged_step_gradients: zip(gradients, second, strict=True) => zip(gradients, first)
      merged_step_gradients: zip(gradients, first, strict=True) => zip(gradients, second)
    BI-5 has no gradients for the second layer
      merged_step_gradients: return [*gradients, *gradients] =>
          return [*gradients, *([0.0] * len(gradients))]
    BI-5 does not multiply in the gradient of the first factor
      merged_step_gradients: gradient * b for => gradient for
""")
