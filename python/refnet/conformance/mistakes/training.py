"""Mistakes in chapter training."""

from refnet.conformance.mistakes.mistake import table

# The shuffles that are not DENSE-17's, of whatever is shuffled.
SHUFFLES = """
    {rule} draws j from the numbers below i
      permutation: float(i + 1) => float(i)
    {rule} rounds j to the nearest
      permutation: int(next_double(generator) * float(i + 1)) =>
          min(round(next_double(generator) * float(i + 1)), i)
    {rule} draws j from a word by its remainder
      permutation: int(next_double(generator) * float(i + 1)) => next_word(generator) % (i + 1)
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
    DENSE-1 counts the epochs from 0
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
    """),
]
