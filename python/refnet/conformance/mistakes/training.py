"""Mistakes in chapter training."""

from refnet.conformance.mistakes.mistake import table
from refnet.conformance.mistakes.random import drawing

# The shuffles that are not DENSE-17's, of whatever is shuffled.
SHUFFLES = """
    {rule} draws j from the numbers below i
      permutation: float(i + 1) => float(i)
    {rule} rounds j to the nearest
      permutation: int(next_double(generator) * float(i + 1)) =>
          min(round(next_double(generator) * float(i + 1)), i)
    {rule} draws j from a word by its remainder
      permutation: int(next_double(generator) * float(i + 1)) => next_word(generator) % (i + 1)
    {rule} draws j from a word by its remainder | where both places may be any
      permutation: int(next_double(generator) * float(i + 1)) => next_word(generator) % count
    {rule} draws j from a word by its remainder | of 53 bits
      permutation: int(next_double(generator) * float(i + 1)) =>
          int(next_double(generator) * 9007199254740992.0) % (i + 1)
    {rule} draws j as a whole number below i + 1, by a mask
      permutation: int(next_double(generator) * float(i + 1)) =>
          reference.next_integer(generator, i + 1)
    {rule} exchanges with a random place from 1 on
      permutation: range(count - 1, 0, -1) => range(1, count)
    {rule} shuffles from the first place to the last
      permutation: range(count - 1, 0, -1) => range(count - 1)
      permutation: int(next_double(generator) * float(i + 1)) =>
          i + int(next_double(generator) * float(count - i))
    {rule} draws j from all places
      permutation: range(count - 1, 0, -1) => range(count)
      permutation: float(i + 1) => float(count)
    {rule} sorts the places by random numbers
      permutation: order = list(range(count)) => keys = [next_double(generator)
          for _ in range(count)]; return sorted(range(count), key=keys.__getitem__)
    {rule} shuffles with Python's random.shuffle
      permutation: order = list(range(count)) => order = list(range(count));
          vars(generator).setdefault("python", Random(generator.words[0])).shuffle(order)
      permutation: range(count - 1, 0, -1) => []
"""

MISTAKES = [
    *table(SHUFFLES.format(rule="DENSE-17")),
    *drawing("DENSE-17"),
    *table("""
    DENSE-8 takes the mean of the batches' mean losses
      train_epoch: for loss in losses => for loss in [added(losses) / len(losses)]
      train_epoch: state, total, correct) => state, total / number, correct)
      reduce_loss: total / float(count) => total
    DENSE-8 reports the last batch's loss
      train_epoch: total = total + loss => total = added(losses) / len(losses)
      reduce_loss: total / float(count) => total
    DENSE-8 adds each batch's losses separately
      train_epoch: for loss in losses => for loss in [added(losses)]
    DENSE-8 adds the losses in the order of the data
      train_epoch: correct = correct + => correct = [*(correct or []), *zip(batch, losses)]; _ =
      train_epoch: state, total, correct) => state, added(loss for _, loss in sorted(correct)), 0)
    DENSE-8 takes a batch's losses after learning from it
      train_epoch: for loss in losses => for loss in [
          evaluate(layers, training.loss, [inputs[i]], [targets[i]]).total for i in batch]
    DENSE-1 drops the short last batch
      train_epoch: len(order), training.batch_size =>
          max(len(order) - training.batch_size, 0) + 1, training.batch_size
    DENSE-1 fills the short last batch with the first examples
      train_epoch: order[start : start + training.batch_size] =>
          [*order, *order][start : start + min(training.batch_size, len(order))]
    DENSE-1 learns from all examples at once
      train: optimizer, batch_size, reg => optimizer, len(inputs), reg
    DENSE-1 learns from one example after another
      train: optimizer, batch_size, reg => optimizer, 1, reg
    DENSE-1 shows the outputs from before the last batch
      train_epoch: trained = => kept["layers"] = layers; trained =
      train: without_states(trained.layers) => without_states(
          kept["layers"] if epochs > 0 else layers)
    DENSE-1 shows the outputs in the order of the last epoch
      train_epoch: correct = 0 => correct = 0; kept["order"] = order
      train: in_batches(inputs, => in_batches([inputs[i] for i in kept["order"]] if epochs
          else inputs,
    DENSE-1 counts the trials from 0
      train_epochs: EpochRecord(epoch => EpochRecord(epoch - 1
    DENSE-1 runs one epoch too few
      train: rows, 1, epochs => rows, 1, epochs - 1
    DENSE-13 forgets the optimizer's state after each epoch
      train_epochs: correct = trained => correct = trained; none = [[0.0] * len(each)
          for each in state.momentums]; state = state._replace(momentums=none, velocities=none)
    DENSE-17 shuffles the order of the epoch before
      permutation: list(range(count)) => vars(generator).setdefault("order", list(range(count)))
      permutation: return order => return list(order)
    DENSE-17 seeds the generator again in each epoch
      permutation: order = => seed = vars(generator).setdefault("seed", generator.words[0]);
          generator = seeded(seed); order =
    DENSE-17 seeds each epoch with the next seed
      permutation: order = => seed = vars(generator).setdefault("seed", generator.words[0]);
          generator.seed = seed + 1; generator = seeded(seed); order =
    DENSE-17 shuffles whatever shuffle says
      train: shuffle and seed is not None => seed is not None
    DENSE-17 shuffles with the seed 0 where there is none
      train: shuffle and seed is not None => shuffle
    DENSE-17 does not shuffle
      permutation: range(count - 1, 0, -1) => []
    DENSE-1 records the epoch after those that are asked for
      train_epochs: if epoch in recorded => if epoch - 1 in recorded
    DENSE-1 records the epoch before those that are asked for
      train_epochs: if epoch in recorded => if epoch + 1 in recorded
    DENSE-1 records all trials whatever is asked for
      train_epochs: if epoch in recorded => if True
    DENSE-1 reports the layers from before the epoch
      train_epochs: data = inputs => before = layers; data = inputs
      train_epochs: loss, list(layers))) => loss, list(before)))
    DENSE-1 reports the last layers in every epoch
      train_epochs: return TrainedEpochs(list(layers), state, trials, =>
          return TrainedEpochs(list(layers), state, [each._replace(layers=list(layers))
          for each in trials],
    DENSE-1 begins every epoch with the first parameters
      train_epochs: recorded = => first_layers = layers; recorded =
      train_epochs: data = inputs => layers = first_layers; data = inputs
    DENSE-1 reports the trials from the last to the first
      train_epochs: state, trials, => state, trials[::-1],
    DENSE-1 learns from the first batch of each epoch alone
      train_epoch: len(order), training.batch_size => 1, training.batch_size
    DENSE-1 takes batch_size for the number of batches
      train: optimizer, batch_size, reg => optimizer, -(-len(inputs) // batch_size), reg
    DENSE-1 begins each batch one example after the one before
      train_epoch: len(order), training.batch_size => len(order), 1
    DENSE-1 pairs the inputs of a batch with the targets of the first examples
      train_epoch: [targets[i] for i in batch] => [targets[i] for i in range(len(batch))]
    DENSE-8 takes the loss of the weights after the epoch
      train_epochs: loss = reduce_loss(training.loss, total, m) =>
          loss = reduce_loss(training.loss, evaluate(layers, training.loss, inputs, targets).total,
          m)
    DENSE-8 adds the losses of all epochs before
      train_epochs: layers, state, total, correct = trained =>
          layers, state, total, correct = trained; kept["total"] = total + (
          kept["total"] if epoch > first else 0.0); total = kept["total"]
    DENSE-8 divides by the number of batches
      train_epochs: loss = reduce_loss(training.loss, total, m) =>
          loss = reduce_loss(training.loss, total, -(-m // training.batch_size))
    DENSE-8 divides by the size of a batch
      train_epochs: loss = reduce_loss(training.loss, total, m) =>
          loss = reduce_loss(training.loss, total, training.batch_size)
    DENSE-17 shuffles the inputs, but not the targets
      train_epoch: [targets[i] for i in batch] =>
          [targets[i] for i in range(start, start + len(batch))]
    DENSE-17 shuffles the order of the batches alone
      train_epochs: order = permutation(m, generator) if shuffle else list(range(m)) =>
          size = training.batch_size; starts = list(range(0, m, size)); order = [
          i for j in (permutation(len(starts), generator) if shuffle else range(len(starts)))
          for i in range(m)[starts[j] : starts[j] + size]]
    DENSE-17 draws one number too many before each epoch
      permutation: order = => next_double(generator); order =
    DENSE-17 takes the places of the examples for their order (the inverse)
      train_epochs: order = permutation(m, generator) if shuffle else list(range(m)) =>
          places = permutation(m, generator) if shuffle else list(range(m));
          order = sorted(range(m), key=places.__getitem__)
    DENSE-17 takes the order from the last example to the first
      permutation: return order => return order[::-1]
    ARITH-4 does not refuse what becomes infinite or NaN
      train_epoch: check_converging( => (lambda *_: None)(
      train_epoch: check_converging_rows( => (lambda *_: None)(
      train: check_converging_rows( => (lambda *_: None)(
    ARITH-4 does not watch the optimizer
      train_epoch: check_converging_rows("optimizer" => (lambda *_: None)("optimizer"
    ARITH-4 does not watch the outputs during training
      train_epoch: check_converging_rows("outputs" => (lambda *_: None)("outputs"
    ARITH-4 does not watch the loss
      train_epoch: check_converging("loss" => (lambda *_: None)("loss"
    ARITH-4 counts the batches of a refusal from 0
      train_epoch: number = start // training.batch_size + 1 =>
          number = start // training.batch_size
    ARITH-4 counts the batches of a refusal through all epochs
      train_epoch: number = start // training.batch_size + 1 =>
          number = start // training.batch_size + 1
          + (epoch - 1) * -(-len(order) // training.batch_size)
    ARITH-4 counts the trials of a refusal from 0
      train_epoch: correct = 0 => correct = 0; epoch = epoch - 1
    DENSE-13 leaves the learning rate out for the bias
      train_batch: parameters, state = optimizer_step => kept["biases"] = [
          i == len(v) - 1 and getattr(layer, "bias", None) is not None for layer in layers
          for v in [network_parameters([layer])] for i in range(len(v))];
          parameters, state = optimizer_step
      optimizer_step: sgd_step(w, g, m, optimizer) => sgd_step(w, g, m, optimizer._replace(
          learning_rate=1.0) if kept["biases"][len(stepped)] else optimizer)
    DENSE-13 doubles the learning rate for the bias
      train_batch: parameters, state = optimizer_step => kept["biases"] = [
          i == len(v) - 1 and getattr(layer, "bias", None) is not None for layer in layers
          for v in [network_parameters([layer])] for i in range(len(v))];
          parameters, state = optimizer_step
      optimizer_step: sgd_step(w, g, m, optimizer) => sgd_step(w, g, m, optimizer._replace(
          learning_rate=2.0 * optimizer.learning_rate) if kept["biases"][len(stepped)]
          else optimizer)
    """),
]
