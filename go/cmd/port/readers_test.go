package main

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"

	refnet "github.com/refnet/refnet/go"
)

// Each reader with values that it accepts and values that it refuses.
func TestReaders(t *testing.T) {
	number, count := 1.5, int64(2)
	for _, test := range []struct {
		name string
		read func(string, any) (any, error)
		json string
		want any // nil where the value is refused
	}{
		{"number", readNumber, `1.5`, 1.5},
		{"number", readNumber, `1e999`, math.Inf(1)},
		{"number", readNumber, `"-Infinity"`, math.Inf(-1)},
		{"number", readNumber, `"0x3ff8000000000000"`, 1.5},
		{"number", readNumber, `"1.5"`, nil},
		{"number", readNumber, `null`, nil},
		{"optional number", readOptionalNumber, `1.5`, &number},
		{"optional number", readOptionalNumber, `null`, (*float64)(nil)},
		{"optional number", readOptionalNumber, `true`, nil},
		{"count", readCount, `2.0`, int64(2)},
		{"count", readCount, `-9007199254740991`, int64(-9007199254740991)},
		{"count", readCount, `9007199254740992`, nil},
		{"count", readCount, `0.5`, nil},
		{"count", readCount, `"NaN"`, nil},
		{"optional count", readOptionalCount, `2`, &count},
		{"optional count", readOptionalCount, `null`, (*int64)(nil)},
		{"optional count", readOptionalCount, `2.5`, nil},
		{"counts", readCounts, `[1, 2]`, []int64{1, 2}},
		{"counts", readCounts, `[1, 2.5]`, nil},
		{"counts", readCounts, `1`, nil},
		{"optional counts", readOptionalCounts, `[]`, []int64{}},
		{"optional counts", readOptionalCounts, `null`, []int64(nil)},
		{"optional counts", readOptionalCounts, `[null]`, nil},
		{"numbers", readNumbers, `[1, "Infinity"]`, []float64{1, math.Inf(1)}},
		{"numbers", readNumbers, `[]`, []float64{}},
		{"numbers", readNumbers, `[null]`, nil},
		{"optional numbers", readOptionalNumbers, `[1]`, []float64{1}},
		{"optional numbers", readOptionalNumbers, `null`, []float64(nil)},
		{"optional numbers", readOptionalNumbers, `{}`, nil},
		{"rows", readRows, `[[1], []]`, [][]float64{{1}, {}}},
		{"rows", readRows, `[1]`, nil},
		{"optional rows", readOptionalRows, `[[1], []]`, [][]float64{{1}, {}}},
		{"optional rows", readOptionalRows, `null`, [][]float64(nil)},
		{"optional rows", readOptionalRows, `[1]`, nil},
		{"cells", readCells, `[[["-Infinity"], []], []]`, [][][]float64{{{math.Inf(-1)}, {}}, {}}},
		{"cells", readCells, `[[1]]`, nil},
		{"cells", readCells, `[[[1]], 1]`, nil},
		{"cell rows", readCellRows, `[[[[1]]], []]`, [][][][]float64{{{{1}}}, {}}},
		{"cell rows", readCellRows, `[[[1]]]`, nil},
		{"cell rows", readCellRows, `null`, nil},
		{"rows or counts", readRowsOrCounts, `[[1]]`, refnet.Targets{Rows: [][]float64{{1}}}},
		{"rows or counts", readRowsOrCounts, `[1]`, refnet.Targets{Classes: []int64{1}}},
		{"rows or counts", readRowsOrCounts, `[]`, refnet.Targets{Rows: [][]float64{}}},
		{"rows or counts", readRowsOrCounts, `[1.5]`, nil},
		{"rows or counts", readRowsOrCounts, `[[1], 1]`, nil},
		{"boolean", readBoolean, `false`, false},
		{"boolean", readBoolean, `0`, nil},
		{"booleans", readBooleans, `[true, false]`, []bool{true, false}},
		{"booleans", readBooleans, `[true, 0]`, nil},
		{"optional boolean rows", readOptionalBooleanRows, `[[true], []]`, [][]bool{{true}, {}}},
		{"optional boolean rows", readOptionalBooleanRows, `null`, [][]bool(nil)},
		{"optional boolean rows", readOptionalBooleanRows, `[[1]]`, nil},
		{"optional boolean rows", readOptionalBooleanRows, `[true]`, nil},
		{"name", readName, `"add"`, "add"},
		{"name", readName, `1`, nil},
	} {
		decoded, err := readObject([]byte(`{"value": ` + test.json + `}`))
		if err != nil {
			t.Fatal(err)
		}
		got, err := test.read("field", decoded["value"])
		if !reflect.DeepEqual(got, test.want) || (err == nil) != (test.want != nil) {
			t.Errorf("%s %s: got %v, %v, want %v", test.name, test.json, got, err, test.want)
		}
	}
}

func TestReadID(t *testing.T) {
	for _, value := range []any{"seven", "NaN", json.Number("7")} {
		if _, err := readID(value); err != nil {
			t.Errorf("%v: got %v", value, err)
		}
	}
	for _, value := range []any{nil, true, json.Number("1.5"), json.Number("1e999"), []any{}} {
		if id, err := readID(value); err == nil {
			t.Errorf("%v: got %v, want an error", value, id)
		}
	}
}

func TestBase64HasOneForm(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "QQ==": "A", "QUI=": "AB", "QUJD": "ABC", "+/+/": "\xfb\xff\xbf",
	} {
		if read, err := readBytes("model", text); err != nil || string(read.([]byte)) != want {
			t.Errorf("%q: got %v, %v", text, read, err)
		}
	}
	for _, value := range []any{
		nil, []any{}, "Q", "QQ", "QQ=", "QQ===", "QR==", "QQ==\n", "\nQQ==", "QU\r\nJD", "QUJD ",
		"-_-_", "QQ==QQ==",
	} {
		if read, err := readBytes("model", value); err == nil {
			t.Errorf("%q: got %v, want an error", value, read)
		}
	}
}
