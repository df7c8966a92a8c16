package driver

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"go/scanner"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/unit"
)

// runEnv is the variable of the environment that tells the tool the folder of the run.
const runEnv = "HTTPLEAK_RUN"

// A toolUnit is what the tool is to analyse, as the go command and the front end tell it.
type toolUnit struct {
	file  string // the description
	cfg   *unit.Config
	flags []string // that are for this package
}

// readUnit reads a description of a package.
func readUnit(file string) (*toolUnit, error) {
	cfg, err := unit.Read(file)
	if err != nil {
		return nil, err
	}
	flags, err := flagsIn(cfg.GoFiles, os.Getenv(runEnv))
	return &toolUnit{file: file, cfg: cfg, flags: flags}, err
}

// serve analyses the package and returns the exit code. It reports on dependencies as it does on packages that were
// named, but for those of the standard library, unless these are wanted, too.
func (u *toolUnit) serve(args []string, analyzers []*analysis.Analyzer, standard bool) int {
	err := u.note()
	switch {
	case err != nil:
	case u.cfg.Standard() && !standard:
		err = unit.Skip(u.cfg, unitName)
	default:
		if err = setFlags(analyzers, slices.Concat(args[:len(args)-1], u.flags)); err == nil {
			err = unit.Run(u.cfg, analyzers)
		}
	}
	if err != nil {
		if isCompileError(err) { // with its place first, as the go command wants it
			fmt.Fprintln(os.Stderr, err)
		} else {
			say(os.Stderr, "%v", err)
		}
		return ExitFailure
	}
	return ExitClean
}

// isCompileError reports whether err says what is wrong with the source.
func isCompileError(err error) bool {
	return errors.As(err, new(types.Error)) || errors.As(err, new(scanner.ErrorList)) || errors.As(err, new(*scanner.Error))
}

// setFlags sets the flags of analyzers that are among args; others are for the go command.
func setFlags(analyzers []*analysis.Analyzer, args []string) error {
	for _, arg := range args {
		name, value, ok := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		analyzer, flag, isFlag := strings.Cut(name, ".")
		i := slices.IndexFunc(analyzers, func(a *analysis.Analyzer) bool { return a.Name == analyzer })
		if !ok || !isFlag || i < 0 {
			continue
		}
		if err := analyzers[i].Flags.Set(flag, value); err != nil {
			return fmt.Errorf("%s: %w", arg, err)
		}
	}
	return nil
}

// asRoot puts a description in which the package is one that was named beside the one in args, and returns args with it, and
// with the flags that are for the package. The go command removes the folder that the description is in.
func (u *toolUnit) asRoot(args []string) ([]string, error) {
	if err := u.note(); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(u.file)
	if err != nil {
		return nil, err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return nil, fmt.Errorf("%s: %w", u.file, err)
	}
	fields["VetxOnly"] = json.RawMessage("false")
	if data, err = json.Marshal(fields); err != nil {
		return nil, err
	}
	file := filepath.Join(filepath.Dir(u.file), "named.cfg")
	return slices.Concat(args[:len(args)-1], u.flags, []string{file}), os.WriteFile(file, data, 0o666)
}

// note notes for the front end that the package is analysed now.
func (u *toolUnit) note() error {
	run := os.Getenv(runEnv)
	if run == "" {
		return nil
	}
	return note(run, analysedUnit{ID: u.cfg.ID})
}

// An analysedUnit is what the tool notes of a package that it analyses.
type analysedUnit struct {
	ID string
}

// notesName is the name of the file in the folder of a run in which its processes note what they analyse.
const notesName = "analysed"

// note adds u to the notes in the folder of a run. One line is written as a whole or not at all, and
// never between parts of another.
func note(run string, u analysedUnit) error {
	line, err := json.Marshal(u)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(filepath.Join(run, notesName), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(append(line, '\n'))
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}

// analysedUnits returns what the processes of a run noted. The result of any other package came from the cache.
func (s *scratch) analysedUnits() ([]analysedUnit, error) {
	file, err := os.Open(filepath.Join(s.dir, notesName))
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var units []analysedUnit
	for scan := bufio.NewScanner(file); scan.Scan(); {
		var u analysedUnit
		if err := json.Unmarshal(scan.Bytes(), &u); err != nil {
			return nil, fmt.Errorf("%s: %w", file.Name(), err)
		}
		units = append(units, u)
	}
	return units, nil
}

// unitName is the name of the analyzer that [unitAnalyzer] returns.
const unitName = "httpleak_unit"

// withTests is the category of what [unitAnalyzer] says of a package with test files.
const withTests = "tests"

// unitAnalyzer returns an analyzer that says that a package was analysed, with tests or without, and in which folder, so
// that the front end knows of every package whether it was. The folder is another one if the
// findings come from a cache that machines share. It is what the go command says, and not
// where files say that they are, since a comment "//line" can name any.
func unitAnalyzer(dir string) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: unitName,
		Doc:  "say that a package was analysed",
		Run: func(pass *analysis.Pass) (any, error) {
			d := analysis.Diagnostic{Pos: pass.Files[0].Package, Message: dir}
			for _, file := range pass.Files {
				if strings.HasSuffix(pass.Fset.File(file.FileStart).Name(), "_test.go") {
					d.Category = withTests
				}
			}
			pass.Report(d)
			return nil, nil
		},
	}
}
