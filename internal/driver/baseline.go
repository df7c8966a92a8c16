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
	"github.com/httpleak/httpleak/internal/config"
	"github.com/httpleak/httpleak/internal/fix"
	"github.com/httpleak/httpleak/internal/ignore"
	"github.com/httpleak/httpleak/internal/report"
	"github.com/httpleak/httpleak/internal/untrusted"
)

// staleShown is how many stale entries are named, one by one.
const staleShown = 10

// baselineFlags are the flags about known findings.
type baselineFlags struct {
	file    string
	prune   bool
	setting *config.Setting // the one of the configuration file that names it, or nil
}

func (b *baselineFlags) add(flags *flag.FlagSet) {
	flags.StringVar(&b.file, "baseline", "", "report only what is not known by `FILE`; without such a file, write it and report nothing. One that a configuration file names is only read")
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
	data, err := readBaseline(cmd)
	switch {
	case err == nil:
		b, err := baseline.Parse(name, data)
		return &known{Baseline: b}, err
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	case cmd.fix || cmd.baseline.prune:
		return nil, fmt.Errorf("there is no baseline %s yet: write it without -fix and -baseline-prune", name)
	}
	b, err := baseline.New(name)
	return &known{b, true}, err
}

// readBaseline returns what is in the file with the baseline. The error wraps [fs.ErrNotExist] if there is
// none and it may be written: that is for the command line to say, not for a configuration file, which may
// come with the code.
func readBaseline(cmd *command) ([]byte, error) {
	name := cmd.baseline.file
	if s := cmd.baseline.setting; s != nil {
		if cmd.baseline.prune {
			return nil, fmt.Errorf("flag -baseline-prune needs -baseline %s: a baseline that a configuration file names is only read", name)
		}
		file, err := filepath.Abs(cmd.configFile.Name)
		if err != nil {
			return nil, err
		}
		data, err := untrusted.Read(authored(filepath.Dir(file)), name, untrusted.MaxKnown)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			err = fmt.Errorf("there is no %s: httpleak -baseline %s ./... writes it", name, name)
		case err != nil:
			err = fmt.Errorf("%s: %w", name, err)
		default:
			return data, nil
		}
		return nil, configError{cmd.configFile.Errorf(s.Line, "baseline: %w", err)}
	}
	if cmd.diff && cmd.baseline.prune {
		return nil, errors.New("flags -diff and -baseline-prune exclude each other")
	}
	if err := untrusted.CheckLinks(name); err != nil {
		return nil, fmt.Errorf("baseline %s: %w", name, err)
	}
	data, err := untrusted.ReadNamed(name, untrusted.MaxKnown)
	if err != nil {
		return nil, fmt.Errorf("baseline %s: %w", name, err)
	}
	return data, nil
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
			say(stderr, "baseline %s is not written before these errors are gone", k.Name)
			return nil
		}
		k.Add(out.found)
		if err := fix.Write(k.Name, k.Encode()); err != nil {
			return err
		}
		say(stderr, "wrote %s to the baseline %s", report.Count(len(out.found), "finding"), k.Name)
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
		say(stderr, "removed %s from the baseline %s", entries(len(stale)), k.Name)
		return nil
	}
	for i, e := range stale {
		if i == staleShown {
			say(stderr, "... and %d more", len(stale)-i)
			break
		}
		say(stderr, "%s:%d: %s", k.Name, e.Line, e)
	}
	say(stderr, "-baseline-prune removes %s from the baseline %s", entries(len(stale)), k.Name)
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
