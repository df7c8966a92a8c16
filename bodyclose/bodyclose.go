package bodyclose

import (
	"cmp"
	_ "embed"
	"fmt"
	"reflect"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/analyzerdoc"
	"github.com/httpleak/httpleak/internal/answer"
	"github.com/httpleak/httpleak/internal/files"
	"github.com/httpleak/httpleak/internal/funcname"
	"github.com/httpleak/httpleak/internal/ignore"
	"github.com/httpleak/httpleak/internal/ownership"
)

//go:embed doc.go
var doc string

// Config holds the settings of the analyzer; each is a flag of it too.
type Config struct {
	// Tests makes the analyzer look at _test.go files (flag -tests).
	Tests bool
	// Errcheck makes fixes discard the error of Close in plain sight, for those who
	// check errors with another tool (flag -errcheck).
	Errcheck bool
	// Acquires names functions whose result has to be closed, as
	// example.com/api.(*Client).Fetch (flag -acquires, with commas between).
	Acquires []string
	// Closes names parameters that functions close, as example.com/drain.All#1; #0 is
	// the receiver (flag -closes).
	Closes []string
	// Ignores says how to treat comments that silence findings.
	Ignores ignore.Config
}

// errcheckFlag is the name of the flag for [Config.Errcheck].
const errcheckFlag = "errcheck"

// DefaultConfig is the configuration of [Analyzer].
func DefaultConfig() Config { return Config{Tests: true} }

// Analyzer is the analyzer with its default configuration.
var Analyzer = New(DefaultConfig())

// New returns an analyzer of its own, configured by cfg. It fails on every package if
// a name in cfg has not the form of one.
func New(cfg Config) *analysis.Analyzer {
	own := ownership.NewOwn()
	bad := cmp.Or(setNames("acquires", &own.Acquires, cfg.Acquires), setNames("closes", &own.Closes, cfg.Closes))
	a := &analysis.Analyzer{
		Name:       "bodyclose",
		Doc:        analyzerdoc.MustExtract(doc, "bodyclose"),
		URL:        analyzerdoc.URL("bodyclose"),
		Requires:   []*analysis.Analyzer{ownership.Analyzer},
		ResultType: answer.Type,
	}
	a.Run = func(pass *analysis.Pass) (any, error) {
		if bad != nil {
			return nil, bad
		}
		scan := new(ignore.Scan)
		return ignore.Run(pass, &a.Flags, scan, func(pass *analysis.Pass) error {
			run(pass, own, scan)
			return nil
		})
	}
	a.Flags.BoolVar(&cfg.Tests, "tests", cfg.Tests, "look at _test.go files")
	cfg.Ignores.AddFlags(&a.Flags)
	a.Flags.BoolVar(&cfg.Errcheck, errcheckFlag, cfg.Errcheck, `suggest "_ = resp.Body.Close()" in fixes, which errcheck accepts`)
	a.Flags.Var(&own.Acquires, "acquires", "`functions` whose result has to be closed, as path.(*Type).Method, with commas between")
	a.Flags.Var(&own.Closes, "closes", "`parameters` that functions close, as path.Func#1 (#0 is a receiver), with commas between")
	return a
}

// setNames sets the list of a flag to the names of a [Config].
func setNames(flag string, list *funcname.List, names []string) error {
	if len(names) == 0 {
		return nil
	}
	if err := list.Set(strings.Join(names, ",")); err != nil {
		return fmt.Errorf("%s: %w", flag, err)
	}
	return nil
}

func run(pass *analysis.Pass, own *ownership.Own, scan *ignore.Scan) {
	result := pass.ResultOf[ownership.Analyzer].(*ownership.Result)
	for _, p := range result.Problems {
		pass.Report(analysis.Diagnostic{Pos: p.Pos, Category: "directive", Message: p.Message})
	}
	set := files.Of(pass)
	for _, file := range pass.Files {
		if set.Generated(file.FileStart) {
			continue
		}
		for _, p := range ignore.Problems(file, ownership.Verbs()) {
			pass.Report(analysis.Diagnostic{Pos: p.Pos, Category: "directive", Message: p.Message})
		}
	}
	leaks, gaveUp := result.SearchOwn(pass, own)
	for _, g := range gaveUp {
		scan.GaveUp(g.Func, g.Branches, g)
	}
	if len(leaks) == 0 {
		return
	}
	src := newSource(pass)
	plain, checked := newFixer(src, set, false), newFixer(src, set, true)
	said := make(map[string]bool)
	for _, leak := range leaks {
		call := src.calls[leak.Call.Common().Pos()]
		if call == nil {
			continue
		}
		message := src.describe(leak, call)
		if said[message] { // hosts fold what reads the same
			message += fmt.Sprintf(" (acquired at line %d)", src.line(call.Pos()))
		}
		said[message] = true
		d := analysis.Diagnostic{
			Pos:            call.Pos(),
			End:            call.End(),
			Category:       categories[leak.Kind],
			Message:        message,
			Related:        src.related(leak, call),
			SuggestedFixes: plain.fixes(leak, call),
		}
		other := d
		other.SuggestedFixes = checked.fixes(leak, call)
		if reflect.DeepEqual(d.SuggestedFixes, other.SuggestedFixes) {
			scan.Report(d)
			continue
		}
		scan.Report(d, "!"+errcheckFlag)
		scan.Report(other, errcheckFlag)
	}
}
