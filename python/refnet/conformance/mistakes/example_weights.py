"""Mistakes in chapter example_weights."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    WEIGHT-1 takes the last of the largest targets
      target_classes: argmax(target) => len(target) - 1 - argmax(target[::-1])
    WEIGHT-1 takes the first weight for the target 1
      target_classes: 1 if target[0] == 1.0 else 0 => 0 if target[0] == 1.0 else 1
    WEIGHT-1 takes the only output for the first class
      target_classes: elif len(target) == 1 => elif len(target) == 0
    WEIGHT-1 counts the classes from 1
      target_classes: int(target) => int(target) - 1
    WEIGHT-1 takes the largest output of a label-smoothed row
      weights_of_examples: target_classes(targets) => target_classes(
          [[0.0] * len(t) for t in targets] if targets and not isinstance(targets[0], int)
          and len(targets[0]) > 1 else targets)
    WEIGHT-2 forgets the weights of examples where classes have weights
      weights_of_examples: if example_weights is None => if True
    WEIGHT-2 forgets the weights of classes
      weights_of_examples: if class_weights is None => if True
    WEIGHT-2 adds both weights
      weights_of_examples: own * weight => own + weight
    WEIGHT-2 takes the mean of both weights
      weights_of_examples: own * weight => (own + weight) / 2.0
    WEIGHT-2 takes the weights in the order of the epoch
      train_epoch: [weights[i] for i in batch] => weights[start : start + len(batch)]
    WEIGHT-3 leaves the losses as they are
      train_batch: losses = weighted_losses(losses, weights) => losses = list(losses)
    WEIGHT-3 divides by the sum of the weights
      train_epochs: m = len(inputs) => m = len(inputs); kept["weights"] = weights
      reduce_loss: total / float(count) =>
          total / (added(kept["weights"]) if kept["weights"] else float(count))
    WEIGHT-3 divides by the number of weights that are not 0
      train_epochs: m = len(inputs) => m = len(inputs); kept["weights"] = weights
      reduce_loss: total / float(count) =>
          total / float(len([w for w in kept["weights"] or [1] * count if w]) or 1)
    WEIGHT-3 multiplies a loss by the weight of the example and then by that of the class
      train: weights = weights_of_examples( => kept["w"] = example_weights, class_weights,
          targets; weights = weights_of_examples(
      train_epoch: [weights[i] for i in batch] => [weights[i] for i in batch]; kept["batch"] = batch
      weighted_losses: loss * weight for loss, weight in zip(losses, weights =>
          loss * weight if None in kept["w"][:2] else loss * kept["w"][0][i]
          * kept["w"][1][target_classes([kept["w"][2][i]])[0]]
          for loss, weight, i in zip(losses, weights, kept["batch"]
    WEIGHT-4 leaves the gradients as they are
      network_gradients: weighted_gradients(by_outputs, weights) => by_outputs
    WEIGHT-4 takes the root of the weights for gradients
      weighted_gradients: g * weight for => g * math.sqrt(weight) for
    WEIGHT-4 divides the gradients by the sum of the batch's weights
      weighted_gradients: g * weight for =>
          g * weight * float(len(weights)) / (added(weights) or 1.0) for
    WEIGHT-4 multiplies before it divides by m
      weighted_gradients: g * weight for =>
          g * float(len(weights)) * weight / float(len(weights)) for
    WEIGHT-4 multiplies the gradients of the last layer's parameters alone
      network_gradients: by_inputs = kind.input_gradients(seen, deltas, layer) =>
          by_inputs = kind.input_gradients(seen, deltas if weights is None or i < last else
          [[d / w if w else d for d in row] for row, w in zip(deltas, weights)], layer)
    WEIGHT-4 leaves examples of weight 0 out of the batch
      train_batch: drawn = drawn_layers => real = [i for i in range(len(inputs))
          if weights is None or weights[i] != 0.0] or list(range(len(inputs)));
          inputs, targets = [inputs[i] for i in real], [targets[i] for i in real];
          weights = None if weights is None else [weights[i] for i in real];
          drawn = drawn_layers
""")
