module refnet

go 1.22
