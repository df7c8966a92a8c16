// Command fixes runs httpleak -fix over the modules of modules.txt, which it fetches with the go command, and asks
// these what they think of it: they have to build, go vet has to find nothing new, and in the packages that changed no test
// may fail that passed before. A second run of -fix must change nothing. It prints a table.
//
// Run it in the top folder of the module: go run ./integration/fixes
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/httpleak/httpleak/integration/internal/module"
)

func main() {
	only := flag.String("only", "", "run modules whose path contains this `text`")
	list := flag.String("modules", filepath.Join("integration", "fixes", "modules.txt"), "`file` with the modules")
	show := flag.Bool("diff", false, "print what -fix changes")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, *list, *only, *show)
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "fixes: %v\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, list, only string, show bool) error {
	modules, err := module.ReadList(list)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "httpleak-fixes-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	tool := filepath.Join(work, "httpleak")
	if err := module.BuildCommand(ctx, tool); err != nil {
		return err
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "module\tfindings\tfixed\tfiles\tpackages\tbuild\tvet\ttests before\tafter\t")
	bad := 0
	for _, m := range modules {
		if !strings.Contains(m.Path, only) {
			continue
		}
		fmt.Fprintln(os.Stderr, m)
		r, err := check(ctx, m, tool, work, show)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			r.problems = append(r.problems, err.Error())
		}
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%s\t%s\t%s\t%s\t\n",
			m, r.findings, r.fixed, len(r.files), len(r.packages), word(r.build), word(r.vet), r.before, r.after)
		for _, p := range r.problems {
			fmt.Fprintf(os.Stderr, "%s: %s\n", m, p)
		}
		bad += len(r.problems)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if bad > 0 {
		return fmt.Errorf("%d problems", bad)
	}
	return nil
}

func word(ok bool) string {
	if ok {
		return "ok"
	}
	return "-"
}
