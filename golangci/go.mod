module github.com/httpleak/httpleak/golangci

go 1.26.0

require (
	github.com/golangci/plugin-module-register v0.1.2
	github.com/httpleak/httpleak v0.1.0
	golang.org/x/tools v0.52.0
)

require (
	go.yaml.in/yaml/v3 v3.0.6 // indirect
	golang.org/x/mod v0.42.0 // indirect
	golang.org/x/sync v0.24.0 // indirect
)

// Inside the repository both modules are of the same commit. Who requires this
// module gets the version above: a release gives the same one to both.
replace github.com/httpleak/httpleak => ../
