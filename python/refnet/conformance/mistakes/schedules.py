"""Mistakes in chapter schedules."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    RATE-1 uses its language's own power
      power: return exp(exponent * log(base)) =>
          return base ** exponent if exponent < 100.0 else exp(exponent * log(base))
    RATE-1 takes a power of 1 from exp and log too
      power: exponent == 1.0 or => False or
    RATE-1 takes 0 to the power of 0 for 0
      power: exponent == 0.0 => exponent == 0.0 and base != 0.0
    RATE-2 uses its language's own cosine
      cos_pi: x = => return math.cos(PI * f); x =
    RATE-2 ends the series at x^17
      cos_pi: in SINE_TERMS => in SINE_TERMS[2:]
    RATE-2 subtracts after it has multiplied by pi
      cos_pi: PI * (0.5 - f) => 0.5 * PI - PI * f
    RATE-2 multiplies x^2 by the series first
      cos_pi: x * s * series => x * (s * series)
    RATE-2 takes the angle for a whole turn
      cos_pi: (0.5 - f) => (0.5 - 2.0 * f)
    RATE-3 leaves the staircase out
      periods: if schedule.staircase => if False
    RATE-3 has a staircase always
      periods: if schedule.staircase => if True
    RATE-3 rounds to the nearest whole number
      periods: float(step // schedule.decay_steps) =>
          float((2 * step + schedule.decay_steps) // (2 * schedule.decay_steps))
    RATE-3 multiplies by the reciprocal of decay_steps
      periods: float(step // schedule.decay_steps) =>
          float(int(step * (1.0 / schedule.decay_steps)))
    RATE-4 takes decay_rate for a rate of growth
      exponential_decay: power(schedule.decay_rate, periods(schedule, step)) =>
          exp(-schedule.decay_rate * periods(schedule, step))
    RATE-4 takes the step for the exponent
      exponential_decay: periods(schedule, step) => float(step)
    RATE-5 subtracts the decay
      inverse_time_decay: schedule.initial_learning_rate / divisor =>
          schedule.initial_learning_rate * (2.0 - divisor)
    RATE-5 multiplies by the quotient
      inverse_time_decay: schedule.initial_learning_rate / divisor =>
          schedule.initial_learning_rate * (1.0 / divisor)
    RATE-6 changes the rate at the boundary itself
      piecewise_constant_decay: step <= => step <
    RATE-6 takes the boundaries for numbers of steps
      piecewise_constant_decay: step <= schedule.boundaries[i] =>
          step < sum(schedule.boundaries[: i + 1])
    RATE-7 goes on behind the end
      polynomial_decay: min(step, decay_steps) => step
    RATE-7 does not cycle
      polynomial_decay: if schedule.cycle => if False
    RATE-7 begins the next cycle at a multiple of decay_steps
      polynomial_decay: max((step + decay_steps - 1) // decay_steps, 1) => (step // decay_steps + 1)
    RATE-7 begins every cycle with the initial rate
      polynomial_decay: fraction = float(step) / (float(decay_steps) * float(cycles)) =>
          fraction = float(step - (cycles - 1) * decay_steps) / float(decay_steps)
    RATE-7 takes the power of the fraction, not of the rest
      polynomial_decay: power(1.0 - fraction, schedule.power) =>
          (1.0 - power(fraction, schedule.power))
    RATE-7 adds the end rate to the initial rate
      polynomial_decay: schedule.initial_learning_rate - schedule.end_learning_rate =>
          schedule.initial_learning_rate
    RATE-8 goes on behind the end
      cosine_decay: min(step - warm, schedule.decay_steps) => (step - warm)
    RATE-8 decays from the initial rate after the warm-up
      cosine_decay: start = target => pass
    RATE-8 counts the warm-up as part of the decay
      cosine_decay: min(step - warm, => min(step,
    RATE-8 begins the warm-up at 0
      cosine_decay: (target - start) * (float(step) / float(warm)) + start =>
          target * (float(step) / float(warm))
    RATE-8 counts the steps of the warm-up from 1
      cosine_decay: (float(step) / float(warm)) => (float(step + 1) / float(warm))
    RATE-8 takes alpha for the least rate
      cosine_decay: start * ((1.0 - schedule.alpha) * cosine + schedule.alpha) =>
          max(start * cosine, schedule.alpha)
    RATE-8 takes alpha of the cosine alone
      cosine_decay: (1.0 - schedule.alpha) * cosine => cosine
    RATE-8 warms up without a target
      cosine_decay: if target is not None: => if True:
      cosine_decay: start = target => start = start if target is None else target
      cosine_decay: (target - start) => ((0.0 if target is None else target) - start)
    RATE-8 multiplies by the initial rate first
      cosine_decay: start * ((1.0 - schedule.alpha) * cosine + schedule.alpha) =>
          start * (1.0 - schedule.alpha) * cosine + start * schedule.alpha
    RATE-9 begins the list of rates again
      step_rate: min(step, len(given) - 1) => step % len(given)
    RATE-9 has no rate after the last one
      step_rate: given[min(step, len(given) - 1)] => (given[step] if step < len(given) else 0.0)
    RATE-9 counts steps from 1
      step_rate: min(step, => min(step + 1,
""")

# In networks that train
STEPS = table("""
    RATE-9 counts steps from 1
      optimizer_step: step_rate(optimizer, state.steps) => step_rate(optimizer, state.steps + 1)
    RATE-9 counts epochs as steps
      train_epochs: m = len(inputs) => m = len(inputs); kept["epoch"] = epoch - 1
      optimizer_step: step_rate(optimizer, state.steps) => step_rate(optimizer, kept["epoch"])
    RATE-9 counts the steps of each epoch from 0
      train_epochs: m = len(inputs) => m = len(inputs); state = state._replace(steps=0)
    RATE-9 has the first rate in every step
      optimizer_step: step_rate(optimizer, state.steps) => step_rate(optimizer, 0)
    OPT-5 decays by the first rate of the schedule
      optimizer_step: optimizer = optimizer._replace =>
          kept["first"] = step_rate(optimizer, 0); optimizer = optimizer._replace
      optimizer_step: w = decayed(w, optimizer) =>
          w = decayed(w, optimizer._replace(learning_rate=kept["first"]))
""")
