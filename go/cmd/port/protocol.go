// The port protocol: requests and answers (rules PORT-*).
//
// This file and readers.go know JSON and no network; experiments.go lists the experiments. Reading a
// request checks that each field exists and has its type; the experiments check the values.

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"sort"
	"strings"
	"unicode/utf8"

	refnet "github.com/refnet/refnet/go"
)

// Half of a surrogate pair is not a character, and not every language can hold it in a string.
var escapedPairs = regexp.MustCompile(`\\\\|\\u[dD][89abAB]..\\u[dD][c-fC-F]..`)
var escapedSurrogate = regexp.MustCompile(`\\u[dD][89a-fA-F]`)

// required is the default of a field without one.
var required = new(struct{ _ byte })

// field is a field of a request: its name, the reader of its JSON value, and its default.
type field struct {
	name     string
	read     func(field string, value any) (any, error)
	fallback any
}

// kind is one form of a part of a request: its name and its fields.
type kind struct {
	name   string
	fields []field
}

// part is an object inside a request: the field that names its kind, and the kinds.
type part struct {
	name  string // for the error, or empty for the name of the kind
	key   field
	kinds []kind
}

// experiment has the fields of an experiment in their order, and the function that runs it.
type experiment struct {
	fields []field
	run    func(values map[string]any) (map[string]any, error)
}

// readObject returns the JSON object of one line (PORT-1).
func readObject(line []byte) (map[string]any, error) {
	var request any
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.UseNumber()
	err := decoder.Decode(&request)
	_, rest := decoder.Token() // one object and nothing after it
	object, ok := request.(map[string]any)
	halves := escapedSurrogate.Match(escapedPairs.ReplaceAll(line, nil))
	if err != nil || rest != io.EOF || !ok || halves || !utf8.Valid(line) {
		return nil, fault("malformed_request", "", "expected a JSON object on one line")
	}
	return object, nil
}

// readFields returns the fields of an experiment or of a part of a request (PORT-4).
//
// name: of the experiment or part, for the error; path: the prefix of the fields' names in an error.
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

// readParts returns the fields of each object of a list (PORT-7).
func readParts(field string, value any, name string, fields []field) ([]map[string]any, error) {
	items, err := readObjects(field, value)
	parts := make([]map[string]any, len(items))
	for i := 0; i < len(items) && err == nil; i++ {
		parts[i], err = readFields(name, fields, items[i], fmt.Sprintf("%s[%d].", field, i))
	}
	return parts, err
}

// readPartsOfKinds returns the fields of each object of a list, among them the one that names its kind
// (PORT-7).
//
// partOf: from what an object has to the fields that it may have
func readPartsOfKinds(
	field string, value any, partOf func(object map[string]any) part,
) ([]map[string]any, error) {
	items, err := readObjects(field, value)
	parts := make([]map[string]any, len(items))
	for i := 0; i < len(items) && err == nil; i++ {
		parts[i], err = readNamedPart(fmt.Sprintf("%s[%d]", field, i), items[i], partOf(items[i]))
	}
	return parts, err
}

// readObjects returns a list of objects.
func readObjects(field string, value any) ([]map[string]any, error) {
	items, ok := value.([]any)
	objects := make([]map[string]any, len(items))
	for i, item := range items {
		object, isObject := item.(map[string]any)
		objects[i] = object
		ok = ok && isObject
	}
	if !ok {
		return nil, fault("wrong_type", field, field+": expected a list of objects")
	}
	return objects, nil
}

// readNamedPart returns the fields of an object whose key decides which fields it has (PORT-7).
func readNamedPart(place string, value any, part part) (map[string]any, error) {
	object, ok := value.(map[string]any)
	if !ok {
		return nil, fault("wrong_type", place, place+": expected an object")
	}
	key := map[string]any{}
	if name, given := object[part.key.name]; given {
		key[part.key.name] = name
	}
	fields := []field{part.key}
	read, err := readFields(part.name, fields, key, place+".")
	if err != nil {
		return nil, err
	}
	names := []string{}
	for _, kind := range part.kinds {
		if read[part.key.name] == kind.name {
			name := part.name
			if name == "" {
				name = kind.name
			}
			return readFields(name, append(fields, kind.fields...), object, place+".")
		}
		names = append(names, `"`+kind.name+`"`)
	}
	place = place + "." + part.key.name
	expected := ": expected one of " + strings.Join(names, ", ")
	return nil, fault("unknown_name", place, place+expected)
}

// writeValue returns the JSON value of a result, with numbers written as NUM-1 and NUM-2 require.
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
	case [][][][]float64:
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
	case []string:
		if value == nil {
			return nil
		}
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

// answer returns the answer to one line, a JSON object for every line (PORT-3).
func answer(experiments map[string]experiment, line []byte) map[string]any {
	id, result, err := runRequest(experiments, line)
	var fault *refnet.Error
	if errors.As(err, &fault) {
		return map[string]any{"id": id, "error": writeError(fault)}
	}
	written := writeValue(result).(map[string]any)
	written["id"] = id
	return written
}

// runRequest returns the id of a request, null while it is unknown, and the experiment's result.
func runRequest(experiments map[string]experiment, line []byte) (id any, result map[string]any, err error) {
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
