// What the experiments accept: one checked<Experiment> for each (rules ERR-6 to ERR-11).
//
// A request with several faults must be refused for the same one in every port. So the checks come in
// three phases: the types of all fields (in Go the compiler's work, and cmd/port's for JSON), then their
// shapes, then their values, each phase in the order in which the experiment lists its fields. The small
// checks return an *Error, with the code that each one names, or nil; a checked<Experiment> returns the
// first of these. The experiments with networks are in network_checks.

package refnet

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Functions are the names of the functions that Elementary knows.
var Functions = []string{"exp", "log", "tanh", "sigmoid", "expm1", "log1p", "erf"}

// Rules are the names of the learning rules that ButtonPress knows.
var Rules = []string{"add", "widrow_hoff"}

// HebbRules are the names of the learning rules that Hebb knows.
var HebbRules = []string{"hebb", "oja"}

// Updates are the names of the ways in which Hopfield updates the units.
var Updates = []string{"asynchronous", "synchronous"}

// StepActivations are the names of the activations that a recurrent layer can have.
var StepActivations = slices.Concat([]string{"linear", "sigmoid", "tanh", "relu"}, fromOutputs)

// UnitActivations are those of each unit by itself; softmax mixes the units.
var UnitActivations = slices.Concat(StepActivations, fromPreactivations)

// Activations are the names of the activations that a layer can have.
var Activations = slices.Concat(UnitActivations[:4], []string{"softmax"}, UnitActivations[4:])

// Sparse is the loss whose targets are class numbers.
const Sparse = "sparse_categorical_crossentropy"

// Losses are the names of the losses that Train knows.
var Losses = []string{
	"mse",
	"sum_squared_error",
	"binary_crossentropy",
	"categorical_crossentropy",
	Sparse,
	"mean_absolute_error",
	"mean_absolute_percentage_error",
	"huber",
	"log_cosh",
	"hinge",
	"kl_divergence",
}

// Optimizers are the names of the optimizers that Train knows.
var Optimizers = []string{
	"sgd", "rmsprop", "adam", "adagrad", "adadelta", "adamax", "nadam", "adamw",
}

// Schedules are the names of the schedules of learning rates.
var Schedules = []string{
	"exponential_decay", "inverse_time_decay", "piecewise_constant_decay", "polynomial_decay",
	"cosine_decay",
}

// MetricNames are the names of the metrics that Metrics knows.
var MetricNames = []string{
	"mean_squared_error",
	"root_mean_squared_error",
	"mean_absolute_error",
	"mean_absolute_percentage_error",
	"log_cosh",
	"kl_divergence",
	"binary_crossentropy",
	"categorical_crossentropy",
	Sparse,
	"r2_score",
	"binary_accuracy",
	"categorical_accuracy",
	"sparse_categorical_accuracy",
	"top_k_categorical_accuracy",
	"sparse_top_k_categorical_accuracy",
	"true_positives",
	"false_positives",
	"true_negatives",
	"false_negatives",
	"precision",
	"recall",
	"auc",
}

// metricsOfClasses are those whose targets are class numbers.
var metricsOfClasses = []string{
	Sparse, "sparse_categorical_accuracy", "sparse_top_k_categorical_accuracy",
}

// Curves are the names of the curves under which the metric auc measures the area.
var Curves = []string{"ROC", "PR"}

// SummationMethods are the names of the ways in which the metric auc sums the area.
var SummationMethods = []string{"interpolation", "minoring", "majoring"}

// Distributions are the names of the distributions that Random knows.
var Distributions = []string{"uniform", "normal", "integers"}

// Initializers are the names of the initializers that InitialKernels knows.
var Initializers = []string{
	"glorot_uniform", "uniform", "zeros", "orthogonal",
	"random_uniform", "random_normal", "truncated_normal", "constant", "ones", "identity",
	"variance_scaling", "glorot_normal", "he_uniform", "he_normal",
	"lecun_uniform", "lecun_normal",
}

// LargestSeed is the largest seed of a Generator.
const LargestSeed int64 = 1<<32 - 1

// LargestCount is the largest number of steps: up to here binary64 holds every whole number.
const LargestCount int64 = 1<<53 - 1

// MostNumbers is the largest number of numbers that one call may ask for.
const MostNumbers int64 = 1 << 24

// MostMultiplications is the largest number of multiplications that may make one kernel orthogonal.
const MostMultiplications int64 = 1 << 30

// MostThresholds is the largest number of thresholds of one metric.
const MostThresholds int64 = 1 << 16

// Shapes

// checkNotEmpty returns empty for a list without elements.
func checkNotEmpty(field string, length int, what ...string) error {
	if length == 0 {
		return fault("empty", field, "%s: expected at least one %s", field, optional(what, "number"))
	}
	return nil
}

// checkLength returns shape_mismatch for a list whose length is not that of the field other. The length
// expected may be a count from a request, which an int of 32 bits cannot hold.
func checkLength[N int | int64](field string, got int, other string, length N) error {
	if int64(got) != int64(length) {
		return fault("shape_mismatch", field, "%s: expected length %d, that of %s, got length %d",
			field, length, other, got)
	}
	return nil
}

// checkRowLengths returns shape_mismatch for the first row whose length is not that of the field other.
func checkRowLengths[N int | int64](field string, rows [][]float64, other string, length N) error {
	for i, row := range rows {
		if int64(len(row)) != int64(length) {
			return fault("shape_mismatch", field, "%s[%d]: expected length %d, that of %s, got length %d",
				field, i, length, other, len(row))
		}
	}
	return nil
}

// checkRectangle returns empty for rows without a number, shape_mismatch for rows of different lengths.
func checkRectangle(field string, rows [][]float64) error {
	if err := checkNotEmpty(field, len(rows)); err != nil {
		return err // before rows[0], which may not exist
	}
	return firstError(
		checkNotEmpty(field, len(rows[0])),
		checkRowLengths(field, rows, field+"[0]", len(rows[0])),
	)
}

// Values

// checkFiniteNumber returns not_finite for an infinity or a NaN.
func checkFiniteNumber(field string, value float64) error {
	if !isFinite(value) {
		return fault("not_finite", field, "%s: expected a finite number", field)
	}
	return nil
}

// checkFinite returns not_finite for the first infinity or NaN of a list.
func checkFinite(field string, values []float64) error {
	for i, value := range values {
		if !isFinite(value) {
			return fault("not_finite", field, "%s[%d]: expected a finite number", field, i)
		}
	}
	return nil
}

// checkFiniteRows returns not_finite for the first infinity or NaN of a list of lists.
func checkFiniteRows(field string, rows [][]float64) error {
	for i, row := range rows {
		for j, value := range row {
			if !isFinite(value) {
				return fault("not_finite", field, "%s[%d][%d]: expected a finite number", field, i, j)
			}
		}
	}
	return nil
}

// checkCount returns out_of_range for a count below low, which is 0 when left out.
func checkCount(field string, value int64, low ...int64) error {
	if least := optional(low, 0); value < least {
		return fault("out_of_range", field, "%s: expected %d or more", field, least)
	}
	return nil
}

// checkRange returns out_of_range for a whole number that is not from low to high.
func checkRange(field string, value, low, high int64) error {
	if value < low || value > high {
		return fault("out_of_range", field, "%s: expected %d to %d", field, low, high)
	}
	return nil
}

// checkRanges returns out_of_range for the first whole number that is not from low to high.
func checkRanges(field string, values []int64, low, high int64) error {
	for i, value := range values {
		if value < low || value > high {
			return fault("out_of_range", field, "%s[%d]: expected %d to %d", field, i, low, high)
		}
	}
	return nil
}

// checkPositive returns not_finite or out_of_range for what is not a number above 0.
func checkPositive(field string, value float64) error {
	if err := checkFiniteNumber(field, value); err != nil {
		return err
	}
	if value <= 0.0 {
		return fault("out_of_range", field, "%s: expected a number above 0", field)
	}
	return nil
}

// checkNotNegativeNumber returns not_finite or out_of_range for an infinity, a NaN or a number below 0.
func checkNotNegativeNumber(field string, value float64) error {
	if err := checkFiniteNumber(field, value); err != nil {
		return err
	}
	if value < 0.0 {
		return fault("out_of_range", field, "%s: expected 0 or more", field)
	}
	return nil
}

// checkNotNegative returns not_finite or out_of_range for the first infinity, NaN or number below 0 of a
// list.
func checkNotNegative(field string, values []float64) error {
	for i, value := range values {
		if !isFinite(value) {
			return fault("not_finite", field, "%s[%d]: expected a finite number", field, i)
		}
		if value < 0.0 {
			return fault("out_of_range", field, "%s[%d]: expected 0 or more", field, i)
		}
	}
	return nil
}

// checkFraction returns not_finite or out_of_range for what is not at least 0 and less than 1.
func checkFraction(field string, value float64) error {
	if err := checkFiniteNumber(field, value); err != nil {
		return err
	}
	if value < 0.0 || value >= 1.0 {
		return fault("out_of_range", field, "%s: expected 0 or more and less than 1", field)
	}
	return nil
}

// checkShare returns not_finite or out_of_range for what is not a number from 0 to 1.
func checkShare(field string, value float64) error {
	if err := checkFiniteNumber(field, value); err != nil {
		return err
	}
	if value < 0.0 || value > 1.0 {
		return fault("out_of_range", field, "%s: expected 0 to 1", field)
	}
	return nil
}

// checkAscending returns out_of_range for the first number that does not ascend between low and high.
func checkAscending(field string, values []int64, low, high int64) error {
	for i, value := range values {
		if value < low || value > high || (i > 0 && value <= values[i-1]) {
			return fault("out_of_range", field, "%s[%d]: expected ascending numbers from %d to %d",
				field, i, low, high)
		}
	}
	return nil
}

// checkName returns unknown_name for a name that is not one of those listed.
func checkName(field, value string, names []string) error {
	if slices.Contains(names, value) {
		return nil
	}
	known := `"` + strings.Join(names, `", "`) + `"`
	return fault("unknown_name", field, "%s: expected one of %s", field, known)
}

// A training run stops at the first quantity that becomes infinite or NaN (ARITH-4).

// checkConverging returns diverged where one of the values is infinite or NaN.
func checkConverging(field string, values []float64, trial int64, batch ...int64) error {
	for _, value := range values {
		if !isFinite(value) {
			return diverged(field, trial, batch...)
		}
	}
	return nil
}

// checkConvergingRows returns diverged where one of the values of the rows is infinite or NaN.
func checkConvergingRows(field string, rows [][]float64, trial int64, batch ...int64) error {
	for _, row := range rows {
		if err := checkConverging(field, row, trial, batch...); err != nil {
			return err
		}
	}
	return nil
}

// checkRecord returns out_of_range for a negative count, or a record that does not ascend from 1 to it.
func checkRecord(iterationsField string, iterations int64, record []int64) error {
	return firstError(
		checkCount(iterationsField, iterations),
		checkAscending("record", record, 1, iterations),
	)
}

// isRecorded returns whether a record that checkRecord accepts lists this iteration; nil lists all.
func isRecorded(record []int64, iteration int64) bool {
	_, found := slices.BinarySearch(record, iteration)
	return found || record == nil
}

// The experiments

// checkedElementary checks the arguments of Elementary.
func checkedElementary(function string) error {
	return checkName("function", function, Functions)
}

// checkedRandom checks the arguments of Random.
func checkedRandom(seed, count int64, distribution string, high int64) error {
	return firstError(
		checkRange("seed", seed, 0, LargestSeed),
		checkRange("count", count, 0, MostNumbers),
		checkName("distribution", distribution, Distributions),
		checkRange("high", high, 1, LargestSeed+1),
	)
}

// checkedButtonPress checks the arguments of ButtonPress.
func checkedButtonPress(
	inputs, weights []float64, desired, learningRate float64, trials int64, rule string,
) error {
	return firstError(
		checkNotEmpty("inputs", len(inputs)),
		checkLength("weights", len(weights), "inputs", len(inputs)),
		checkFinite("inputs", inputs),
		checkFinite("weights", weights),
		checkFiniteNumber("desired", desired),
		checkFiniteNumber("learning_rate", learningRate),
		checkCount("trials", trials),
		checkName("rule", rule, Rules),
	)
}

// checkedRabbit checks the arguments of Rabbit.
func checkedRabbit(
	weights []float64, learned []bool, threshold, learningRate float64, stimuli [][]float64,
) error {
	return firstError(
		checkNotEmpty("weights", len(weights)),
		checkLength("learned", len(learned), "weights", len(weights)),
		checkRowLengths("stimuli", stimuli, "weights", len(weights)),
		checkFinite("weights", weights),
		checkFiniteNumber("threshold", threshold),
		checkFiniteNumber("learning_rate", learningRate),
		checkFiniteRows("stimuli", stimuli),
	)
}

// checkedNeuron checks the arguments of Neuron.
func checkedNeuron(
	inputs [][]float64, targets, weights []float64, bias *float64, slope, learningRate float64,
	iterations int64, record []int64,
) error {
	return firstError(
		checkNotEmpty("inputs", len(inputs)),
		checkRowLengths("inputs", inputs, "weights", len(weights)),
		checkLength("targets", len(targets), "inputs", len(inputs)),
		checkNotEmpty("weights", len(weights)),
		checkFiniteRows("inputs", inputs),
		checkFinite("targets", targets),
		checkFinite("weights", weights),
		ifGiven(bias, func(bias float64) error { return checkFiniteNumber("bias", bias) }),
		checkFiniteNumber("slope", slope),
		checkFiniteNumber("learning_rate", learningRate),
		checkRecord("iterations", iterations, record),
	)
}

// checkedTwoLayer checks the arguments of TwoLayer.
func checkedTwoLayer(
	inputs, targets, weights1, weights2 [][]float64, bias1, bias2 []float64, learningRate float64,
	iterations int64, record []int64,
) error {
	err := firstError(
		checkNotEmpty("inputs", len(inputs)),
		checkRowLengths("inputs", inputs, "weights1", len(weights1)),
		checkLength("targets", len(targets), "inputs", len(inputs)),
	)
	if err != nil {
		return err // before targets[0], which may not exist
	}
	err = firstError(
		checkNotEmpty("targets", len(targets[0])),
		checkRowLengths("targets", targets, "targets[0]", len(targets[0])),
		checkNotEmpty("weights1", len(weights1)),
		checkRowLengths("weights1", weights1, "weights2", len(weights2)),
		checkNotEmpty("weights2", len(weights2)),
		checkRowLengths("weights2", weights2, "targets[0]", len(targets[0])),
	)
	if err == nil && bias1 != nil {
		err = checkLength("bias1", len(bias1), "weights2", len(weights2))
	}
	if err == nil && bias2 != nil {
		err = checkLength("bias2", len(bias2), "targets[0]", len(targets[0]))
	}
	if err != nil {
		return err
	}
	return firstError(
		checkFiniteRows("inputs", inputs),
		checkFiniteRows("targets", targets),
		checkFiniteRows("weights1", weights1),
		checkFiniteRows("weights2", weights2),
		checkFinite("bias1", bias1),
		checkFinite("bias2", bias2),
		checkFiniteNumber("learning_rate", learningRate),
		checkRecord("iterations", iterations, record),
	)
}

// checkedHebb checks the arguments of Hebb.
func checkedHebb(inputs [][]float64, weights []float64, learningRate float64, rule string) error {
	if err := checkRectangle("inputs", inputs); err != nil {
		return err // before inputs[0], which may not exist
	}
	return firstError(
		checkLength("weights", len(weights), "inputs[0]", len(inputs[0])),
		checkFiniteRows("inputs", inputs),
		checkFinite("weights", weights),
		checkFiniteNumber("learning_rate", learningRate),
		checkName("rule", rule, HebbRules),
	)
}

// checkedHopfield checks the arguments of Hopfield.
func checkedHopfield(
	patterns [][]float64, start []float64, update string, orderSeed *int64, sweeps int64,
) error {
	if err := checkRectangle("patterns", patterns); err != nil {
		return err // before patterns[0], which may not exist
	}
	n := int64(len(patterns[0]))
	err := checkLength("start", len(start), "patterns[0]", n)
	for i := 0; i < len(patterns) && err == nil; i++ {
		err = checkSigns("patterns", patterns[i], i)
	}
	return firstError(
		err,
		checkRange("patterns", n*n, 1, MostNumbers),
		checkSigns("start", start),
		checkName("update", update, Updates),
		ifGiven(orderSeed, func(seed int64) error {
			return checkRange("order_seed", seed, 0, LargestSeed)
		}),
		checkCount("sweeps", sweeps),
	)
}

// checkSigns returns out_of_range for the first number that is neither 1 nor -1.
func checkSigns(field string, values []float64, indices ...int) error {
	place := field
	for _, index := range indices {
		place = fmt.Sprintf("%s[%d]", place, index)
	}
	for i, value := range values {
		if value != 1.0 && value != -1.0 {
			return fault("out_of_range", field, "%s[%d]: expected 1 or -1", place, i)
		}
	}
	return nil
}

// checkedNormalization checks the argument of Normalization.
func checkedNormalization(inputs [][]float64) error {
	return firstError(
		checkRectangle("inputs", inputs),
		checkFiniteRows("inputs", inputs),
	)
}

// checkedAccuracy checks the arguments of Accuracy.
func checkedAccuracy(targets, outputs [][]float64) error {
	if err := checkRectangle("targets", targets); err != nil {
		return err // before targets[0], which may not exist
	}
	return firstError(
		checkLength("outputs", len(outputs), "targets", len(targets)),
		checkRowLengths("outputs", outputs, "targets[0]", len(targets[0])),
		checkFiniteRows("targets", targets),
		checkFiniteRows("outputs", outputs),
	)
}

// checkedMetrics checks the arguments of Metrics.
func checkedMetrics(metric metricSettings, targets Targets, outputs [][]float64) error {
	if err := checkMetricsShapes(metric.name, targets, outputs); err != nil {
		return err // before outputs[0], which may not exist
	}
	rows, classes := targets.Rows, targets.Classes
	if slices.Contains(metricsOfClasses, metric.name) {
		rows = nil
	} else {
		classes = nil
	}
	return firstError(
		checkName("metric", metric.name, MetricNames),
		checkRanges("targets", classes, 0, int64(len(outputs[0]))-1),
		checkFiniteRows("targets", rows),
		checkFiniteRows("outputs", outputs),
		checkMetricSettings(metric),
	)
}

// checkMetricsShapes returns empty or shape_mismatch.
func checkMetricsShapes(metric string, targets Targets, outputs [][]float64) error {
	if err := checkRectangle("outputs", outputs); err != nil {
		return err // before outputs[0], which may not exist
	}
	var classes []int64
	var rows [][]float64
	var err error
	if slices.Contains(metricsOfClasses, metric) {
		classes, err = onlyCounts("targets", targets)
	} else {
		rows, err = onlyRows("targets", targets)
	}
	if err != nil {
		return err
	}
	return firstError(
		checkLength("targets", len(classes)+len(rows), "outputs", len(outputs)), // one of them is nil
		checkRowLengths("targets", rows, "outputs[0]", len(outputs[0])),
	)
}

// checkMetricSettings returns not_finite, out_of_range or unknown_name for the settings of a metric.
func checkMetricSettings(metric metricSettings) error {
	return firstError(
		checkShare("threshold", metric.threshold),
		checkCount("k", metric.k, 1),
		checkRange("num_thresholds", metric.numThresholds, 2, MostThresholds),
		checkName("curve", metric.curve, Curves),
		checkName("summation_method", metric.summationMethod, SummationMethods),
	)
}

// Helpers of the checks and of the chapters

// ifGiven returns the check of an argument, or nil where the argument is nil.
func ifGiven[T any](argument *T, check func(T) error) error {
	if argument == nil {
		return nil
	}
	return check(*argument)
}

// firstError returns the first of the checks' results that is not nil.
func firstError(results ...error) error {
	for _, err := range results {
		if err != nil {
			return err
		}
	}
	return nil
}

func isFinite(value float64) bool {
	return !math.IsInf(value, 0) && !math.IsNaN(value)
}
