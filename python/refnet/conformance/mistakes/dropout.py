"""Mistakes in chapter dropout."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    DROP-1 does not scale what is kept
      random_factors: 1.0 / (1.0 - rate) => 1.0
    DROP-1 multiplies what is kept by 1 - rate
      random_factors: 1.0 / (1.0 - rate) => 1.0 - rate
    DROP-1 divides what is kept by the rate
      random_factors: 1.0 / (1.0 - rate) => 1.0 / rate
    DROP-1 leaves out the numbers whose doubles are above the rate
      random_factors: next_double(generator) < rate => next_double(generator) > rate
    DROP-1 leaves out the numbers whose doubles are the rate
      random_factors: next_double(generator) < rate => next_double(generator) <= rate
    DROP-1 keeps the numbers whose doubles are below 1 - rate
      random_factors: 0.0 if next_double(generator) < rate else kept =>
          kept if next_double(generator) < 1.0 - rate else 0.0
    DROP-1 leaves out the numbers whose doubles are below 1 - rate
      random_factors: next_double(generator) < rate => next_double(generator) < 1.0 - rate
    DROP-1 compares in binary32
      random_factors: next_double(generator) < rate =>
          binary32(next_double(generator)) < binary32(rate)
    DROP-1 draws a word for each number
      random_factors: next_double(generator) < rate => next_word(generator) / 4294967296.0 < rate
    DROP-1 draws for a rate of 0
      random_factors: if rate == 0.0 => if False
    DROP-1 draws for the layers from the last to the first
      drawn_layers: for layer in layers] => for layer in layers[::-1]][::-1]
    DROP-1 draws for all layers example by example
      drawn_layers: drawn = [KINDS[layer.kind].drawn(layer, m, generator) for layer in layers] =>
          rows = [[KINDS[layer.kind].drawn(layer, 1, generator) for layer in layers]
          for _ in range(m)]; return [
          first if getattr(first, "factors", None) is None else first._replace(
          factors=[row for each in column for row in each.factors])
          for first, column in zip(rows[0], columns(rows))]
    DROP-1 draws number by number for all examples
      dropout_drawn: [random_factors(n, layer.rate, generator) for _ in range(m)] =>
          columns(random_factors(m, layer.rate, generator) for _ in range(n))
    DROP-1 draws for the examples from the last to the first
      dropout_drawn: [random_factors(n, layer.rate, generator) for _ in range(m)] =>
          [random_factors(n, layer.rate, generator) for _ in range(m)][::-1]
    DROP-1 draws for the numbers from the last to the first
      dropout_drawn: [random_factors(n, layer.rate, generator) for _ in range(m)] =>
          [random_factors(n, layer.rate, generator)[::-1] for _ in range(m)]
    DROP-1 leaves out the same numbers of all examples in a batch
      dropout_drawn: [random_factors(n, layer.rate, generator) for _ in range(m)] =>
          [random_factors(n, layer.rate, generator)] * m
    DROP-1 leaves out the same numbers in all batches
      train: training = => kept.clear(); training =
      dropout_drawn: [random_factors(n, layer.rate, generator) for _ in range(m)] =>
          [kept.setdefault((layer.rate, layer.input_shape, i),
          random_factors(n, layer.rate, generator)) for i in range(m)]
    DROP-1 leaves out whole examples
      dropout_drawn: random_factors(n, layer.rate, generator) =>
          random_factors(1, layer.rate, generator) * n
    DROP-1 leaves out the same columns of all steps or pixels
      dropout_drawn: random_factors(n, layer.rate, generator) =>
          random_factors(layer.input_shape[-1], layer.rate, generator)
          * (n // layer.input_shape[-1])
    DROP-1 leaves out as many numbers of each example as the rate says
      dropout_drawn: [random_factors(n, layer.rate, generator) for _ in range(m)] =>
          [[0.0 if i < int(layer.rate * n) else 1.0 / (1.0 - layer.rate)
          for i in permutation(n, generator)] for _ in range(m)]
    DROP-2 leaves out numbers in the outputs after the training too
      train: outputs_in_batches(inputs, fresh, batch_size, sources) => outputs_in_batches(
          inputs, drawn_layers(fresh, len(inputs), generator), len(inputs))
    DROP-2 scales the outputs after the training in place of those in it
      random_factors: 1.0 / (1.0 - rate) => 1.0
      dropout_forward: [list(row) for row in inputs] =>
          [[x * (1.0 - layer.rate) for x in row] for row in inputs]
    DROP-2 scales the outputs after the training too
      dropout_forward: [list(row) for row in inputs] =>
          [[x * (1.0 - layer.rate) for x in row] for row in inputs]
    DROP-2 divides by 1 - rate
      random_factors: 1.0 / (1.0 - rate) => 1.0 - rate
      times_factors: x * factor => x / factor if factor else x * factor
    DROP-2 leaves nothing out in training
      drawn_layers: .drawn(layer, m, generator) => .drawn(layer, m, generator)._replace(
          **({"factors": None} if layer.kind == "dropout" else {}))
    DROP-2 has gradients without factors
      dropout_input_gradients: dropout_forward(deltas, layer) => [list(delta) for delta in deltas]
    DROP-2 has gradients that are not scaled
      dropout_input_gradients: dropout_forward(deltas, layer) => [
          [d if factor else 0.0 for d, factor in zip(*pair)]
          for pair in zip(deltas, layer.factors)]
    DROP-2 draws again for the gradients
      dropout_drawn: return => kept["generator"] = generator; return
      dropout_input_gradients: dropout_forward(deltas, layer) => dropout_forward(
          deltas, dropout_drawn(layer, len(deltas), kept["generator"]))
    DROP-2 has the losses of outputs from which nothing is left out
      train_batch: losses = => logits, outputs = network_forward(inputs, layers)[-1][:2];
          rows = zip(targets, logits, outputs); losses =
    DROP-3 draws from a second generator with the same seed
      train: generator, shuffle = => kept["own"] = seeded(0 if seed is None else seed);
          generator, shuffle =
      train_batch: len(inputs), generator, => len(inputs), kept["own"],
    DROP-3 has a generator for each layer
      train: training = => kept.clear(); kept["seed"] = 0 if seed is None else seed; training =
      drawn_layers: .drawn(layer, m, generator) for layer in layers => .drawn(
          layer, m, kept.setdefault(i, seeded(kept["seed"]))) for i, layer in enumerate(layers)
    DROP-3 draws for all batches before it shuffles
      train_epochs: m = len(inputs) => m = len(inputs); kept["drawn"] = [
          drawn_layers(layers, min(training.batch_size, m - i), generator)
          for i in range(0, m, training.batch_size)]
      train_batch: drawn_layers(layers, len(inputs), generator, training.frozen) => [
          layer._replace(factors=each.factors) if hasattr(layer, "factors") else layer
          for layer, each in zip(layers, kept["drawn"].pop(0))]
    DROP-3 shuffles for all epochs before it draws
      train_epochs: recorded = => orders = [permutation(len(inputs), generator) if shuffle else
          list(range(len(inputs))) for _ in range(first, last + 1)]; recorded =
      train_epochs: order = permutation(m, generator) if shuffle else list(range(m)) =>
          order = orders.pop(0)
    DROP-3 seeds again in each epoch
      train: training = => kept["seed"] = 0 if seed is None else seed; training =
      train_epochs: m = len(inputs) => m = len(inputs); generator = seeded(kept["seed"])
    DROP-3 seeds again in each batch
      train: training = => kept["seed"] = 0 if seed is None else seed; training =
      train_batch: len(inputs), generator, => len(inputs), seeded(kept["seed"]),
    DROP-3 takes the seed 1 where there is none
      train: seeded(0 if => seeded(1 if
    DROP-3 leaves nothing out where there is no seed
      train: training = => kept["seed"] = seed; training =
      train_batch: drawn_layers(layers, len(inputs), generator, training.frozen) => layers
          if kept["seed"] is None else drawn_layers(layers, len(inputs), generator)
    DROP-3 takes the seed 0 for none
      train: seeded(0 if seed is None else seed), shuffle and seed is not None =>
          seeded(seed or 0), shuffle and bool(seed)
""")
