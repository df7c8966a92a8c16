module github.com/httpleak/httpleak/integration/hosts

go 1.26.0

require (
	github.com/httpleak/httpleak v0.0.0
	github.com/rogpeppe/go-internal v1.16.0
	golang.org/x/mod v0.42.0
)

require go.yaml.in/yaml/v3 v3.0.6

replace github.com/httpleak/httpleak => ../..
