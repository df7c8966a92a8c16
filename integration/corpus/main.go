// Command corpus runs httpleak over the modules of modules.txt, which it fetches
// with the go command, and prints what was found and what it cost. It fails if
// the tool crashes or cannot load what the go command can.
//
// What a person thinks of a finding stands in NAME.golden next to modules.txt,
// NAME being the last element of the module's path:
//
//	file:line:col: analyzer: start of the message => true: why
//
// The verdict is true, false, or ? as long as nobody has judged. Findings in
// _test.go files are counted, not judged.
//
// Run it in the top folder of the module: go run ./integration/corpus
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"

	"github.com/httpleak/httpleak/integration/internal/module"
)

type options struct {
	only    string // part of the module path
	vettool bool
	update  bool
	list    bool
	dir     string // of modules.txt and the golden files
}

func main() {
	var opts options
	flag.StringVar(&opts.only, "only", "", "run modules whose path contains this `text`")
	flag.BoolVar(&opts.vettool, "vettool", false, "run under go vet too and compare the findings")
	flag.BoolVar(&opts.update, "update", false, "bring the golden files to what is found, new findings with the verdict ?")
	flag.BoolVar(&opts.list, "list", false, "list the findings that are new, and the golden ones that are gone")
	flag.StringVar(&opts.dir, "dir", filepath.Join("integration", "corpus"), "`folder` of modules.txt and the golden files")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, opts)
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "corpus: %v\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, opts options) error {
	modules, err := module.ReadList(filepath.Join(opts.dir, "modules.txt"))
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "httpleak-corpus-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	tool := filepath.Join(work, "httpleak")
	if err := module.BuildCommand(ctx, tool); err != nil {
		return err
	}

	var results []result
	var failed []string
	for _, m := range modules {
		if !strings.Contains(m.Path, opts.only) {
			continue
		}
		fmt.Fprintf(os.Stderr, "%s\n", m)
		r, err := check(ctx, m, tool, work, opts)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", m, err)
			failed = append(failed, m.Path)
			continue
		}
		results = append(results, r)
	}
	if err := printTable(os.Stdout, results); err != nil {
		return err
	}
	if len(failed) > 0 {
		return fmt.Errorf("failed on %s", strings.Join(failed, ", "))
	}
	return nil
}

// check fetches the module, runs the tool over it and compares with its golden
// file.
func check(ctx context.Context, m module.Module, tool, work string, opts options) (result, error) {
	dir, err := m.Fetch(ctx, work)
	if err != nil {
		return result{}, err
	}
	defer os.RemoveAll(dir)
	r, err := analyse(ctx, m, tool, dir)
	if err != nil {
		return result{}, err
	}
	if opts.vettool {
		if err := compareWithVet(ctx, tool, dir, r.findings); err != nil {
			return result{}, err
		}
	}
	for _, note := range r.notes {
		fmt.Fprintf(os.Stderr, "\t%s\n", note)
	}
	file := filepath.Join(opts.dir, m.Name()+".golden")
	old, err := readGolden(file)
	if err != nil {
		return result{}, err
	}
	r.diff = compare(old, r.findings)
	if opts.list {
		for _, j := range r.diff.fresh {
			fmt.Printf("new:  %s\n", j)
		}
		for _, j := range r.diff.gone {
			fmt.Printf("gone: %s\n", j)
		}
	}
	if opts.update {
		return r, writeGolden(file, r.diff)
	}
	return r, nil
}
