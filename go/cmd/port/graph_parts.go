// The layers of a request that may be a graph: with their sources (PORT-7).

package main

import (
	"slices"

	refnet "github.com/refnet/refnet/go"
)

// savedLayers are the layers that a request saves, and the sources of each, nil without any.
type savedLayers struct {
	layers  []refnet.Layer
	sources [][]int64
}

// graphPartOf returns the fields of a layer with its sources; partOf: those of the layer without them.
func graphPartOf(partOf func(object map[string]any) part) func(object map[string]any) part {
	return func(object map[string]any) part {
		layers := partOf(object)
		kinds := make([]kind, len(layers.kinds))
		for i, each := range layers.kinds {
			fields := append(slices.Clone(each.fields), field{"sources", readOptionalCounts, []int64(nil)})
			kinds[i] = kind{each.name, fields}
		}
		return part{layers.name, layers.key, kinds}
	}
}

// sourcesOf returns the sources of layers that have these fields, nil where none names any.
func sourcesOf(parts []map[string]any) [][]int64 {
	sources, graph := make([][]int64, len(parts)), false
	for i, fields := range parts {
		sources[i], _ = fields["sources"].([]int64)
		graph = graph || sources[i] != nil
	}
	if !graph {
		return nil
	}
	return sources
}

// writeGraph returns the fields of each layer, with its sources where it names any.
func writeGraph(layers []refnet.Layer, sources [][]int64) []map[string]any {
	written := writeLayers(layers)
	for i, own := range sources {
		if own != nil {
			written[i]["sources"] = own
		}
	}
	return written
}
