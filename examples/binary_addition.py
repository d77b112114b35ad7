"""Teach a recurrent network to add two binary numbers, lowest bit first.

    .venv/bin/python examples/binary_addition.py        in pure Python
    .venv/bin/python examples/binary_addition.py c      in C

The network of the tutorial "Anyone can learn to code an LSTM-RNN in Python (part 1)" by iamtrask:
16 sigmoid units that see a bit of each number and their own state, one sigmoid unit that gives a
bit of the sum, no biases. It prints the tutorial's numbers: the errors of the 8 bits, added up,
before training on rounds 0, 1000, 2000 and so on. The same program is in JavaScript
(binary_addition.js) and Go (go/cmd/binary_addition), with the same output.
"""

import sys

from refnet import core, reference
from refnet.reference import SimpleRNNLayer, TimeDistributedLayer
from refnet.reference.optimizers import Optimizer

chapters = core if sys.argv[1:] == ["c"] else reference

BITS, UNITS, ROUNDS, BLOCK = 8, 16, 10_000, 1_000
# The tutorial's rate is 0.1, for half of the squared error.
OPTIMIZER = Optimizer("sgd", learning_rate=0.05)


def drawn(rows, columns, generator):
    """Return weights from -1 to 1: [rows][columns]."""
    return [
        [2.0 * chapters.next_double(generator) - 1.0 for _ in range(columns)] for _ in range(rows)
    ]


def bits_of(number):
    """Return the bits of a number, lowest first: [BITS]."""
    return [float(number >> i & 1) for i in range(BITS)]


def steps_of(a, b):
    """Return the inputs of a round, a bit of both numbers at each step: [BITS * 2]."""
    return [bit for pair in zip(bits_of(a), bits_of(b), strict=True) for bit in pair]


def run(layers, rounds, epochs):
    """Train on rounds one after another, or with 0 epochs only answer them."""
    inputs = [steps_of(a, b) for a, b in rounds]
    targets = [bits_of(a + b) for a, b in rounds]
    return chapters.train(
        (BITS, 2), layers, "sum_squared_error", OPTIMIZER, inputs, targets, 1, epochs
    )


generator = chapters.seeded(0)
kernel, out = drawn(2, UNITS, generator), drawn(UNITS, 1, generator)
recurrent_kernel = drawn(UNITS, UNITS, generator)
layers = [
    SimpleRNNLayer(UNITS, "sigmoid", kernel, recurrent_kernel, return_sequences=True),
    TimeDistributedLayer(1, "sigmoid", out),
]
rounds = [[chapters.next_integer(generator, 128) for _ in "ab"] for _ in range(ROUNDS)]

for start in range(0, ROUNDS, BLOCK):
    a, b = rounds[start]
    [outputs] = run(layers, [[a, b]], 0).outputs
    error, answer = 0.0, 0
    for i, target in enumerate(bits_of(a + b)):
        error = error + abs(target - outputs[i])
        answer = answer + (1 << i if outputs[i] > 0.5 else 0)
    print(f"round {start}: error {error:.8f}; {a} + {b} = {answer}")
    layers = run(layers, rounds[start : start + BLOCK], 1).trials[0].layers
