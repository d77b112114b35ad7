package refnet

// What refnet refuses, and in which words (conformance/SPEC.md, rules ERR-*).
//
// Every port has this file. A fault has a code, the field that is at fault and a message; code and
// field are the same in every port. The checks come in three phases, so that a request with several
// faults is refused for the same one everywhere: the types of all fields (in Go the compiler's work),
// then their shapes, then their values, each phase in the order in which the experiment lists its
// fields.
//
// An argument that has a default in Python, and comes last, may be left out here, too.

import (
	"fmt"
	"math"
	"strings"
)

// Error is bad input, or a training that left the finite numbers. Field is empty where a request as
// a whole is at fault; Trial (1-based) is there for the code "diverged" only, else 0, and so is Batch,
// where a trial has batches.
type Error struct {
	Code    string
	Field   string
	Message string
	Trial   int64
	Batch   int64
}

func (e *Error) Error() string { return e.Message }

func fault(code, field, format string, arguments ...any) error {
	return &Error{Code: code, Field: field, Message: fmt.Sprintf(format, arguments...)}
}

// Shapes.

func checkNotEmpty(field string, length int, what ...string) error {
	if length == 0 {
		return fault("empty", field, "%s: expected at least one %s", field, optional(what, "number"))
	}
	return nil
}

// A length may also be a count from a request, which an int of 32 bits does not hold.

func checkLength[N int | int64](field string, got int, other string, length N) error {
	if int64(got) != int64(length) {
		return fault("shape_mismatch", field, "%s: expected length %d, that of %s, got length %d",
			field, length, other, got)
	}
	return nil
}

func checkRowLengths[N int | int64](field string, rows [][]float64, other string, length N) error {
	for i, row := range rows {
		if int64(len(row)) != int64(length) {
			return fault("shape_mismatch", field, "%s[%d]: expected length %d, that of %s, got length %d",
				field, i, length, other, len(row))
		}
	}
	return nil
}

func onlyRows(field string, values Targets) ([][]float64, error) {
	if len(values.Classes) > 0 {
		return nil, fault("shape_mismatch", field, "%s: expected a list of numbers for each", field)
	}
	return values.Rows, nil
}

func onlyCounts(field string, values Targets) ([]int64, error) {
	if values.Classes == nil && len(values.Rows) > 0 {
		return nil, fault("shape_mismatch", field, "%s: expected one whole number for each", field)
	}
	return values.Classes, nil
}

// Values.

func checkFinite(field string, values []float64) error {
	for i, value := range values {
		if !isFinite(value) {
			return fault("not_finite", field, "%s[%d]: expected a finite number", field, i)
		}
	}
	return nil
}

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

func checkFiniteNumber(field string, value float64) error {
	if !isFinite(value) {
		return fault("not_finite", field, "%s: expected a finite number", field)
	}
	return nil
}

func checkCount(field string, value int64, low ...int64) error {
	if least := optional(low, 0); value < least {
		return fault("out_of_range", field, "%s: expected %d or more", field, least)
	}
	return nil
}

func checkRange(field string, value, low, high int64) error {
	if value < low || value > high {
		return fault("out_of_range", field, "%s: expected %d to %d", field, low, high)
	}
	return nil
}

func checkRanges(field string, values []int64, low, high int64) error {
	for i, value := range values {
		if value < low || value > high {
			return fault("out_of_range", field, "%s[%d]: expected %d to %d", field, i, low, high)
		}
	}
	return nil
}

func checkPositive(field string, value float64) error {
	if err := checkFiniteNumber(field, value); err != nil {
		return err
	}
	if value <= 0.0 {
		return fault("out_of_range", field, "%s: expected a number above 0", field)
	}
	return nil
}

func checkFraction(field string, value float64) error {
	if err := checkFiniteNumber(field, value); err != nil {
		return err
	}
	if value < 0.0 || value >= 1.0 {
		return fault("out_of_range", field, "%s: expected 0 or more and less than 1", field)
	}
	return nil
}

func checkAscending(field string, values []int64, high int64) error {
	for i, value := range values {
		if value < 1 || value > high || (i > 0 && value <= values[i-1]) {
			return fault("out_of_range", field, "%s[%d]: expected ascending numbers from 1 to %d",
				field, i, high)
		}
	}
	return nil
}

func checkName(field, value string, names []string) error {
	for _, name := range names {
		if value == name {
			return nil
		}
	}
	known := `"` + strings.Join(names, `", "`) + `"`
	return fault("unknown_name", field, "%s: expected one of %s", field, known)
}

// A training that leaves the finite numbers stops at the first value that does.

func checkConverging(field string, values []float64, trial int64, batch ...int64) error {
	for _, value := range values {
		if !isFinite(value) {
			return diverged(field, trial, batch...)
		}
	}
	return nil
}

func checkConvergingRows(field string, rows [][]float64, trial int64, batch ...int64) error {
	for _, row := range rows {
		if err := checkConverging(field, row, trial, batch...); err != nil {
			return err
		}
	}
	return nil
}

func diverged(field string, trial int64, batch ...int64) error {
	message := fmt.Sprintf("%s: left the finite numbers in trial %d", field, trial)
	number := optional(batch, 0)
	if number != 0 {
		message += fmt.Sprintf(", batch %d", number)
	}
	return &Error{Code: "diverged", Field: field, Message: message, Trial: trial, Batch: number}
}

func isFinite(value float64) bool {
	return !math.IsInf(value, 0) && !math.IsNaN(value)
}

// firstError returns the first of the checks' results that is an error.
func firstError(results ...error) error {
	for _, err := range results {
		if err != nil {
			return err
		}
	}
	return nil
}

// optional returns an argument that may be left out, or what it is then.
func optional[T any](given []T, fallback T) T {
	if len(given) == 0 {
		return fallback
	}
	return given[0]
}
