"""Mistakes in chapter embedding."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    EMBED-1 numbers the vectors from 1
      embedding_forward: [int(number)] => [int(number) - 1]
      embedding_parameter_gradients: [int(number)] => [int(number) - 1]
    EMBED-1 ignores mask_zero
      embedding_mask: if not layer.mask_zero => if True
    EMBED-1 masks the number 0 always
      embedding_mask: if not layer.mask_zero => if False
    EMBED-1 masks the last number
      embedding_mask: number != 0.0 => int(number) != layer.input_dim - 1
    EMBED-1 masks steps whose vector is 0
      embedding_mask: number != 0.0 => any(x != 0.0 for x in layer.embeddings[int(number)])
    EMBED-1 tells 0.0 and -0.0 apart in the mask
      embedding_mask: number != 0.0 => number != 0.0 or math.copysign(1.0, number) < 0.0
    EMBED-1 has a vector of zeros for the number 0 that it masks
      embedding_forward: layer.embeddings[int(number)] for => (layer.embeddings[int(number)]
          if number != 0.0 or not layer.mask_zero else [0.0] * layer.output_dim) for
    EMBED-1 has a vector of zeros for the number 0
      embedding_forward: layer.embeddings[int(number)] for => (layer.embeddings[int(number)]
          if number != 0.0 else [0.0] * layer.output_dim) for
    EMBED-1 multiplies one-hot rows with the table
      embedding_forward: layer.embeddings[int(number)] for => [added(products(
          [1.0 if i == int(number) else 0.0 for i in range(layer.input_dim)], numbers))
          for numbers in columns(layer.embeddings)] for
    EMBED-1 writes the vectors feature by feature
      embedding_forward: joined( => joined(columns(
      embedding_forward: for number in row]) => for number in row]))
    EMBED-2 keeps the last gradient of a number
      embedding_parameter_gradients: total[j] + step[j] => step[j]
    EMBED-2 keeps the last gradient of a number in an example
      embedding_parameter_gradients: zip(row, cell_rows(delta, layer.output_dim), strict=True) =>
          dict(zip(row, cell_rows(delta, layer.output_dim))).items()
    EMBED-2 does not train the vector of the number 0
      embedding_parameter_gradients: return gradients =>
          return [[0.0] * layer.output_dim, *gradients[1:]]
    EMBED-2 does not train the vector of the number 0 that it masks
      embedding_parameter_gradients: return gradients =>
          return [[0.0] * layer.output_dim if layer.mask_zero else gradients[0], *gradients[1:]]
    EMBED-2 adds from the last example
      embedding_parameter_gradients: zip(inputs, deltas, => zip(inputs[::-1], deltas[::-1],
    EMBED-2 adds from the last step
      embedding_parameter_gradients: zip(row, cell_rows(delta, layer.output_dim), =>
          zip(row[::-1], cell_rows(delta, layer.output_dim)[::-1],
    EMBED-2 adds the gradients of each example first
      embedding_parameter_gradients: return gradients => return gradients if len(inputs) == 1
          else [[added(numbers) for numbers in columns(rows)] for rows in columns([
          embedding_parameter_gradients([row], [delta], layer)
          for row, delta in zip(inputs, deltas)])]
    EMBED-2 takes the mean of the gradients of a number
      embedding_parameter_gradients: return gradients => return [
          [x / float(max(1, sum(row.count(i) for row in inputs))) for x in gradient]
          for i, gradient in enumerate(gradients)]
    EMBED-2 adds step by step over all examples
      embedding_parameter_gradients: zip(inputs, deltas, strict=True) => [
          ([row[i]], delta[i * layer.output_dim : (i + 1) * layer.output_dim])
          for i in range(len(inputs[0])) for row, delta in zip(inputs, deltas)]
""")
