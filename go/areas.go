// # Chapter areas: how well outputs put true examples before false ones
//
// A threshold makes decisions of outputs: those above it are positive. Each threshold gives a point of
// a curve: the share of true targets that it finds and the share of false ones that it takes for true
// ("ROC"), or how many of the positive ones are true and how many of the true ones are positive
// ("PR"). The area under the curve (AUC) measures the outputs without a decision for one threshold;
// under "ROC" it is the chance that a true example has a larger output than a false one.
//
// The thresholds are evenly spaced. For each, it is enough to count the targets whose outputs exceed
// it and not the next one; the positives of a threshold are then sums of these counts.
//
// Derivation: between two thresholds the number of true positives tp is taken for a linear function of
// that of all positives p: tp = a + s*p. The area below the precision tp/p is the integral of
// (a + s*p)/p * s dp from p' to p, s * (tp - tp' + a * ln(p/p')).
//
// Source: J. A. Hanley and B. J. McNeil, "The meaning and use of the area under a receiver operating
// characteristic (ROC) curve", 1982; the interpolation is J. Davis and M. Goadrich's, "The
// relationship between precision-recall and ROC curves", 2006. Names and formulas are Keras 3's.
//
// Left out on purpose: thresholds at the outputs themselves, for which all of them would be kept.
//
// n thresholds.
package refnet

// lastThreshold returns the index of the last of the thresholds i/(n - 1) that y exceeds (METRIC-8).
//
// The first threshold is exceeded by every output, and the last one by none.
func lastThreshold(y float64, numThresholds int64) int64 {
	low, high := int64(0), numThresholds-1
	for high-low > 1 {
		middle := (low + high) / 2
		if y > float64(middle)/float64(numThresholds-1) {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}

// quotient returns x / y, and 0 where y is 0 (METRIC-2).
func quotient(x, y float64) float64 {
	if y == 0.0 {
		return 0.0
	}
	return x / y
}

// heightBetween returns the height of a curve between two of its points (METRIC-9).
//
// old, new: their own heights
func heightBetween(summationMethod string, old, new float64) float64 {
	if summationMethod == "minoring" {
		return min(old, new)
	}
	if summationMethod == "majoring" {
		return max(old, new)
	}
	return (old + new) / 2.0
}

// interpolatedPrecision returns the integral of the precision between two thresholds (METRIC-10).
//
// oldTrues, oldPositives: those of the higher threshold; trues, positives: of the lower
func interpolatedPrecision(oldTrues, oldPositives, trues, positives float64) float64 {
	slope := quotient(trues-oldTrues, positives-oldPositives)
	start := oldTrues - float64(slope*oldPositives)
	ratio := 1.0
	if oldPositives != 0.0 {
		ratio = positives / oldPositives
	}
	return float64(slope * ((trues - oldTrues) + float64(start*log(ratio))))
}

// area returns the area under a curve, from the last threshold to the first (METRIC-9, METRIC-10).
//
// state [2n]: the true targets, then the false ones, by the last threshold exceeded
func area(curve, summationMethod string, state []float64) float64 {
	n := len(state) / 2
	trues, falses := 0.0, 0.0
	for i := range n {
		trues, falses = trues+state[i], falses+state[n+i]
	}
	total, tp, fp, x, y := 0.0, 0.0, 0.0, 0.0, 0.0
	for i := n - 2; i >= 0; i-- {
		oldTp, oldFp, oldX, oldY := tp, fp, x, y
		tp, fp = tp+state[i], fp+state[n+i]
		if curve == "PR" && summationMethod == "interpolation" {
			part := interpolatedPrecision(oldTp, oldTp+oldFp, tp, tp+fp)
			total = total + quotient(part, trues)
			continue
		}
		if curve == "PR" {
			x, y = quotient(tp, trues), quotient(tp, tp+fp)
		} else {
			x, y = quotient(fp, falses), quotient(tp, trues)
		}
		total = total + float64((x-oldX)*heightBetween(summationMethod, oldY, y))
	}
	return total
}
