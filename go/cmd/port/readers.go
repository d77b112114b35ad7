// The first phase of validation: each field of a request has its type (rules ERR-5, NUM-*). A reader
// returns a JSON value as the type that the experiment takes, or the error wrong_type. The library itself
// needs no readers, because the compiler checks the types of its arguments.

package main

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"regexp"
	"strconv"

	refnet "github.com/refnet/refnet/go"
)

const largestCount = 1<<53 - 1 // up to here binary64 holds every whole number

var special = map[string]float64{
	"NaN":       math.NaN(),
	"Infinity":  math.Inf(1),
	"-Infinity": math.Inf(-1),
	"-0":        math.Copysign(0, -1),
}

var bits = regexp.MustCompile(`^0x[0-9a-fA-F]{16}$`)

// isNumber returns whether a JSON value represents a number (NUM-1 to NUM-3).
func isNumber(value any) bool {
	switch value := value.(type) {
	case string:
		_, known := special[value]
		return known || bits.MatchString(value)
	case json.Number:
		return true
	}
	return false
}

// readNumber returns the number that a JSON value represents.
func readNumber(field string, value any) (any, error) {
	if !isNumber(value) {
		return nil, fault("wrong_type", field, field+": expected a number")
	}
	if value, ok := value.(json.Number); ok {
		number, _ := strconv.ParseFloat(string(value), 64) // beyond the range: an infinity
		return number, nil
	}
	text := value.(string)
	if number, known := special[text]; known {
		return number, nil
	}
	pattern, _ := strconv.ParseUint(text[2:], 16, 64)
	return math.Float64frombits(pattern), nil
}

// readOptionalNumber returns the number that a JSON value represents, or nil for null.
func readOptionalNumber(field string, value any) (any, error) {
	if value == nil {
		return (*float64)(nil), nil
	}
	read, err := readNumber(field, value)
	if err != nil {
		return nil, fault("wrong_type", field, field+": expected a number or null")
	}
	number := read.(float64)
	return &number, nil
}

// readCount returns a whole number between -(2^53 - 1) and 2^53 - 1 (PORT-5).
func readCount(field string, value any) (any, error) {
	number := math.NaN()
	if isNumber(value) {
		read, _ := readNumber(field, value)
		number = read.(float64)
	}
	if !(math.Abs(number) <= largestCount) || number != math.Floor(number) {
		return nil, fault("wrong_type", field, field+": expected a whole number")
	}
	return int64(number), nil
}

// readCounts returns a list of whole numbers.
func readCounts(field string, value any) (any, error) {
	items, ok := value.([]any)
	counts := make([]int64, len(items))
	for i := range items {
		count, err := readCount(field, items[i])
		if ok = ok && err == nil; !ok {
			break
		}
		counts[i] = count.(int64)
	}
	if !ok {
		return nil, fault("wrong_type", field, field+": expected a list of whole numbers")
	}
	return counts, nil
}

// readOptionalCount returns a whole number, or nil for null.
func readOptionalCount(field string, value any) (any, error) {
	if value == nil {
		return (*int64)(nil), nil
	}
	read, err := readCount(field, value)
	if err != nil {
		return nil, fault("wrong_type", field, field+": expected a whole number or null")
	}
	count := read.(int64)
	return &count, nil
}

// readOptionalCounts returns a list of whole numbers, or nil for null.
func readOptionalCounts(field string, value any) (any, error) {
	if value == nil {
		return []int64(nil), nil
	}
	counts, err := readCounts(field, value)
	if err != nil {
		return nil, fault("wrong_type", field, field+": expected a list of whole numbers or null")
	}
	return counts, nil
}

// readNumbers returns a list of numbers.
func readNumbers(field string, value any) (any, error) {
	items, ok := value.([]any)
	numbers := make([]float64, len(items))
	for i := range items {
		if ok = ok && isNumber(items[i]); !ok {
			break
		}
		number, _ := readNumber(field, items[i])
		numbers[i] = number.(float64)
	}
	if !ok {
		return nil, fault("wrong_type", field, field+": expected a list of numbers")
	}
	return numbers, nil
}

// readOptionalNumbers returns a list of numbers, or nil for null.
func readOptionalNumbers(field string, value any) (any, error) {
	if value == nil {
		return []float64(nil), nil
	}
	numbers, err := readNumbers(field, value)
	if err != nil {
		return nil, fault("wrong_type", field, field+": expected a list of numbers or null")
	}
	return numbers, nil
}

// readRows returns a list of lists of numbers, which may differ in length.
func readRows(field string, value any) (any, error) {
	return readList[[]float64](field, value, readNumbers, "a list of lists of numbers")
}

// readOptionalRows returns a list of lists of numbers, or nil for null.
func readOptionalRows(field string, value any) (any, error) {
	if value == nil {
		return [][]float64(nil), nil
	}
	return readList[[]float64](field, value, readNumbers, "a list of lists of numbers or null")
}

// readCells returns a list of lists of lists of numbers, which may differ in length.
func readCells(field string, value any) (any, error) {
	return readList[[][]float64](field, value, readRows, "a list of lists of lists of numbers")
}

// readCellRows returns a list of lists of lists of lists of numbers, which may differ in length.
func readCellRows(field string, value any) (any, error) {
	expected := "a list of lists of lists of lists of numbers"
	return readList[[][][]float64](field, value, readCells, expected)
}

// readList returns a list of what another reader returns.
func readList[T any](
	field string, value any, read func(field string, value any) (any, error), expected string,
) (any, error) {
	items, ok := value.([]any)
	list := make([]T, len(items))
	for i := range items {
		item, err := read(field, items[i])
		if ok = ok && err == nil; !ok {
			break
		}
		list[i] = item.(T)
	}
	if !ok {
		return nil, fault("wrong_type", field, field+": expected "+expected)
	}
	return list, nil
}

// readRowsOrCounts returns a list of lists of numbers, or a list of whole numbers.
func readRowsOrCounts(field string, value any) (any, error) {
	if items, _ := value.([]any); len(items) > 0 && isNumber(items[0]) {
		if counts, err := readCounts(field, value); err == nil {
			return refnet.Targets{Classes: counts.([]int64)}, nil
		}
	} else if rows, err := readRows(field, value); err == nil {
		return refnet.Targets{Rows: rows.([][]float64)}, nil
	}
	expected := ": expected a list of lists of numbers or a list of whole numbers"
	return nil, fault("wrong_type", field, field+expected)
}

// readBoolean returns a boolean.
func readBoolean(field string, value any) (any, error) {
	boolean, ok := value.(bool)
	if !ok {
		return nil, fault("wrong_type", field, field+": expected true or false")
	}
	return boolean, nil
}

// readBooleans returns a list of booleans.
func readBooleans(field string, value any) (any, error) {
	items, ok := value.([]any)
	booleans := make([]bool, len(items))
	for i := range items {
		boolean, isBoolean := items[i].(bool)
		booleans[i] = boolean
		ok = ok && isBoolean
	}
	if !ok {
		return nil, fault("wrong_type", field, field+": expected a list of true and false")
	}
	return booleans, nil
}

// readOptionalBooleanRows returns a list of lists of booleans, or nil for null.
func readOptionalBooleanRows(field string, value any) (any, error) {
	if value == nil {
		return [][]bool(nil), nil
	}
	expected := "a list of lists of true and false or null"
	return readList[[]bool](field, value, readBooleans, expected)
}

// readName returns a string.
func readName(field string, value any) (any, error) {
	name, ok := value.(string)
	if !ok {
		return nil, fault("wrong_type", field, field+": expected a string")
	}
	return name, nil
}

// readNames returns a list of strings.
func readNames(field string, value any) (any, error) {
	items, ok := value.([]any)
	names := make([]string, len(items))
	for i := range items {
		name, isName := items[i].(string)
		names[i] = name
		ok = ok && isName
	}
	if !ok {
		return nil, fault("wrong_type", field, field+": expected a list of strings")
	}
	return names, nil
}

// readOptionalNames returns a list of strings, or nil for null.
func readOptionalNames(field string, value any) (any, error) {
	if value == nil {
		return []string(nil), nil
	}
	names, err := readNames(field, value)
	if err != nil {
		return nil, fault("wrong_type", field, field+": expected a list of strings or null")
	}
	return names, nil
}

// readBytes returns the bytes of a text in base64 (RFC 4648, section 4); each has exactly one text.
func readBytes(field string, value any) (any, error) {
	text, ok := value.(string)
	read, err := base64.StdEncoding.Strict().DecodeString(text)
	// Encode the bytes again, because the decoder accepts line feeds.
	if !ok || err != nil || base64.StdEncoding.EncodeToString(read) != text {
		return nil, fault("wrong_type", field, field+": expected base64")
	}
	return read, nil
}

// readID returns a request's id: a string or a whole number (PORT-2).
func readID(value any) (any, error) {
	if text, ok := value.(string); ok {
		return text, nil
	}
	if _, ok := value.(json.Number); ok {
		if number, err := readCount("id", value); err == nil {
			return number, nil
		}
	}
	return nil, fault("wrong_type", "id", "id: expected a string or a whole number")
}
