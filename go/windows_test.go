package refnet

import "testing"

func TestWindowsAlong(t *testing.T) {
	for _, test := range []struct {
		size, window, stride int64
		padding              string
		want                 Axis
	}{
		{28, 5, 1, "valid", Axis{24, 0}},
		{28, 5, 1, "same", Axis{28, 2}},
		{28, 2, 1, "same", Axis{28, 0}}, // an odd cell goes after the image
		{28, 4, 1, "same", Axis{28, 1}},
		{5, 5, 3, "valid", Axis{1, 0}},
		{7, 3, 2, "valid", Axis{3, 0}},
		{8, 3, 2, "valid", Axis{3, 0}}, // the last cell is left out
		{8, 3, 2, "same", Axis{4, 0}},  // one cell is missing
		{7, 3, 2, "same", Axis{4, 1}},
		{7, 1, 3, "same", Axis{3, 0}},
		{6, 1, 3, "same", Axis{2, 0}}, // fewer than none are missing
		{2, 5, 1, "same", Axis{2, 2}},
		{1, 16777216, 1, "same", Axis{1, 8388607}},
	} {
		got := windowsAlong(test.size, test.window, test.stride, test.padding)
		if got != test.want {
			t.Errorf("%v: got %v", test, got)
		}
	}
}

func TestCellsAlong(t *testing.T) {
	for _, test := range []struct {
		size, window, stride int64
		padding              string
		want                 [][]int64
	}{
		{4, 2, 2, "valid", [][]int64{{0, 1}, {2, 3}}},
		{5, 2, 2, "valid", [][]int64{{0, 1}, {2, 3}}},
		{5, 2, 2, "same", [][]int64{{0, 1}, {2, 3}, {4, -1}}},
		{3, 3, 1, "same", [][]int64{{-1, 0, 1}, {0, 1, 2}, {1, 2, -1}}},
		{2, 4, 1, "same", [][]int64{{-1, 0, 1, -1}, {0, 1, -1, -1}}},
		{5, 1, 3, "valid", [][]int64{{0}, {3}}},
	} {
		got := cellsAlong(test.size, test.window, test.stride, test.padding)
		checkSame(t, "cells", got, test.want)
	}
}

func TestWindowCells(t *testing.T) {
	got := windowCells(3, 4, []int64{2, 3}, []int64{1, 1}, "valid")
	want := [][]int64{{0, 1, 2, 4, 5, 6}, {1, 2, 3, 5, 6, 7}, {4, 5, 6, 8, 9, 10}, {5, 6, 7, 9, 10, 11}}
	checkSame(t, "valid", got, want)
	got = windowCells(2, 3, []int64{2, 2}, []int64{2, 1}, "same")
	want = [][]int64{{0, 1, 3, 4}, {1, 2, 4, 5}, {2, -1, 5, -1}}
	checkSame(t, "same", got, want)
}
