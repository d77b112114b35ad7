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
""")
