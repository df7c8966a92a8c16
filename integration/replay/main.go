// Command replay asks whether httpleak would have found the leaks that public projects fixed: it runs
// it over the commit before each fix of fixes.tsv, where it has to report the acquisition that
// leaked, and over the fix, where it must not report it any more.
//
// The repositories come from GitHub, or from a folder that has OWNER/NAME.git. A run goes on where the
// last one of the same tool ended.
//
// Run it in the top folder of the module: go run ./integration/replay
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

	"github.com/httpleak/httpleak/integration/internal/module"
)

type options struct {
	dir    string        // of fixes.tsv and the records
	only   string        // part of the repository
	tool   string        // the httpleak to run; built from the source at hand if it is empty
	repos  string        // where the repositories are: a folder or the start of a URL
	record string        // the record below dir to write to; none if it is empty
	again  bool          // also fixes that the tool has been run over
	list   bool          // list what was missed, is still found, or could not be asked
	table  bool          // print the table of a record and run nothing
	limit  time.Duration // for one commit; 0 is none
	n      int           // ask about so many fixes; 0 is all
}

func main() {
	var opts options
	flag.StringVar(&opts.dir, "dir", filepath.Join("integration", "replay"), "`folder` of fixes.tsv and the records")
	flag.StringVar(&opts.only, "only", "", "ask about fixes of repositories whose name contains this `text`")
	flag.StringVar(&opts.tool, "tool", "", "run this httpleak, a `file`, instead of one built from the source")
	flag.StringVar(&opts.repos, "repos", "https://github.com", "`where` the repositories are: a URL or a folder with OWNER/NAME.git")
	flag.StringVar(&opts.record, "record", "", "write the answers to this `record`, first or later; otherwise they go to bin/replay.tsv")
	flag.BoolVar(&opts.again, "again", false, "ask also about fixes that this tool has been run over")
	flag.BoolVar(&opts.list, "list", false, "list what was missed, what is still found, and what could not be asked")
	flag.BoolVar(&opts.table, "table", false, "run nothing, print the table of the record")
	flag.DurationVar(&opts.limit, "limit", 10*time.Minute, "give up a commit after this time; 0 is never")
	flag.IntVar(&opts.n, "n", 0, "stop after `this many` fixes; 0 is never")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, opts)
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "replay: %v\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, opts options) error {
	if opts.record != "" && opts.record != "first" && opts.record != "later" {
		return fmt.Errorf("-record %s: there are first and later", opts.record)
	}
	fixes, err := readFixes(filepath.Join(opts.dir, "fixes.tsv"))
	if err != nil {
		return err
	}
	file := filepath.Join("bin", "replay.tsv")
	if opts.record != "" {
		file = filepath.Join(opts.dir, opts.record+".tsv")
	}
	answers, err := readAnswers(file)
	if err != nil {
		return err
	}
	r := runner{opts: opts, file: file, answers: answers}
	if !opts.table {
		if err := r.prepare(ctx); err != nil {
			return err
		}
		defer os.RemoveAll(r.work)
		for _, f := range fixes {
			if err := r.visit(ctx, f); err != nil {
				return err
			}
		}
	}
	all := join(fixes, r.answers)
	if opts.list {
		printList(os.Stdout, all)
	}
	if err := printTable(os.Stdout, all); err != nil {
		return err
	}
	return r.judge(all)
}

// prepare makes a folder to work in, and the tool.
func (r *runner) prepare(ctx context.Context) error {
	work, err := os.MkdirTemp("", "httpleak-replay-")
	if err != nil {
		return err
	}
	r.work = work
	if r.opts.tool, err = module.Tool(ctx, r.opts.tool, work); err != nil {
		return err
	}
	r.id, err = module.Identify(r.opts.tool)
	return err
}

// judge compares the answers to what the record of later versions says: an acquisition that was found
// and is not any more, or one that is reported after its fix and was not, is an error.
func (r *runner) judge(all []joined) error {
	known, err := readAnswers(filepath.Join(r.opts.dir, "later.tsv"))
	if err != nil {
		return err
	}
	var worse []string
	for _, j := range all {
		for _, k := range known {
			if k.ID != j.ID || j.answer == nil {
				continue
			}
			if k.Before == yes && j.answer.Before == no {
				worse = append(worse, j.ID+": the leak is not found any more")
			}
			if k.After == no && j.answer.After == yes {
				worse = append(worse, j.ID+": the fix is taken for a leak")
			}
		}
	}
	if len(worse) > 0 {
		return errors.New(strings.Join(worse, "\n"))
	}
	return nil
}
