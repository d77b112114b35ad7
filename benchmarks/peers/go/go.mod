module refnet/benchmarks/peers

go 1.22

require (
	github.com/patrikeh/go-deep v0.0.0-20230427173908-a2775168ab3d
	refnet v0.0.0
)

replace refnet => ../../../go
