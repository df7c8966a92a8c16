// Command corpus runs httpleak over the modules of modules.txt, which it fetches
// with the go command, and prints what was found and what it cost. It fails if
// the tool crashes or cannot load what the go command can.
//
// What a person thinks of a finding stands in NAME.golden next to modules.txt,
// NAME being the last element of the module's path:
//
//	file:line:col: analyzer: start of the message => true: why
//
// The verdict is true, false, debatable, or ? as long as nobody has judged. Findings in
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

	"github.com/httpleak/httpleak/integration/internal/findings"
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

	var results []findings.Result
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
func check(ctx context.Context, m module.Module, tool, work string, opts options) (findings.Result, error) {
	dir, err := m.Fetch(ctx, work)
	if err != nil {
		return findings.Result{}, err
	}
	defer os.RemoveAll(dir)
	r, err := findings.Analyse(ctx, m, tool, dir)
	if err != nil {
		return findings.Result{}, err
	}
	if opts.vettool {
		if err := findings.CompareWithVet(ctx, tool, dir, r.Findings); err != nil {
			return findings.Result{}, err
		}
	}
	for _, note := range r.Notes {
		fmt.Fprintf(os.Stderr, "\t%s\n", note)
	}
	file := filepath.Join(opts.dir, m.Name()+".golden")
	old, err := findings.ReadGolden(file)
	if err != nil {
		return findings.Result{}, err
	}
	r.Diff = findings.Compare(old, r.Findings)
	if opts.list {
		for _, j := range r.Diff.Fresh {
			fmt.Printf("new:  %s\n", j)
		}
		for _, j := range r.Diff.Gone {
			fmt.Printf("gone: %s\n", j)
		}
	}
	if opts.update {
		return r, findings.WriteGolden(file, r.Diff)
	}
	return r, nil
}
