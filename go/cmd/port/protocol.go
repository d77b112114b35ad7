package main

// How a port is spoken to: JSON numbers, requests and answers (SPEC.md, NUM-* and PORT-*).
//
// This is the half of a port that knows JSON and no network; main.go is the other half. Reading a
// request checks that each field is there and has its type; what the values may be is the business of
// the chapters.

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"regexp"
	"sort"
	"strconv"
	"unicode/utf8"

	"refnet"
)

const largestCount = 1<<53 - 1

var special = map[string]float64{
	"NaN":       math.NaN(),
	"Infinity":  math.Inf(1),
	"-Infinity": math.Inf(-1),
	"-0":        math.Copysign(0, -1),
}

var bits = regexp.MustCompile(`^0x[0-9a-fA-F]{16}$`)

// Half of a surrogate pair is no character, and not every language can hold it.
var escapedPairs = regexp.MustCompile(`\\\\|\\u[dD][89abAB]..\\u[dD][c-fC-F]..`)
var escapedSurrogate = regexp.MustCompile(`\\u[dD][89a-fA-F]`)

// required is the default of a field that has none.
var required = new(struct{ _ byte })

// field is a field of a request: its name, how its JSON value is read, and what it is when left out.
type field struct {
	name     string
	read     func(field string, value any) (any, error)
	fallback any
}

// experiment has an experiment's fields in their order, and the function that carries it out.
type experiment struct {
	fields []field
	run    func(values map[string]any) (map[string]any, error)
}

// isNumber returns whether a JSON value stands for a number (NUM-1 to NUM-3).
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

// readNumber returns the number that a JSON value stands for.
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

// readOptionalNumber returns the number that a JSON value stands for, or nil for null.
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
	items, ok := value.([]any)
	rows := make([][]float64, len(items))
	for i := range items {
		row, err := readNumbers(field, items[i])
		if ok = ok && err == nil; !ok {
			break
		}
		rows[i] = row.([]float64)
	}
	if !ok {
		return nil, fault("wrong_type", field, field+": expected a list of lists of numbers")
	}
	return rows, nil
}

// readBooleans returns a list of true and false.
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

// readName returns a string.
func readName(field string, value any) (any, error) {
	name, ok := value.(string)
	if !ok {
		return nil, fault("wrong_type", field, field+": expected a string")
	}
	return name, nil
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

// readObject returns the JSON object of one line (PORT-1).
func readObject(line []byte) (map[string]any, error) {
	var request any
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.UseNumber()
	err := decoder.Decode(&request)
	_, rest := decoder.Token() // one object and nothing behind it
	object, ok := request.(map[string]any)
	halves := escapedSurrogate.Match(escapedPairs.ReplaceAll(line, nil))
	if err != nil || rest != io.EOF || !ok || halves || !utf8.Valid(line) {
		return nil, fault("malformed_request", "", "expected a JSON object on one line")
	}
	return object, nil
}

// readFields returns the fields of an experiment's request, read (PORT-4).
func readFields(name string, fields []field, request map[string]any) (map[string]any, error) {
	known := map[string]bool{"id": true, "experiment": true}
	for _, field := range fields {
		known[field.name] = true
	}
	unknown := []string{}
	for name := range request {
		if !known[name] {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) > 0 {
		sort.Strings(unknown)
		return nil, fault("unknown_field", unknown[0], unknown[0]+": "+name+" has no such field")
	}
	values := map[string]any{}
	for _, field := range fields {
		value, given := request[field.name]
		if given {
			read, err := field.read(field.name, value)
			if err != nil {
				return nil, err
			}
			values[field.name] = read
		} else if field.fallback == required {
			return nil, fault("missing_field", field.name, field.name+": this field is required")
		} else {
			values[field.name] = field.fallback
		}
	}
	return values, nil
}

// writeValue returns the JSON value of an answer's value: numbers as NUM-1 and NUM-2 say.
func writeValue(value any) any {
	switch value := value.(type) {
	case map[string]any:
		object := map[string]any{}
		for key, item := range value {
			object[key] = writeValue(item)
		}
		return object
	case []map[string]any:
		list := make([]any, len(value))
		for i, item := range value {
			list[i] = writeValue(item)
		}
		return list
	case [][]float64:
		list := make([]any, len(value))
		for i, item := range value {
			list[i] = writeValue(item)
		}
		return list
	case []float64:
		if value == nil {
			return nil
		}
		list := make([]any, len(value))
		for i, item := range value {
			list[i] = writeValue(item)
		}
		return list
	case *float64:
		if value == nil {
			return nil
		}
		return writeValue(*value)
	case float64:
		switch {
		case math.IsNaN(value):
			return "NaN"
		case math.IsInf(value, 1):
			return "Infinity"
		case math.IsInf(value, -1):
			return "-Infinity"
		case value == 0 && math.Signbit(value):
			return "-0"
		}
	}
	return value
}

// writeError returns the error object of an answer (PORT-6).
func writeError(err *refnet.Error) map[string]any {
	written := map[string]any{"code": err.Code, "field": err.Field, "message": err.Message}
	if err.Field == "" && err.Code == "malformed_request" {
		written["field"] = nil
	}
	if err.Trial != 0 {
		written["trial"] = err.Trial
	}
	return written
}

// answer returns the answer to one line: a JSON object, whatever the line (PORT-3).
func answer(experiments map[string]experiment, line []byte) map[string]any {
	id, result, err := carryOut(experiments, line)
	var fault *refnet.Error
	if errors.As(err, &fault) {
		return map[string]any{"id": id, "error": writeError(fault)}
	}
	written := writeValue(result).(map[string]any)
	written["id"] = id
	return written
}

func carryOut(experiments map[string]experiment, line []byte) (id any, result map[string]any, err error) {
	request, err := readObject(line)
	if err != nil {
		return nil, nil, err
	}
	if _, given := request["id"]; !given {
		return nil, nil, fault("missing_field", "id", "id: this field is required")
	}
	if id, err = readID(request["id"]); err != nil {
		return nil, nil, err
	}
	if _, given := request["experiment"]; !given {
		return id, nil, fault("missing_field", "experiment", "experiment: this field is required")
	}
	name, err := readName("experiment", request["experiment"])
	if err != nil {
		return id, nil, err
	}
	experiment, known := experiments[name.(string)]
	if !known {
		return id, nil, fault("unknown_experiment", "experiment", "experiment: there is none of this name")
	}
	values, err := readFields(name.(string), experiment.fields, request)
	if err != nil {
		return id, nil, err
	}
	result, err = experiment.run(values)
	return id, result, err
}

func fault(code, field, message string) error {
	return &refnet.Error{Code: code, Field: field, Message: message}
}
