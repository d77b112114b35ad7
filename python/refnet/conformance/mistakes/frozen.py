"""Mistakes in chapter frozen."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    FROZEN-1 moves the parameters of frozen layers
      network_gradients: if is_frozen(i, frozen) => if False
    FROZEN-1 freezes the layer behind a frozen one too
      network_gradients: if is_frozen(i, frozen) =>
          if is_frozen(i, frozen) or i > 0 and is_frozen(i - 1, frozen)
    FROZEN-1 counts the gradients of frozen layers in the common norm
      network_gradients: if is_frozen(i, frozen) => if False
      train_batch: parameters, state = optimizer_step => kept = [is_frozen(i, training.frozen)
          for i, layer in enumerate(layers) for _ in network_parameters([layer])];
          gradients = [[] if is_kept else g for is_kept, g in zip(kept, gradients)];
          parameters, state = optimizer_step
    FROZEN-1 lets the parameters of frozen layers decay
      optimizer_step: decayed(w, optimizer) if len(g) > 0 else w => decayed(w, optimizer)
    FROZEN-2 adds the penalties of frozen weights to the loss
      penalized_total: training.frozen => None
    FROZEN-2 forgets the penalty of a frozen layer's outputs
      train_batch: own = training.regularizers => own = None if training.regularizers is None else
          [None if is_frozen(i, training.frozen) else each
          for i, each in enumerate(training.regularizers)]
    FROZEN-3 lets no gradients through a frozen layer
      network_gradients: by_inputs = kind.input_gradients(seen, deltas, layer) =>
          by_inputs = kind.input_gradients(seen, deltas, layer);
          by_inputs = [[0.0 * x for x in row] for row in by_inputs] if is_frozen(i, frozen)
          else by_inputs
""")

# In networks whose layers are not all dense
NETWORK = table("""
    FROZEN-4 normalizes by the batch in a frozen layer
      frozen_layer: return => return layer; return
    FROZEN-4 moves the moving moments of a frozen layer
      train_batch: layers = with_states( => forward = [each._replace(states=
          batch_normalization_final_states(layer_inputs(i, inputs, forward, training.sources),
          drawn[i]._replace(training=True))) if is_frozen(i, training.frozen)
          and drawn[i].kind == "batch_normalization" else each
          for i, each in enumerate(forward)]; layers = with_states(
    FROZEN-5 drops nothing in a frozen layer
      drawn_layers: frozen_layer(each) if is_frozen(i, frozen) else each => layers[i]
          if is_frozen(i, frozen) else each
""")
