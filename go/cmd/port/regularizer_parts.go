// The layers of a request that trains, with their regularizers (PORT-7).

package main

import (
	"slices"

	refnet "github.com/refnet/refnet/go"
)

// trainedLayers are the layers that a request trains, and what each has beside its fields, nil without any.
type trainedLayers struct {
	layers       []refnet.Layer
	regularizers []refnet.Regularizers
	sources      [][]int64
	frozen       []bool
}

var regularizerFields = []field{
	{"l1", readNumber, 0.0},
	{"l2", readNumber, 0.0},
}

// trainedLayerPartOf returns the fields of a layer that is trained: with the regularizers of its kind, and
// whether it learns.
func trainedLayerPartOf(object map[string]any) part {
	trained := layerPartOf(object)
	return part{trained.name, trained.key, regularizedKinds(trained.kinds)}
}

// regularizedKinds returns the kinds with the fields of their regularizers, and the one that says whether a
// layer learns.
func regularizedKinds(kinds []kind) []kind {
	result := make([]kind, len(kinds))
	for i, each := range kinds {
		fields := slices.Clone(each.fields)
		for _, name := range refnet.Regularized[each.name] {
			fields = append(fields, field{
				name + "_regularizer", readRegularizer, (*refnet.Regularizer)(nil),
			})
		}
		result[i] = kind{each.name, append(fields, field{"trainable", readBoolean, true})}
	}
	return result
}

// readTrainedLayers returns layers of every kind, which may not know their shapes yet.
func readTrainedLayers(field string, value any) (any, error) {
	parts, err := readPartsOfKinds(field, value, graphPartOf(trainedLayerPartOf))
	if err != nil {
		return nil, err
	}
	return trainedLayersOf(parts), nil
}

// readDenseLayers returns dense layers, without a field for their kind.
func readDenseLayers(field string, value any) (any, error) {
	dense := trainedLayerPartOf(nil).kinds[0]
	parts, err := readParts(field, value, layerPart.name, dense.fields)
	if err != nil {
		return nil, err
	}
	return trainedLayersOf(parts), nil
}

// trainedLayersOf returns the layers that have these fields, with their regularizers and sources, and which
// are frozen.
func trainedLayersOf(parts []map[string]any) trainedLayers {
	regularizers, regularized := make([]refnet.Regularizers, len(parts)), false
	frozen, anyFrozen := make([]bool, len(parts)), false
	for i, fields := range parts {
		own := func(name string) *refnet.Regularizer {
			regularizer, _ := fields[name+"_regularizer"].(*refnet.Regularizer)
			regularized = regularized || regularizer != nil
			return regularizer
		}
		regularizers[i] = refnet.Regularizers{
			Kernel:     own("kernel"),
			Recurrent:  own("recurrent"),
			Bias:       own("bias"),
			Embeddings: own("embeddings"),
			Gamma:      own("gamma"),
			Beta:       own("beta"),
			Activity:   own("activity"),
		}
		frozen[i] = !fields["trainable"].(bool)
		anyFrozen = anyFrozen || frozen[i]
	}
	if !regularized {
		regularizers = nil
	}
	if !anyFrozen {
		frozen = nil
	}
	return trainedLayers{layersOf(parts), regularizers, sourcesOf(parts), frozen}
}

// readRegularizer returns the factors of a penalty, or nil.
func readRegularizer(field string, value any) (any, error) {
	if value == nil {
		return (*refnet.Regularizer)(nil), nil
	}
	object, ok := value.(map[string]any)
	if !ok {
		return nil, fault("wrong_type", field, field+": expected an object or null")
	}
	factors, err := readFields("a regularizer", regularizerFields, object, field+".")
	if err != nil {
		return nil, err
	}
	return &refnet.Regularizer{L1: factors["l1"].(float64), L2: factors["l2"].(float64)}, nil
}
