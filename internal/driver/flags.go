package driver

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/config"
	"github.com/httpleak/httpleak/internal/report"
)

// A command is a command line, read.
type command struct {
	form          string // how to print the findings: formText, …
	explain       *bool  // whether text shows the source; nil if nobody says
	color         choice
	output        string // the file to write, "" for standard output
	html          string // the file to write a page to, "" for none
	fix, diff     bool
	inprocess     bool
	modules       bool
	version       bool
	verbose       bool
	level, failOn report.Level
	generated     bool
	exclude       patterns
	baseline      baselineFlags
	config        string               // the configuration file that the command line names
	configFile    *config.File         // the one that was read, or nil
	settings      []config.Setting     // what of it counts
	analyzers     []*analysis.Analyzer // the selected ones
	all           []*analysis.Analyzer // those that there are
	debug         []*flag.Flag         // those that are set and show what an analyzer does
	toolFlags     []string             // what the command line sets of those that do not tell all, for the tool
	searchFlags   []string             // what it sets of the others that changes what is searched
	goDir         goDir                // where the packages are looked up
	args          []string             // package patterns, or help and its arguments
	stderr        io.Writer            // where to show progress
}

// The forms of findings, by the flags that ask for them.
const (
	formText   = ""
	formJSON   = "json"
	formSARIF  = "sarif"
	formGitHub = "github"
	formGitLab = "gitlab"
)

// selects reports whether the analyzer called name is to run.
func (cmd *command) selects(name string) bool {
	for _, a := range cmd.analyzers {
		if a.Name == name {
			return true
		}
	}
	return false
}

// analyses reports whether there is something to analyse.
func (cmd *command) analyses() bool {
	return !cmd.version && len(cmd.args) > 0 && cmd.args[0] != "help" && cmd.args[0] != "explain"
}

// parse reads the command line and the configuration file. It sets the flags of the analyzers.
func parse(args []string, analyzers []*analysis.Analyzer) (*command, error) {
	cmd := &command{all: analyzers}
	flags := flag.NewFlagSet("httpleak", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // the caller prints the error
	coreFlags(flags, cmd)
	addDebugFlags(flags, analyzers)
	selected := make(map[string]*bool)
	forTool := make(map[string]*[]string) // by the names of flags that the tool has to know: where they go
	for _, a := range analyzers {
		selected[a.Name] = flags.Bool(a.Name, false, "run "+a.Name)
		analyzerFlags(flags, a)
		a.Flags.VisitAll(func(f *flag.Flag) { forTool[flagName(a, f)] = cmd.listFor(a, f) })
	}
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	set := make(map[string]bool)
	flags.Visit(func(f *flag.Flag) { set[f.Name] = true })
	if err := setShared(flags, analyzers, set); err != nil {
		return nil, err
	}
	cmd.args = flags.Args()
	if cmd.analyses() {
		if err := cmd.configure(flags, set); err != nil {
			return nil, err
		}
	}
	if err := cmd.check(flags, set); err != nil {
		return nil, err
	}
	only := false // the command line names an analyzer that is wanted
	flags.Visit(func(f *flag.Flag) {
		if wanted := selected[f.Name]; wanted != nil {
			only = only || *wanted
		}
		if list := forTool[f.Name]; list != nil {
			*list = append(*list, fmt.Sprintf("-%s=%s", f.Name, f.Value))
		}
	})
	for _, a := range analyzers {
		if *selected[a.Name] || !only && !set[a.Name] {
			cmd.analyzers = append(cmd.analyzers, a)
		}
	}
	if len(cmd.analyzers) == 0 {
		return nil, errors.New("no analyzer is left to run")
	}
	return cmd, cmd.checkDebug(set)
}

// check reads the flags that are not read by themselves, and returns an error
// for those that do not go together.
func (cmd *command) check(flags *flag.FlagSet, set map[string]bool) error {
	for _, form := range []string{formJSON, formSARIF, formGitHub, formGitLab} {
		if flags.Lookup(form).Value.String() != "true" {
			continue
		}
		if cmd.form != formText {
			return fmt.Errorf("flags -%s and -%s exclude each other", cmd.form, form)
		}
		cmd.form = form
	}
	if !set["explain"] {
		cmd.explain = nil
	}
	switch {
	case cmd.diff && !cmd.fix:
		return errors.New("flag -diff needs -fix")
	case cmd.diff && cmd.form != formText:
		return fmt.Errorf("flags -diff and -%s exclude each other", cmd.form)
	case cmd.explain != nil && *cmd.explain && cmd.form != formText:
		return fmt.Errorf("flags -explain and -%s exclude each other", cmd.form)
	case set["o"] && cmd.output == "":
		return errors.New("flag -o needs the name of a file")
	case set["html"] && cmd.html == "":
		return errors.New("flag -html needs the name of a file")
	case set["html"] && cmd.diff:
		return errors.New("flags -diff and -html exclude each other")
	case set["html"] && set["o"] && filepath.Clean(cmd.html) == filepath.Clean(cmd.output):
		return fmt.Errorf("flags -o and -html name the same file, %s", cmd.html)
	}
	if cmd.modules {
		for _, pattern := range cmd.args {
			if _, err := readFolder(pattern); err != nil {
				return err
			}
		}
	}
	return nil
}

// coreFlags adds the flags that belong to no analyzer, bound to cmd.
func coreFlags(flags *flag.FlagSet, cmd *command) {
	flags.Bool(formJSON, false, "print the findings as JSON")
	flags.Bool(formSARIF, false, "print the findings as SARIF 2.1.0")
	flags.Bool(formGitHub, false, "print the findings as annotations for GitHub Actions")
	flags.Bool(formGitLab, false, "print the findings as a Code Quality report of GitLab")
	cmd.explain = flags.Bool("explain", false, "show the source of each finding, the path marked step by step (default true on a terminal)")
	flags.Var(&cmd.color, "color", "colour what -explain shows: `auto` (on a terminal, unless NO_COLOR is set), always or never")
	flags.StringVar(&cmd.output, "o", "", "write the findings to `FILE` instead of standard output")
	flags.StringVar(&cmd.html, "html", "", "also write the findings to `FILE` as a page for a browser")
	flags.BoolVar(&cmd.fix, "fix", false, "apply the suggested fixes, print the findings that are left")
	flags.BoolVar(&cmd.diff, "diff", false, "with -fix: change no file, print what would change")
	flags.BoolVar(&cmd.inprocess, "inprocess", false, "analyse in this process, dependencies too, without go vet and its cache")
	flags.BoolVar(&cmd.modules, "modules", false, "analyse all modules in the named folders, ./... or others: nested ones, those of a workspace")
	flags.BoolVar(&cmd.verbose, "v", false, "say on standard error how many packages were analysed, and name each function that was not searched to the end")
	flags.BoolVar(&cmd.version, "version", false, "print the version of this program and the Go that built it, and do nothing else")
	cmd.level, cmd.failOn = report.Advice, report.Advice
	flags.Var((*level)(&cmd.level), "level", "report findings of this `LEVEL` and worse: leak, churn or advice")
	flags.Var((*level)(&cmd.failOn), "fail-on", "exit 3 for findings of this `LEVEL` and worse: leak, churn or advice")
	flags.BoolVar(&cmd.generated, "generated", true, "report findings in generated files")
	flags.Var(&cmd.exclude, "exclude", "leave out packages and files that match `PATTERN`; may be repeated")
	cmd.baseline.add(flags)
	flags.StringVar(&cmd.config, "config", "", "read settings from `FILE`; none if it is empty (default "+config.Name+" in the working directory or above)")
	for _, f := range sharedFlags() {
		flags.Bool(f.name, false, f.usage)
	}
}

// analyzerFlags adds the flags of a under their name on the command line.
func analyzerFlags(flags *flag.FlagSet, a *analysis.Analyzer) {
	a.Flags.VisitAll(func(f *flag.Flag) { flags.Var(f.Value, flagName(a, f), f.Usage) })
}

func flagName(a *analysis.Analyzer, f *flag.Flag) string { return a.Name + "." + f.Name }

// A level is a flag with a level.
type level report.Level

func (l *level) String() string { return report.Level(*l).String() }

func (l *level) Set(s string) error {
	parsed, err := report.ParseLevel(s)
	*l = level(parsed)
	return err
}

// A choice is a flag that is decided by what the output is, unless it is told.
type choice string

func (c *choice) String() string { return string(*c) }

func (c *choice) Set(s string) error {
	switch s {
	case "auto", "always", "never":
		*c = choice(s)
		return nil
	}
	return errors.New("want auto, always or never")
}
