// Command wild runs httpleak over popular modules that nobody tuned it on, those of
// modules.txt, and keeps for each what was found at the level of leaks and what it cost.
//
// The folder first has the record of the first run, by an httpleak that had not seen these
// modules: the figures in figures.tsv, and in NAME.golden what a person thinks of each finding
// outside of tests, in the form of integration/corpus. The folder later has the same of the newest
// run. Nothing in first changes any more: a finding with the verdict true at whose position
// nothing is found again is a leak that is missed now.
//
// A run goes on where the last one of the same tool ended. It leaves out the modules of weekly.txt,
// which take long, unless -weekly asks for them.
//
// Run it in the top folder of the module: go run ./integration/wild
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"github.com/httpleak/httpleak/integration/internal/findings"
	"github.com/httpleak/httpleak/integration/internal/module"
)

type options struct {
	dir    string        // of modules.txt and the records
	only   string        // part of the module path
	tool   string        // the httpleak to run; built from the source at hand if it is empty
	record string        // the folder below dir to write to; none if it is empty
	weekly bool          // the modules of weekly.txt too
	again  bool          // also modules that the tool has been run over
	list   bool          // list new findings, those in tests, and missed leaks
	fix    bool          // run -fix over copies and keep what it mends
	table  bool          // print the table of a record and run nothing
	limit  time.Duration // for one module; 0 is none
	n      int           // run over so many modules; 0 is all
}

func main() {
	var opts options
	flag.StringVar(&opts.dir, "dir", filepath.Join("integration", "wild"), "`folder` of modules.txt and the records")
	flag.StringVar(&opts.only, "only", "", "run modules whose path contains this `text`")
	flag.StringVar(&opts.tool, "tool", "", "run this httpleak, a `file`, instead of one built from the source")
	flag.StringVar(&opts.record, "record", "", "write figures and new findings to this `folder`, first or later; otherwise figures go to bin/wild.tsv")
	flag.BoolVar(&opts.weekly, "weekly", false, "run the modules of weekly.txt too")
	flag.BoolVar(&opts.again, "again", false, "run also modules that this tool has been run over")
	flag.BoolVar(&opts.list, "list", false, "list the findings that are new or in tests, and the leaks that are missed")
	flag.BoolVar(&opts.fix, "fix", false, "run -fix over copies of the modules with true findings in the later record, and write what it mends to later/fixes.tsv")
	flag.BoolVar(&opts.table, "table", false, "run nothing, print the table of the record")
	flag.DurationVar(&opts.limit, "limit", 5*time.Minute, "give up a module after this time; 0 is never")
	flag.IntVar(&opts.n, "n", 0, "stop after `this many` modules; 0 is never")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, opts)
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "wild: %v\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, opts options) error {
	if opts.record != "" && opts.record != "first" && opts.record != "later" {
		return fmt.Errorf("-record %s: there are first and later", opts.record)
	}
	modules, err := readModules(opts)
	if err != nil {
		return err
	}
	file := filepath.Join("bin", "wild.tsv")
	if opts.record != "" {
		file = filepath.Join(opts.dir, opts.record, "figures.tsv")
	}
	figures, err := readFigures(file)
	if err != nil {
		return err
	}
	if opts.record != "" {
		if err := recount(opts.dir, opts.record, figures); err != nil {
			return err
		}
	}
	if opts.table {
		return printTable(os.Stdout, figures)
	}
	work, err := os.MkdirTemp("", "httpleak-wild-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if opts.tool, err = module.Tool(ctx, opts.tool, work); err != nil {
		return err
	}
	if opts.fix {
		return fixAll(ctx, opts, work, modules)
	}
	id, err := module.Identify(opts.tool)
	if err != nil {
		return err
	}

	r := runner{opts: opts, work: work, id: id, file: file, figures: figures}
	for _, m := range modules {
		if err := r.visit(ctx, m); err != nil {
			return err
		}
	}
	if err := printTable(os.Stdout, r.figures); err != nil {
		return err
	}
	if len(r.failed) > 0 {
		return errors.New(strings.Join(r.failed, "\n"))
	}
	return nil
}

// readModules returns the modules that are asked for.
func readModules(opts options) ([]module.Module, error) {
	lists := []string{"modules.txt"}
	if opts.weekly {
		lists = append(lists, "weekly.txt")
	}
	var modules []module.Module
	for _, list := range lists {
		some, err := module.ReadList(filepath.Join(opts.dir, list))
		if err != nil {
			return nil, err
		}
		for _, m := range some {
			if strings.Contains(m.Path, opts.only) {
				modules = append(modules, m)
			}
		}
	}
	return modules, nil
}

// goldenName names the file by the last two elements of the path, since many modules end in api or sdk.
func goldenName(m module.Module) string {
	name := m.Name()
	elements := strings.Split(m.Path, "/")
	for i := len(elements) - 1; i > 0; i-- {
		if elements[i] == name {
			name = elements[i-1] + "-" + name
			break
		}
	}
	return name + ".golden"
}

// readJudgements returns what stands in the records about a module.
func readJudgements(dir string, m module.Module) ([]findings.Judgement, error) {
	var all []findings.Judgement
	for _, record := range []string{"later", "first"} {
		some, err := findings.ReadGolden(filepath.Join(dir, record, goldenName(m)))
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}
