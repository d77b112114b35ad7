"""Mistakes in chapter initializers."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    DENSE-18 calculates the limit from the inputs alone
      initial_kernel: cells * (inputs + units) => cells * inputs
    DENSE-18 takes the limit of another distribution, sqrt(2 / (inputs + units))
      initial_kernel: 6.0 / fans => 2.0 / fans
    DENSE-18 draws column by column
      initial_kernels: initial_kernel(initializer, sizes[i], sizes[i + 1], generator, cells[i]) =>
          list(map(list, columns(
          initial_kernel(initializer, sizes[i + 1], sizes[i], generator, cells[i]))))
    DENSE-18 seeds the generator again for each kernel
      initial_kernels: sizes[i + 1], generator => sizes[i + 1], seeded(seed)
    DENSE-18 transposes the kernels, [units][inputs]
      initial_kernels: initial_kernel(initializer, sizes[i], sizes[i + 1], generator, cells[i]) =>
          list(map(list, columns(
          initial_kernel(initializer, sizes[i], sizes[i + 1], generator, cells[i]))))
    DENSE-18 calculates a weight from the lower limit upwards
      initial_kernel: (2.0 * next_double(generator) - 1.0) * limit =>
          -limit + 2.0 * limit * next_double(generator)
    DENSE-18 draws numbers above zero only
      initial_kernel: (2.0 * next_double(generator) - 1.0) => next_double(generator)
    DENSE-18 makes a weight from one word
      initial_kernel: next_double(generator) => (next_word(generator) / 4294967296.0)
    DENSE-18 calculates in binary32 (float)
      initial_kernel: (2.0 * next_double(generator) - 1.0) * limit =>
          binary32((2.0 * next_double(generator) - 1.0) * limit)
    DENSE-18 takes 0.5 as the limit of uniform
      initial_kernel: 0.05 => 0.5
    DENSE-18 leaves the window out of the limit
      initial_kernel: cells * (inputs + units) => inputs + units
    DENSE-18 takes the window for the inputs only
      initial_kernel: cells * (inputs + units) => cells * inputs + units
    DENSE-18 draws filter by filter
      initial_kernels: initial_kernel(initializer, sizes[i], sizes[i + 1], generator, cells[i]) =>
          [list(row) for row in columns(columns(initial_kernel(
          initializer, sizes[i], sizes[i + 1], generator, cells[i]))[::-1])]
    DENSE-22 takes all parts from the vector as it was drawn
      remove_part: part + unit[j] * vector[j] => part + unit[j] * kept["drawn"][j]
      orthogonal_kernel: vector = [numbers[j * count + i] for j in range(length)] =>
          vector = [numbers[j * count + i] for j in range(length)]; kept["drawn"] = list(vector)
    DENSE-22 does not divide by the lengths
      orthogonal_kernel: append(normalized(vector)) => append(vector)
    DENSE-22 divides by the square of the lengths
      normalized: math.sqrt(total) => total
    DENSE-22 multiplies by the reciprocal of the lengths
      normalized: x / length => x * (1.0 / length)
    DENSE-22 draws vector by vector
      orthogonal_kernel: numbers[j * count + i] => numbers[i * length + j]
    DENSE-22 makes the rows orthonormal where there are fewer columns
      orthogonal_kernel: count, length = min(inputs, units), max(inputs, units) =>
          count, length = inputs, units
      orthogonal_kernel: if inputs <= units => if True
    DENSE-22 makes the columns orthonormal where there are fewer rows
      orthogonal_kernel: count, length = min(inputs, units), max(inputs, units) =>
          count, length = units, inputs
      orthogonal_kernel: if inputs <= units => if False
    DENSE-22 takes the rows for the columns
      orthogonal_kernel: return vectors => return [list(row) for row in zip(*[iter(
          x for column in columns(vectors) for x in column)] * units)]
    DENSE-22 keeps the last second number for the next kernel
      orthogonal_kernel: numbers: list[float] = [] =>
          numbers = kept.pop("left", [])
      orthogonal_kernel: vectors: list[list[float]] = [] =>
          kept["left"] = numbers[count * length :]; vectors = []
      initial_kernels: generator = seeded(seed) => kept.clear(); generator = seeded(seed)
    DENSE-22 draws numbers from -1 to 1
      orthogonal_kernel: next_normals(generator) =>
          2.0 * next_double(generator) - 1.0 for _ in range(2)
    DENSE-22 takes the second number of each pair first
      orthogonal_kernel: next_normals(generator) => next_normals(generator)[::-1]
    DENSE-22 gives the opposite signs
      orthogonal_kernel: append(normalized(vector)) => append([-x for x in normalized(vector)])
    DENSE-22 gives the signs of reflections
      orthogonal_kernel: append(normalized(vector)) => append(
          [-x if vector[i] > 0.0 else x for x in normalized(vector)])
    DENSE-22 adds the parts in halves
      remove_part: part = part + unit[j] * vector[j] => pass
      remove_part: vector[j] - part * unit[j] => vector[j] - kept["part"] * unit[j]
      remove_part: part = 0.0 => part = 0.0; kept["part"] = in_halves(products(unit, vector))
    DENSE-22 adds the squares in halves
      normalized: math.sqrt(total) => math.sqrt(in_halves(products(vector, vector)))
    DENSE-22 fuses the multiplications with the additions
      remove_part: part + unit[j] * vector[j] => fused(unit[j], vector[j], part)
      remove_part: vector[j] - part * unit[j] => fused(-part, unit[j], vector[j])
      normalized: total + x * x => fused(x, x, total)
    DENSE-22 removes the parts twice
      orthogonal_kernel: for unit in vectors => for unit in [*vectors, *vectors]
    DENSE-22 seeds the generator again for each kernel
      orthogonal_kernel: numbers: list[float] = [] =>
          generator = seeded(kept["seed"]); numbers = []
      initial_kernels: generator = seeded(seed) => kept["seed"] = seed; generator = seeded(seed)
    DENSE-22 draws for the inputs of one cell
      initial_kernel: orthogonal_kernel(cells * inputs, => orthogonal_kernel(inputs,
""")
