package main

// How a port is spoken to: JSON numbers, requests and answers (SPEC.md, NUM-* and PORT-*).
//
// This is the half of a port that knows JSON and no network; main.go is the other half. Reading a
// request checks that each field is there and has its type; what the values may be is the business of
// the chapters.

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"sort"
	"strconv"
	"strings"
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

// kind is what a part of a request may be: its name, and the fields that it has then.
type kind struct {
	name   string
	fields []field
}

// named is the field that every kind of part has before its own.
var named = []field{{"name", readName, required}}

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

// readBoolean returns true or false.
func readBoolean(field string, value any) (any, error) {
	boolean, ok := value.(bool)
	if !ok {
		return nil, fault("wrong_type", field, field+": expected true or false")
	}
	return boolean, nil
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

// readBytes returns the bytes of a text in base64 (RFC 4648, section 4), which has one form only.
func readBytes(field string, value any) (any, error) {
	text, ok := value.(string)
	read, err := base64.StdEncoding.Strict().DecodeString(text)
	// The decoder would skip line feeds.
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

// readFields returns the fields that an experiment, or a part of a request, has been given (PORT-4).
//
// name: whose fields they are; path: what stands before their names in an error.
func readFields(name string, fields []field, given map[string]any, path string) (map[string]any, error) {
	known := map[string]bool{}
	for _, field := range fields {
		known[field.name] = true
	}
	unknown := []string{}
	for name := range given {
		if !known[name] {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) > 0 {
		sort.Strings(unknown)
		place := path + unknown[0]
		return nil, fault("unknown_field", place, place+": "+name+" has no such field")
	}
	values := map[string]any{}
	for _, field := range fields {
		place := path + field.name
		value, isGiven := given[field.name]
		if isGiven {
			read, err := field.read(place, value)
			if err != nil {
				return nil, err
			}
			values[field.name] = read
		} else if field.fallback == required {
			return nil, fault("missing_field", place, place+": this field is required")
		} else {
			values[field.name] = field.fallback
		}
	}
	return values, nil
}

// readParts returns the parts that a list of objects describes, each with these fields (PORT-7).
func readParts(field string, value any, name string, fields []field) ([]map[string]any, error) {
	items, ok := value.([]any)
	objects := make([]map[string]any, len(items))
	for i := range items {
		object, isObject := items[i].(map[string]any)
		objects[i] = object
		ok = ok && isObject
	}
	if !ok {
		return nil, fault("wrong_type", field, field+": expected a list of objects")
	}
	parts := make([]map[string]any, len(items))
	for i, object := range objects {
		part, err := readFields(name, fields, object, fmt.Sprintf("%s[%d].", field, i))
		if err != nil {
			return nil, err
		}
		parts[i] = part
	}
	return parts, nil
}

// readNamedPart returns the part that an object describes, whose name says which fields it has
// (PORT-7).
func readNamedPart(field string, value any, kinds []kind) (map[string]any, error) {
	object, ok := value.(map[string]any)
	if !ok {
		return nil, fault("wrong_type", field, field+": expected an object")
	}
	place := field + ".name"
	if _, given := object["name"]; !given {
		return nil, fault("missing_field", place, place+": this field is required")
	}
	name, err := readName(place, object["name"])
	if err != nil {
		return nil, err
	}
	names := []string{}
	for _, kind := range kinds {
		if name == kind.name {
			return readFields(kind.name, append(named, kind.fields...), object, field+".")
		}
		names = append(names, `"`+kind.name+`"`)
	}
	expected := ": expected one of " + strings.Join(names, ", ")
	return nil, fault("unknown_name", place, place+expected)
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
	case [][][]float64:
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
	if err.Code == "diverged" {
		written["trial"] = err.Trial
	}
	if err.Batch != 0 {
		written["batch"] = err.Batch
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
	delete(request, "id")
	delete(request, "experiment")
	values, err := readFields(name.(string), experiment.fields, request, "")
	if err != nil {
		return id, nil, err
	}
	result, err = experiment.run(values)
	return id, result, err
}

func fault(code, field, message string) error {
	return &refnet.Error{Code: code, Field: field, Message: message}
}
