// What InitialKernels accepts: initializers with their settings, and the sizes of kernels.

package refnet

import "math"

var (
	modes                    = []string{"fan_in", "fan_out", "fan_avg"}
	initializerDistributions = []string{"truncated_normal", "untruncated_normal", "uniform"}
)

const (
	least          float64 = math.SmallestNonzeroFloat64 // of numbers above 0
	largestSetting float64 = 1 << 64                     // so that no weight is infinite, not even in binary32
)

// checkSetting returns not_finite, or out_of_range for a setting below low or above 2^64.
func checkSetting(field string, value float64, expected string, low float64) error {
	if err := checkFiniteNumber(field, value); err != nil {
		return err
	}
	if value < low || value > largestSetting {
		return fault("out_of_range", field, "%s: expected %s", field, expected)
	}
	return nil
}

// checkInitializer returns unknown_name, or not_finite or out_of_range for one of its own settings.
func checkInitializer(field string, initializer Initializer) error {
	const setting, deviation = "a number from -2^64 to 2^64", "a number from 0 to 2^64"
	if err := checkName(field, initializer.Name, Initializers); err != nil {
		return err
	}
	switch initializer.Name {
	case "random_uniform":
		return firstError(
			checkSetting(field+".minval", initializer.Minval, setting, -largestSetting),
			checkSetting(field+".maxval", initializer.Maxval, "a number from minval to 2^64", initializer.Minval),
		)
	case "random_normal", "truncated_normal":
		return firstError(
			checkSetting(field+".mean", initializer.Mean, setting, -largestSetting),
			checkSetting(field+".stddev", initializer.Stddev, deviation, 0.0),
		)
	case "constant":
		return checkSetting(field+".value", initializer.Value, setting, -largestSetting)
	case "orthogonal", "identity":
		return checkSetting(field+".gain", initializer.Gain, setting, -largestSetting)
	case "variance_scaling":
		return firstError(
			checkSetting(field+".scale", initializer.Scale, "a number above 0, at most 2^64", least),
			checkName(field+".mode", initializer.Mode, modes),
			checkName(field+".distribution", initializer.Distribution, initializerDistributions),
		)
	}
	return nil
}

// checkedInitialKernels checks the arguments of InitialKernels. It returns the cells, 1 for each kernel
// where they are nil.
func checkedInitialKernels(
	initializer Initializer, sizes []int64, seed int64, cells []int64,
) ([]int64, error) {
	if err := checkNotEmpty("sizes", len(sizes)); err != nil {
		return nil, err // before the number of kernels, which would be -1
	}
	kernels := len(sizes) - 1
	if cells == nil {
		for range kernels {
			cells = append(cells, 1)
		}
	}
	err := firstError(
		checkLength("cells", len(cells), "sizes without the first", kernels),
		checkInitializer("initializer", initializer),
		checkRanges("sizes", sizes, 1, MostNumbers),
		checkRanges("cells", cells, 1, MostNumbers),
	)
	if err != nil {
		return nil, err
	}
	weights := int64(0)
	for i := range kernels {
		count := numbersOf([]int64{cells[i], sizes[i], sizes[i+1]})
		weights = min(weights+count, MostNumbers+1) // one too many: no int64 overflows
	}
	if err := checkRange("sizes", weights, 0, MostNumbers); err != nil {
		return nil, err // before the products of the sizes, which could be larger than an int64
	}
	if initializer.Name == "orthogonal" {
		err = checkMultiplications("sizes", sizes, cells)
	}
	return cells, firstError(err, checkRange("seed", seed, 0, LargestSeed))
}

// checkMultiplications returns out_of_range where a kernel is too large to be made orthogonal. Each of its
// vectors loses a part along each one before it, so the number of multiplications is about the square of
// how many vectors there are, times their length.
func checkMultiplications(field string, sizes, cells []int64) error {
	for i, cell := range cells {
		inputs, units := cell*sizes[i], sizes[i+1]
		count, length := min(inputs, units), max(inputs, units)
		if count*count*length > MostMultiplications {
			return fault("out_of_range", field, "%s: expected at most %d multiplications to make a kernel orthogonal",
				field, MostMultiplications)
		}
	}
	return nil
}
