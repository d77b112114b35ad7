"""Mistakes in chapter hopfield, on most of which published programs disagree."""

from refnet.conformance.mistakes.arithmetic import binary32, numbers
from refnet.conformance.mistakes.mistake import mistake, table
from refnet.conformance.mistakes.random import drawing
from refnet.conformance.mistakes.training import SHUFFLES

MISTAKES = [
    mistake("ARITH-1", "calculates in binary32 (float)", real=numbers(binary32)),
    *table("""
    HOP-1 keeps the diagonal of the weights
      correlations: i != j => True
    HOP-1 does not divide the weights by n
      hopfield: total / float(n) => total
    HOP-1 divides the weights by the number of patterns
      hopfield: total / float(n) => total / float(len(patterns))
    HOP-1 multiplies the weights by the rounded 1/n
      hopfield: total / float(n) => total * (1.0 / float(n))
    HOP-1 stores the last pattern only
      correlations: result[i][j] + pattern[i] * pattern[j] => pattern[i] * pattern[j]
    HOP-1 subtracts the products
      correlations: result[i][j] + pattern => result[i][j] - pattern
    HOP-2 takes 1 as the sign of 0
      updated_unit: return state[i] => return 1.0
    HOP-2 takes -1 as the sign of 0
      updated_unit: return state[i] => return -1.0
    HOP-2 takes 0 as the sign of 0
      updated_unit: return state[i] => return 0.0
    HOP-2 adds rounded weights, not whole numbers
      updated_unit: correlation[i], 0.0 => [c / float(len(state)) for c in correlation[i]], 0.0
    HOP-2 calculates with states of 0 and 1
      updated_unit: return -1.0 => return 0.0
      hopfield: correlations(patterns), start, len => correlations(patterns),
          [max(each, 0.0) for each in start], len
    HOP-2 stores patterns of 0 and 1
      hopfield: correlations(patterns), start => correlations([[max(each, 0.0) for each in row]
          for row in patterns]), start
    HOP-3 updates the units from the last to the first
      hopfield: list(range(n)) => list(reversed(range(n)))
    HOP-3 updates all units at once (synchronously)
      hopfield: update == "asynchronous" => False
    HOP-3 updates one unit after another (asynchronously)
      hopfield: update == "asynchronous" => True
    HOP-3 stops when a sweep changes nothing
      hopfield: return HopfieldRun(weights, trials) => return HopfieldRun(weights, [trial
          for i, trial in enumerate(trials) if trial.state not in ([start] + [each.state
          for each in trials])[i : i + 1]])
    HOP-3 updates one unit a sweep
      asynchronous_sweep: in order => in order[:1]
    HOP-3 shows the state from before the sweep
      hopfield: order = list => before = state; order = list
      hopfield: HopfieldSweep(state, => HopfieldSweep(before,
    HOP-4 leaves the half out of the energy
      energy: 2.0 * float => float
    HOP-4 gives the energy the other sign
      energy: total - state[i] => total + state[i]
    HOP-4 does not divide the energy by n
      energy: 2.0 * float(len(state)) => 2.0
    HOP-4 adds the energies of rounded weights
      hopfield: energy(correlation, state) => sum(-0.5 * correlation[i][j] / float(n) * state[i]
          * state[j] for i in range(n) for j in range(n))
    HOP-4 takes the energy from before the sweep
      hopfield: order = list => before = state; order = list
      hopfield: energy(correlation, state) => energy(correlation, before)
    HOP-5 ignores the order_seed
      hopfield: generator is None else => True else
    HOP-5 shuffles once, for all sweeps
      hopfield: permutation(n, generator) => permutation(n, seeded(order_seed))
    HOP-5 takes another seed for each sweep: order_seed + 1 for the second
      hopfield: permutation(n, generator) => permutation(n, seeded(order_seed + len(trials)))
    HOP-5 shuffles the last order again
      hopfield: permutation(n, generator) => kept.update(order=[order[i] for i in
          permutation(n, generator)] if trials else permutation(n, generator)) or kept["order"]
    HOP-5 draws each unit by itself, some of them twice
      hopfield: permutation(n, generator) => [int(next_double(generator) * float(n))
          for _ in range(n)]
    HOP-5 takes the orders from the last unit to the first
      hopfield: permutation(n, generator) => permutation(n, generator)[::-1]
    HOP-5 takes the places of the units for their order (the inverse)
      hopfield: permutation(n, generator) =>
          sorted(range(n), key=permutation(n, generator).__getitem__)
    """),
    *table(SHUFFLES.format(rule="HOP-5")),
    *drawing("HOP-5"),
]
