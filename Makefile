# What a change has to pass, and the runs that take longer.

.PHONY: integration stress giants all test lint examples corpus corpus-update libraries goroutines html adopting facts bench wild replay cross nolint plugin golangci fuzz mutants fixes

all: test lint

test:
	go test ./...

# Compiles for systems that the tests do not run on.
cross:
	GOOS=windows go vet ./... && GOOS=windows go build ./...
	GOOS=darwin go vet ./... && GOOS=darwin go build ./...

# The examples leak on purpose; the runner of the fixtures replaces http.DefaultTransport on purpose.
lint:
	test -z "$$(git ls-files '*.go' | grep -v '^testdata/' | xargs gofmt -l | tee /dev/stderr)"
	go vet ./...
	go run ./cmd/httpleak $$(go list ./... | grep -v '/examples/\|/internal/oracle/run$$')

# Shows what the examples leak, and that the exit code is 3.
examples:
	go build -o bin/httpleak ./cmd/httpleak
	bin/httpleak ./examples/...; test $$? -eq 3

# Fetches real modules and runs the command over them: minutes, and gigabytes of
# memory for the largest.
corpus:
	go run ./integration/corpus

corpus-update:
	go run ./integration/corpus -update

# Runs the command over popular modules that nobody tuned it on: an hour or more, and
# gigabytes of memory and disk.
wild:
	go run ./integration/wild -weekly -limit 1h -list

# Asks whether the command would have found leaks that public projects fixed: fetches them,
# hours, and gigabytes of memory for the largest.
replay:
	go run ./integration/replay -list

# Looks at what the //nolint:bodyclose comments of real modules silence.
nolint:
	go run ./integration/nolint

# Asks httpleak about uses of client libraries: fetches them.
libraries:
	cd integration/libraries && go test ./...

# Runs the commands of docs/adopting.md in a module of others: fetches it.
adopting:
	go run ./integration/adopting

# Looks at the page of -html in a browser, if one is installed.
html:
	cd integration/html && go test ./...

# Asks goleak what five requests leave behind.
goroutines:
	cd integration/goroutines && go test ./...

# Runs every host over the same fixtures, and prints a table of what they find.
integration:
	.ci/integration

# Tests the plugin for golangci-lint, without golangci-lint.
plugin:
	cd golangci && go vet ./... && go test ./...

# Builds golangci-lint with the plugin, and compares it with the command: minutes.
golangci: plugin
	cd integration/golangci && go vet ./... && go test -v -count=1 -timeout=30m ./...

# Measures the facts over a large module: minutes, and gigabytes of memory.
facts:
	go test -v -count=1 -timeout=30m ./integration/factsize -large

# Measures the command over two large modules, next to timakin/bodyclose: an hour, and
# gigabytes of memory.
bench:
	go run ./integration/bench

# Makes up thousands of functions, and compares what is found with what happens when they run.
stress:
	go test ./internal/stress -run TestStress -v -timeout 1h -stress.n=5000 -stress.seed=2 -stress.longer=40
	go test ./internal/stress -run TestFamilies -v -timeout 1h -stress.families=300 -stress.seed=2

# Measures the suite over made-up code of growing size, up to 10,000 of everything: minutes.
giants:
	go test ./internal/giants -run TestBounds -timeout 1h -giant=10000
	go test ./internal/giants -run '^$$' -bench Giants -benchtime 1x -timeout 1h -giant=10000

# Runs every fuzz target for a while, one after the other.
FUZZTIME = 2m
fuzz:
	git grep -o 'func Fuzz[A-Za-z]*' -- '*_test.go' | sed 's|/[^/]*:func | |' | while read dir name; do \
		go test ./$$dir -run='^$$' -fuzz="^$$name$$" -fuzztime=$(FUZZTIME) -fuzzminimizetime=200x || exit 1; \
	done

# Breaks the fixtures in 1,000 ways: the analyzers must not fail, say the same twice, and suggest fixes that last.
mutants:
	go test ./internal/mutants -run TestMutants -v -timeout 1h -mutants.n=1000 -mutants.seed=2

# Runs -fix over real modules, and their own tests before and after: fetches them.
fixes:
	go run ./integration/fixes
