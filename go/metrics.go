// # Chapter metrics: numbers that tell a reader how good outputs are
//
// A loss is made for training: it has a derivative. A metric is made for reading. It is the share of
// right answers, the error in the unit of the targets, or how well the outputs put the examples in
// order. Each metric has a state of a few running totals, which every batch of examples changes, and
// a result that is calculated from the totals at the end. So it does not matter in which batches the
// examples come: the results have the same bits.
//
// Precision is the share of true ones among the outputs that are above the threshold; recall is the
// share of the true targets that are found. A lower threshold finds more of them and adds false ones;
// chapter areas looks at all thresholds at once.
//
// Derivation: the n-th number moves the mean by (t - mean)/n, and adds (t - old mean) * (t - new mean)
// to the sum of the squared distances from it; unlike in the sum of the squares less the square of the
// sum, nothing cancels.
//
// Source: names, defaults and formulas are Keras 3's; the means are B. P. Welford's, "Note on a method
// for calculating corrected sums of squares and products", 1962.
//
// Left out on purpose: weights of examples, and metrics of each class by itself.
//
// m examples, k outputs.
package refnet

import (
	"math"
	"slices"
)

// lossOfMetric has the metrics that are the mean of a loss, with its name.
var lossOfMetric = map[string]string{
	"mean_squared_error":             "mse",
	"root_mean_squared_error":        "mse",
	"mean_absolute_error":            "mean_absolute_error",
	"mean_absolute_percentage_error": "mean_absolute_percentage_error",
	"log_cosh":                       "log_cosh",
	"kl_divergence":                  "kl_divergence",
	"binary_crossentropy":            "binary_crossentropy",
	"categorical_crossentropy":       "categorical_crossentropy",
	Sparse:                           Sparse,
}

// sharesOfCorrect lists the shares of right answers.
var sharesOfCorrect = []string{
	"binary_accuracy",
	"categorical_accuracy",
	"sparse_categorical_accuracy",
	"top_k_categorical_accuracy",
	"sparse_top_k_categorical_accuracy",
}

// metricSettings has the name and settings of a metric; each one uses only its own settings.
type metricSettings struct {
	name            string
	threshold       float64 // binary_accuracy, precision, recall and the four counts
	k               int64   // top_k_categorical_accuracy, sparse_top_k_categorical_accuracy
	numThresholds   int64   // auc
	curve           string  // auc
	summationMethod string  // auc
}

// measure is a metric with the totals [s] of the examples seen so far, which updateMeasure changes.
type measure struct {
	metric metricSettings
	state  []float64
}

func (metric metricSettings) isMeanOfLoss() bool {
	_, found := lossOfMetric[metric.name]
	return found
}

func (metric metricSettings) isShareOfCorrect() bool {
	return slices.Contains(sharesOfCorrect, metric.name)
}

// newMeasure returns a metric that has seen no examples yet, for k outputs.
//
// The state [s] has, for auc, how many true and how many false targets have each threshold as the last one
// that their outputs exceed; for r2_score, the number of examples, then of each output the targets' mean,
// the squared distances from it, and the squared errors; for precision, recall and the counts, the true and
// false positives, then the true and false negatives; and else a total, and what it is divided by
// (METRIC-1).
func newMeasure(metric metricSettings, k int) measure {
	size := 4
	if metric.name == "auc" {
		size = 2 * int(metric.numThresholds)
	} else if metric.name == "r2_score" {
		size = 1 + 3*k
	} else if metric.isMeanOfLoss() || metric.isShareOfCorrect() {
		size = 2
	}
	return measure{metric, make([]float64, size)}
}

// correctOutputs returns how many answers of one example are right: of each output, or of the class.
//
// target [k], output [k]; METRIC-3 to METRIC-5
func correctOutputs(metric metricSettings, target, output []float64) int64 {
	if metric.name == "binary_accuracy" {
		correct := int64(0)
		for j, t := range target {
			predicted := 0.0
			if output[j] > metric.threshold {
				predicted = 1.0
			}
			if t == predicted {
				correct = correct + 1
			}
		}
		return correct
	}
	number := argmax(target)
	if metric.name == "categorical_accuracy" || metric.name == "sparse_categorical_accuracy" {
		if argmax(output) == number {
			return 1
		}
		return 0
	}
	larger := int64(0)
	for _, y := range output {
		if y > output[number] {
			larger = larger + 1
		}
	}
	if larger < metric.k {
		return 1
	}
	return 0
}

// addConfusion counts the true and false positives, and the true and false negatives (METRIC-6).
//
// state [4], which changes; target [k], output [k]
func addConfusion(state, target, output []float64, threshold float64) {
	for j, t := range target {
		place := 0
		switch {
		case output[j] > threshold && t == 0.0:
			place = 1
		case !(output[j] > threshold) && t == 0.0:
			place = 2
		case !(output[j] > threshold):
			place = 3
		}
		state[place] = state[place] + 1.0
	}
}

// addR2 adds an example to the mean, the squared distances and the squared errors (METRIC-11).
//
// state [1 + 3k], which changes; target [k], output [k]
func addR2(state, target, output []float64) {
	k := len(target)
	state[0] = state[0] + 1.0
	for j, t := range target {
		y := output[j]
		distance := t - state[1+j]
		state[1+j] = state[1+j] + distance/state[0]
		state[1+k+j] = state[1+k+j] + float64(distance*(t-state[1+j]))
		state[1+2*k+j] = state[1+2*k+j] + float64((t-y)*(t-y))
	}
}

// updateMeasure adds examples to the state of a metric, first to last (METRIC-1).
//
// targets [m][k], outputs [m][k]
func updateMeasure(measure measure, targets, outputs [][]float64) {
	metric, state := measure.metric, measure.state
	for e, target := range targets {
		output := outputs[e]
		switch {
		case metric.isMeanOfLoss():
			loss := DefaultLoss(lossOfMetric[metric.name])
			state[0] = state[0] + exampleLoss(loss, "linear", target, output, output)
			state[1] = state[1] + 1.0
		case metric.isShareOfCorrect():
			answers := 1
			if metric.name == "binary_accuracy" {
				answers = len(target)
			}
			state[0] = state[0] + float64(correctOutputs(metric, target, output))
			state[1] = state[1] + float64(answers)
		case metric.name == "auc":
			for j, t := range target {
				place := lastThreshold(output[j], metric.numThresholds)
				if t == 0.0 {
					place = metric.numThresholds + place
				}
				state[place] = state[place] + 1.0
			}
		case metric.name == "r2_score":
			addR2(state, target, output)
		default:
			addConfusion(state, target, output, metric.threshold)
		}
	}
}

// r2 returns the mean over the outputs of the share of the variance that they explain (METRIC-11).
//
// state [1 + 3k]; an output whose targets are all the same counts as 0.
func r2(state []float64) float64 {
	k := (len(state) - 1) / 3
	total := 0.0
	for j := range k {
		distances, errors := state[1+k+j], state[1+2*k+j]
		if distances != 0.0 {
			total = total + (1.0 - errors/distances)
		}
	}
	return total / float64(k)
}

// measuredValue returns the value of a metric for the examples seen so far (METRIC-2 to METRIC-11).
func measuredValue(measure measure) float64 {
	metric, state := measure.metric, measure.state
	switch {
	case metric.name == "auc":
		return area(metric.curve, metric.summationMethod, state)
	case metric.name == "r2_score":
		return r2(state)
	case metric.name == "root_mean_squared_error":
		return math.Sqrt(quotient(state[0], state[1]))
	case metric.isMeanOfLoss() || metric.isShareOfCorrect():
		return quotient(state[0], state[1])
	case metric.name == "precision":
		return quotient(state[0], state[0]+state[1])
	case metric.name == "recall":
		return quotient(state[0], state[0]+state[3])
	}
	places := []string{"true_positives", "false_positives", "true_negatives", "false_negatives"}
	return state[slices.Index(places, metric.name)]
}

// Metrics returns the value of a metric, one of MetricNames, for all examples.
//
// targets: rows [m][k], or classes [m] for a metric of that name; outputs [m][k]; each metric uses only its
// own settings, k is that of top_k_categorical_accuracy. Keras's settings are 0.5, 5, 200, "ROC" and
// "interpolation".
//
// The error is an *Error with one of the codes empty, shape_mismatch, not_finite, out_of_range and
// unknown_name.
func Metrics(
	metric string, targets Targets, outputs [][]float64, threshold float64, k, numThresholds int64,
	curve, summationMethod string,
) (float64, error) {
	settings := metricSettings{metric, threshold, k, numThresholds, curve, summationMethod}
	if err := checkedMetrics(settings, targets, outputs); err != nil {
		return 0, err
	}
	rows, units := targets.Rows, len(outputs[0])
	if slices.Contains(metricsOfClasses, metric) {
		rows = oneHot(targets.Classes, int64(units))
	}
	seen := newMeasure(settings, units)
	updateMeasure(seen, rows, outputs)
	return measuredValue(seen), nil
}
