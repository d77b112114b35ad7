module github.com/refnet/refnet/benchmarks/peers/go

go 1.22

require (
	github.com/patrikeh/go-deep v0.0.0-20230427173908-a2775168ab3d
	github.com/refnet/refnet/go v0.0.0
)

replace github.com/refnet/refnet/go => ../../../go
