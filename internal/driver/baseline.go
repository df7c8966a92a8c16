package driver

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/httpleak/httpleak/internal/baseline"
	"github.com/httpleak/httpleak/internal/fix"
	"github.com/httpleak/httpleak/internal/ignore"
	"github.com/httpleak/httpleak/internal/report"
)

// staleShown is how many stale entries are named, one by one.
const staleShown = 10

// baselineFlags are the flags about known findings.
type baselineFlags struct {
	file  string
	prune bool
}

func (b *baselineFlags) add(flags *flag.FlagSet) {
	flags.StringVar(&b.file, "baseline", "", "report only what is not known by `FILE`; without such a file, write it and report nothing")
	flags.BoolVar(&b.prune, "baseline-prune", false, "with -baseline: remove what is not found any more from the file")
}

// known is the baseline of a run.
type known struct {
	*baseline.Baseline
	missing bool // there is no file yet
}

// openBaseline reads the baseline that cmd names. It returns nil if it names none.
func openBaseline(cmd *command) (*known, error) {
	name := cmd.baseline.file
	if name == "" {
		if cmd.baseline.prune {
			return nil, errors.New("flag -baseline-prune needs -baseline")
		}
		return nil, nil
	}
	b, err := baseline.Read(name)
	switch {
	case err == nil && cmd.diff && cmd.baseline.prune:
		return nil, errors.New("flags -diff and -baseline-prune exclude each other")
	case err == nil:
		return &known{Baseline: b}, nil
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	case cmd.fix || cmd.baseline.prune:
		return nil, fmt.Errorf("there is no baseline %s yet: write it without -fix and -baseline-prune", name)
	}
	b, err = baseline.New(name)
	return &known{b, true}, err
}

// apply leaves in out what is not known, says on stderr what the baseline has to
// do with the run, and writes it where that is asked for: not if something could
// not be analysed.
func (k *known) apply(stderr io.Writer, cmd *command, out *outcome) error {
	if k == nil {
		return nil
	}
	k.ReadSource = out.sources.read
	complete := len(out.errors()) == 0
	if k.missing {
		if !complete {
			fmt.Fprintf(stderr, "httpleak: baseline %s is not written before these errors are gone\n", k.Name)
			return nil
		}
		k.Add(out.found)
		if err := fix.Write(k.Name, k.Encode()); err != nil {
			return err
		}
		fmt.Fprintf(stderr, "httpleak: wrote %s to the baseline %s\n", report.Count(len(out.found), "finding"), k.Name)
		out.found = nil
		return nil
	}
	all := len(out.found)
	out.found = k.Unknown(out.found)
	out.known = all - len(out.found)
	stale := k.Stale(k.judge(cmd, out))
	if len(stale) == 0 {
		return nil
	}
	if cmd.baseline.prune && complete {
		k.Prune(stale)
		if err := fix.Write(k.Name, k.Encode()); err != nil {
			return err
		}
		fmt.Fprintf(stderr, "httpleak: removed %s from the baseline %s\n", entries(len(stale)), k.Name)
		return nil
	}
	for i, e := range stale {
		if i == staleShown {
			fmt.Fprintf(stderr, "httpleak: ... and %d more\n", len(stale)-i)
			break
		}
		fmt.Fprintf(stderr, "httpleak: %s:%d: %s\n", k.Name, e.Line, e)
	}
	fmt.Fprintf(stderr, "httpleak: -baseline-prune removes %s from the baseline %s\n", entries(len(stale)), k.Name)
	return nil
}

func entries(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", n)
}

// judge returns a function that reports whether the run would have found what an
// entry stands for, if it were still there.
func (k *known) judge(cmd *command, out *outcome) func(*baseline.Entry) bool {
	dirs := make(map[string]bool) // those that were looked at, relative to the baseline
	for dir := range out.dirs {
		dirs[k.Relative(dir)] = true
	}
	ignored := make(map[string]bool)
	for file := range out.ignored {
		ignored[k.Relative(file)] = true
	}
	return func(e *baseline.Entry) bool {
		file := k.Path(e)
		switch {
		case cmd.exclude.file(file), !cmd.asks(e.Analyzer, e.Category, strings.HasSuffix(e.File, "_test.go")), report.LevelOf(e.Analyzer, e.Category) > cmd.level:
			return false
		}
		if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
			return true
		}
		dir := filepath.ToSlash(filepath.Dir(filepath.FromSlash(e.File)))
		return dirs[dir] && !ignored[e.File] && (cmd.generated || !isGenerated(file, out.sources.read))
	}
}

// asks reports whether no flag keeps an analyzer from findings of a category, in a file
// which may be a test. It is true for an analyzer that there is no more.
func (cmd *command) asks(analyzer, category string, test bool) bool {
	a, err := lookup(cmd.all, analyzer)
	if err != nil {
		return true
	}
	off := func(name string) bool {
		f := a.Flags.Lookup(name)
		return f != nil && f.Value.String() == "false"
	}
	switch {
	case !cmd.selects(analyzer), test && off("tests"):
		return false
	case category == ignore.UnusedCategory:
		return !off("unused-ignores")
	}
	return !off(category) // a flag that turns a category on is called like it
}
