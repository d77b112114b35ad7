"""Mistakes in chapter metrics."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    METRIC-1 adds the examples from the last to the first
      update_measure: in zip(targets, outputs, strict=True): =>
          in list(zip(targets, outputs, strict=True))[::-1]:
    METRIC-2 adds up the errors of all outputs before it divides
      update_measure: state[0] = state[0] + loss => state[0] = state[0] + loss * float(len(target))
      update_measure: state[1] = state[1] + 1.0 => state[1] = state[1] + float(len(target))
    METRIC-2 takes the root of each example's mean squared error
      update_measure: state[0] + loss => state[0] + (
          math.sqrt(loss) if metric.name == "root_mean_squared_error" else loss)
      measured_value: math.sqrt(quotient(state[0], state[1])) => quotient(state[0], state[1])
    METRIC-2 leaves the root out
      measured_value: math.sqrt(quotient(state[0], state[1])) => quotient(state[0], state[1])
    METRIC-2 gives the percentage error as a fraction
      update_measure: state[0] + loss => state[0] + (
          loss / 100.0 if metric.name == "mean_absolute_percentage_error" else loss)
    METRIC-2 divides the sum by the number of outputs too
      update_measure: state[1] = state[1] + 1.0 => state[1] = state[1] + float(len(target))
    METRIC-2 has a quotient of 1 where the divisor is 0
      quotient: 0.0 if y == 0.0 else => 1.0 if y == 0.0 else
    METRIC-3 compares with the threshold by >=
      correct_outputs: y > metric.threshold => y >= metric.threshold
    METRIC-3 has one half as the threshold always
      correct_outputs: y > metric.threshold => y > 0.5
    METRIC-3 compares the targets with the threshold, too
      correct_outputs: t == (1.0 if => (1.0 if t > metric.threshold else 0.0) == (1.0 if
    METRIC-3 asks for all outputs of an example
      correct_outputs: return correct => return len(target) if correct == len(target) else 0
    METRIC-4 takes the last of equal outputs
      correct_outputs: argmax(output) == number =>
          len(output) - 1 - argmax(list(output)[::-1]) == number
    METRIC-4 compares one output with one half
      correct_outputs: argmax(output) == number =>
          (target[0] == (1.0 if output[0] > 0.5 else 0.0) if len(target) == 1
           else argmax(output) == number)
    METRIC-5 has one too many among the best
      correct_outputs: larger < metric.k => larger <= metric.k
    METRIC-5 ranks equal outputs in their order
      correct_outputs: for y in output: => for j, y in enumerate(output):
      correct_outputs: if y > output[number]: =>
          if y > output[number] or (y == output[number] and j < number):
    METRIC-5 leaves equal outputs out
      correct_outputs: if y > output[number]: => if y >= output[number]:
      correct_outputs: larger < metric.k => larger <= metric.k
    METRIC-5 takes the best 5 always
      correct_outputs: larger < metric.k => larger < 5
    METRIC-6 compares with the threshold by >=
      add_confusion: y > threshold => y >= threshold
    METRIC-6 exchanges false positives and false negatives
      add_confusion: (0, 1) => (0, 3)
      add_confusion: else (3, 2) => else (1, 2)
    METRIC-6 takes targets above one half for true
      add_confusion: t != 0.0 => t > 0.5
    METRIC-6 has one half as the threshold always
      add_confusion: y > threshold => y > 0.5
    METRIC-7 exchanges precision and recall
      measured_value: "precision" => "other"
      measured_value: "recall" => "precision"
      measured_value: "other" => "recall"
    METRIC-7 divides the positives by all outputs
      measured_value: quotient(state[0], state[0] + state[1]) =>
          quotient(state[0], state[0] + state[1] + state[2] + state[3])
    METRIC-8 compares with the thresholds by >=
      last_threshold: if y > => if y >=
    METRIC-8 divides by the number of thresholds
      last_threshold: float(num_thresholds - 1) => float(num_thresholds)
    METRIC-8 multiplies by the distance of the thresholds
      last_threshold: float(middle) / float(num_thresholds - 1) =>
          float(middle) * (1.0 / float(num_thresholds - 1))
    METRIC-8 takes targets above one half for true
      update_measure: if t != 0.0 => if t > 0.5
    METRIC-9 exchanges the two axes
      area: (x - old_x) * height_between(summation_method, old_y, y) =>
          (y - old_y) * height_between(summation_method, old_x, x)
    METRIC-9 takes the true rate for the height of the other curve
      area: quotient(tp, tp + fp) if curve == "PR" else quotient(tp, trues) =>
          quotient(tp, trues)
    METRIC-9 exchanges minoring and majoring
      height_between: "minoring" => "other"
      height_between: "majoring" => "minoring"
      height_between: "other" => "majoring"
    METRIC-9 interpolates whatever the method
      height_between: "minoring" => ""
      height_between: "majoring" => ""
    METRIC-10 joins the points of the curve by straight lines
      area: if curve == "PR" and => if False and
    METRIC-10 leaves the logarithm out
      interpolated_precision: start * log(ratio) => start
    METRIC-10 divides by p instead of p'
      interpolated_precision: positives / old_positives => old_positives / positives
    METRIC-11 takes the squares less the square of the sum
      add_r2: state[1 + j] + distance / state[0] => state[1 + j] + t
      add_r2: distance * (t - state[1 + j]) => t * t
      r2: distances, errors = state[1 + k + j], state[1 + 2 * k + j] =>
          distances = state[1 + k + j] - state[1 + j] * (state[1 + j] / state[0]);
          errors = state[1 + 2 * k + j]
    METRIC-11 multiplies by the distance from the old mean twice
      add_r2: distance * (t - state[1 + j]) => distance * distance
    METRIC-11 adds up the errors of all outputs before it divides
      r2: return total / float(k) => distances = sum(state[1 + k : 1 + 2 * k]);
          return 0.0 if distances == 0.0 else 1.0 - sum(state[1 + 2 * k :]) / distances
    METRIC-11 gives right outputs of equal targets a score of 1
      r2: 0.0 if distances == 0.0 else => float(errors == 0.0) if distances == 0.0 else
    METRIC-11 gives no score below 0
      r2: 1.0 - errors / distances => max(0.0, 1.0 - errors / distances)
""")
