module github.com/refnet/refnet/go

go 1.22
