// Error, the one error that refnet returns for bad input (rules ERR-*).
//
// A fault has a code, the field at fault and a message. The code and the field are part of the
// contract and the same in every port. The words are the same in all ports of this project, except
// those of bad_file, which depend on how a port reads model files.

package refnet

import "fmt"

// Error is bad input, or a training run whose numbers became infinite or NaN.
//
// Code is one of those in the specification, such as "shape_mismatch". Field is the argument at fault,
// empty where a request as a whole is. For the code "diverged" Trial is the 1-based number of the trial
// and, where a trial has batches, Batch that of the batch; otherwise they are 0.
type Error struct {
	Code    string
	Field   string
	Message string
	Trial   int64
	Batch   int64
}

func (e *Error) Error() string { return e.Message }

// fault returns an error whose message is formatted as fmt.Sprintf does.
func fault(code, field, format string, arguments ...any) error {
	return &Error{Code: code, Field: field, Message: fmt.Sprintf(format, arguments...)}
}

// diverged returns the error for a quantity that became infinite or NaN (ARITH-4, ERR-11).
//
// trial and batch count from 1; batch is left out where a trial has no batches.
func diverged(field string, trial int64, batch ...int64) error {
	place, number := fmt.Sprintf("trial %d", trial), optional(batch, 0)
	if number != 0 {
		place = fmt.Sprintf("%s, batch %d", place, number)
	}
	message := fmt.Sprintf("%s: left the finite numbers in %s", field, place)
	return &Error{Code: "diverged", Field: field, Message: message, Trial: trial, Batch: number}
}

// optional returns an argument that may be left out, or its default.
func optional[T any](given []T, fallback T) T {
	if len(given) == 0 {
		return fallback
	}
	return given[0]
}
