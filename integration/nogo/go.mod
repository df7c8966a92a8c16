module github.com/httpleak/httpleak/integration/nogo

go 1.26.0

require github.com/httpleak/httpleak v0.0.0

require (
	golang.org/x/mod v0.42.0 // indirect
	golang.org/x/tools v0.52.0 // indirect
)

replace github.com/httpleak/httpleak => ../..
