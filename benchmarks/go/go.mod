module refnet/benchmarks

go 1.22

require refnet v0.0.0

replace refnet => ../../go
