module github.com/refnet/refnet/benchmarks/go

go 1.22

require github.com/refnet/refnet/go v0.0.0

replace github.com/refnet/refnet/go => ../../go
