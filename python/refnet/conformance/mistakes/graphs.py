"""Mistakes in chapter graphs."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    GRAPH-1 gives each layer the outputs of the one before
      layer_sources: if own is None => if own is None or len(own) == 1
    GRAPH-1 joins the sources in their order of numbers
      source_rows: layer_sources(i, sources) => sorted(layer_sources(i, sources))
    GRAPH-1 takes the first layer for the inputs
      source_rows: inputs if j < 0 => inputs if j < 0 and i == 0
    GRAPH-3 keeps the gradient of the first of the layers that share a source
      plus: return [[x + y for x, y in zip(row, own, strict=True)] for row, own in pairs] =>
          return gradients
    GRAPH-3 keeps the last gradient of a source
      plus: gradients is None => True
    GRAPH-3 takes the sources of a layer from the last to the first
      add_gradients: start = end => pass
      add_gradients: start = 0 => start = len(gradients[0])
      add_gradients: in zip(layer_sources(i, sources), rows, strict=True) =>
          in reversed(list(zip(layer_sources(i, sources), rows)))
      add_gradients: end = start + len(each[0]) => end = start; start = start - len(each[0])
    GRAPH-3 means the gradients of a source
      plus: x + y => (x + y) / 2.0
    GRAPH-4 forgets the first source
      add_forward: total, *others = => total, *others = [[0.0 for _ in part] if k == 0 else part
          for k, part in enumerate(split_row(row, source_sizes(layer)))]; _ =
    GRAPH-4 adds the sources from the last to the first
      add_forward: total, *others = => total, *others = reversed(
          split_row(row, source_sizes(layer))); _ =
    GRAPH-4 takes the mean for the sum
      add_forward: sums.append(total) =>
          sums.append([x / float(len(layer.input_shapes)) for x in total])
    GRAPH-4 starts the sum with 0.0
      add_forward: sums.append(total) => sums.append([0.0 + x for x in total])
    GRAPH-4 divides the deltas among the sources
      add_input_gradients: [delta] => [[g / float(len(layer.input_shapes)) for g in delta]]
    GRAPH-4 gives the deltas to the first source alone
      add_input_gradients: [delta] * len(layer.input_shapes) =>
          [delta] + [[0.0] * len(delta)] * (len(layer.input_shapes) - 1)
    GRAPH-5 puts the sources side by side from the last to the first
      concatenate_forward: joined(cell) for => joined(list(reversed(cell))) for
    GRAPH-5 puts the sources one after another as they are
      concatenate_forward: return rows => return [list(row) for row in inputs]
    GRAPH-5 does not split the deltas by cells
      concatenate_input_gradients: return gradients => return [list(delta) for delta in deltas]
    GRAPH-6 takes a step for real where all sources have it
      layer_mask: any(steps) => all(steps)
    GRAPH-6 takes the mask of one source | of the one that has one
      layer_mask: for j in layer_sources(i, sources)] => for j in layer_sources(i, sources)];
          masks = [mask for mask in masks if mask is not None] or [None]
    GRAPH-6 takes the mask of one source | of the first
      layer_mask: for j in layer_sources(i, sources)] => for j in layer_sources(i, sources)];
          masks = masks[:1]
    GRAPH-6 takes the mask of one source | of the layer before
      layer_mask: for j in layer_sources(i, sources) => for j in [i - 1]
""")
