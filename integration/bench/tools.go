package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"github.com/httpleak/httpleak/integration/internal/cost"
	"github.com/httpleak/httpleak/integration/internal/module"
)

// A tool is a way to analyse a module.
type tool struct {
	name string
	main string // its package
	dir  string // the module of that, as seen from the root of the project
	vet  bool   // it runs under go vet
}

// The tools, by their place in the list.
const (
	httpleak = iota
	httpleakVet
	incumbent
	incumbentVet
	nothing
	numTools
)

const toolsDir = "integration/bench/tools"

var tools = [numTools]tool{
	httpleak:     {"httpleak", "./cmd/httpleak", ".", false},
	httpleakVet:  {"httpleak, go vet", "./cmd/httpleak", ".", true},
	incumbent:    {"bodyclose", "./incumbent", toolsDir, false},
	incumbentVet: {"bodyclose, go vet", "./incumbent", toolsDir, true},
	nothing:      {"nothing, go vet", "./empty", toolsDir, true},
}

// buildAll builds each tool for each of n rounds into the folder work, all at
// first: the project may change while it is measured. No cache has seen them.
func buildAll(ctx context.Context, work string, n int, which []tool) ([][numTools]string, error) {
	binaries := make([][numTools]string, n)
	for round := range binaries {
		for i, t := range which {
			binary := filepath.Join(work, fmt.Sprintf("tool%d-%d", round, i))
			salt := fmt.Sprintf("-ldflags=-buildid=%d-%d-%d", time.Now().UnixNano(), round, i)
			cmd := exec.CommandContext(ctx, "go", "build", salt, "-o", binary, t.main)
			cmd.Dir = t.dir
			if out, err := cmd.CombinedOutput(); err != nil {
				return nil, fmt.Errorf("%s: %w\n%s", cmd, err, module.Head(string(out)))
			}
			binaries[round][i] = binary
		}
	}
	return binaries, nil
}

// run runs t, which is built, over the module in dir. Findings are no error.
func (t *tool) run(ctx context.Context, binary, dir string) (cost.Cost, error) {
	args := []string{binary, "./..."}
	found := 3 // the exit code
	if t.vet {
		args = slices.Insert([]string{"go", "vet", "-json", "./..."}, 3, "-vettool="+binary)
		found = 0
	}
	cmd := module.Command(ctx, dir, args[0], args[1:]...)
	var stderr tail
	cmd.Stderr = &stderr
	took, err := cost.Run(cmd)
	var exit *exec.ExitError
	if ctx.Err() != nil {
		return took, ctx.Err()
	}
	if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == found) {
		return took, fmt.Errorf("%s: %w\n%s", cmd, err, stderr)
	}
	return took, nil
}

// A tail keeps the end of what is written to it: this process is to stay small, for a
// process that it starts counts as at least as large.
type tail []byte

func (t *tail) Write(data []byte) (int, error) {
	const keep = 2000
	*t = append(*t, data...)
	if extra := len(*t) - keep; extra > 0 {
		*t = append((*t)[:0], (*t)[extra:]...)
	}
	return len(data), nil
}
