"""Teach a recurrent network to add two binary numbers, lowest bit first.

    .venv/bin/python examples/binary_addition.py

The network of the tutorial "Anyone can learn to code an LSTM-RNN in Python (part 1)" by iamtrask:
16 sigmoid units that see a bit of each number and their own state, one sigmoid unit that gives a
bit of the sum, no biases. It prints the tutorial's numbers: the errors of the 8 bits, added up,
before training on rounds 0, 1000, 2000 and so on. The same program is in JavaScript
(binary_addition.js), Go (go/cmd/binary_addition) and C (c/binary_addition.c).
"""

from refnet.reference import (
    SimpleRNNLayer,
    TimeDistributedLayer,
    initial_state,
    network_parameters,
    next_double,
    next_integer,
    seeded,
    train_batch,
)
from refnet.reference.optimizers import Optimizer
from refnet.reference.training import Training

BITS, UNITS, ROUNDS = 8, 16, 10_000


def drawn(rows, columns, generator):
    """Return weights from -1 to 1: [rows][columns]."""
    return [[2.0 * next_double(generator) - 1.0 for _ in range(columns)] for _ in range(rows)]


def bits_of(number):
    """Return the bits of a number, lowest first: [BITS]."""
    return [float(number >> i & 1) for i in range(BITS)]


generator = seeded(0)
kernel, out = drawn(2, UNITS, generator), drawn(UNITS, 1, generator)
recurrent_kernel = drawn(UNITS, UNITS, generator)
layers = [
    SimpleRNNLayer(
        UNITS, "sigmoid", kernel, recurrent_kernel, return_sequences=True, input_shape=(BITS, 2)
    ),
    TimeDistributedLayer(1, "sigmoid", out, input_shape=(BITS, UNITS)),
]
# The tutorial's rate is 0.1, for half of the squared error.
training = Training("sum_squared_error", Optimizer("sgd", learning_rate=0.05), batch_size=1)
state = initial_state(network_parameters(layers))

for number in range(ROUNDS):
    a, b = next_integer(generator, 128), next_integer(generator, 128)
    steps = [bit for pair in zip(bits_of(a), bits_of(b), strict=True) for bit in pair]
    target = bits_of(a + b)
    layers, state, _, [outputs] = train_batch(layers, state, training, [steps], [target])
    if number % 1000 == 0:
        error = sum(abs(t - y) for t, y in zip(target, outputs, strict=True))
        answer = sum(round(y) << i for i, y in enumerate(outputs))
        print(f"round {number:5}: error {error:.8f}; {a} + {b} = {answer}")
