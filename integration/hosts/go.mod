module github.com/httpleak/httpleak/integration/hosts

go 1.26.0

require (
	github.com/httpleak/httpleak v0.0.0
	github.com/rogpeppe/go-internal v1.16.0
	golang.org/x/mod v0.42.0
)

replace github.com/httpleak/httpleak => ../..
