"""Mistakes in chapter accuracy."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    DENSE-16 compares the sides of one half
      correct_predictions: target[0] == (1.0 if output[0] > 0.5 else 0.0) =>
          (target[0] > 0.5) == (output[0] > 0.5)
    DENSE-16 takes an output of one half for 1
      correct_predictions: output[0] > 0.5 => output[0] >= 0.5
    DENSE-16 rounds the output
      correct_predictions: (1.0 if output[0] > 0.5 else 0.0) => round(output[0])
    DENSE-16 takes the last of the largest outputs
      correct_predictions: argmax(target) == argmax(output) =>
          argmax(target) == len(output) - 1 - argmax(output[::-1])
    DENSE-16 takes the last of the largest targets
      correct_predictions: argmax(target) == argmax(output) =>
          len(target) - 1 - argmax(target[::-1]) == argmax(output)
    DENSE-16 takes the only output for the largest
      correct_predictions: len(target) == 1 => len(target) == 0
    DENSE-16 compares each of several outputs with one half
      correct_predictions: argmax(target) == argmax(output) =>
          all(t == (1.0 if y > 0.5 else 0.0) for t, y in zip(target, output))
    DENSE-16 reports the count
      accuracy: / float(len(targets)) => + 0.0
    DENSE-16 divides by the number of all outputs
      accuracy: float(len(targets)) => float(len(targets) * len(targets[0]))
""")
