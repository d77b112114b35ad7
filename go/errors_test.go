package refnet

import (
	"errors"
	"fmt"
	"testing"
)

func TestDiverged(t *testing.T) {
	for _, test := range []struct {
		err  error
		want Error
	}{
		{
			diverged("weights", 3),
			Error{"diverged", "weights", "weights: left the finite numbers in trial 3", 3, 0},
		},
		{
			diverged("loss", 3, 2),
			Error{"diverged", "loss", "loss: left the finite numbers in trial 3, batch 2", 3, 2},
		},
		{
			diverged("outputs", 0),
			Error{"diverged", "outputs", "outputs: left the finite numbers in trial 0", 0, 0},
		},
	} {
		var got *Error
		if !errors.As(fmt.Errorf("wrapped: %w", test.err), &got) || *got != test.want {
			t.Errorf("got %+v, want %+v", got, test.want)
		}
		if test.err.Error() != test.want.Message {
			t.Errorf("got %q, want %q", test.err.Error(), test.want.Message)
		}
	}
}
