// Package refnet has small neural networks that give the same bits in Python, C, JavaScript and Go.
//
// A chapter is a file; conformance/SPEC.md states its rules, and the files of the same name in
// python/refnet/reference, js/src and csrc have the same functions in the same order.
package refnet
