package driver

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// runEnv is the variable of the environment that tells the tool the folder of the run.
const runEnv = "HTTPLEAK_RUN"

// A toolUnit is what the tool is to analyse, as the go command and the front end tell it.
type toolUnit struct {
	file  string   // a description of the package in which it is one that was named
	dir   string   // the folder of the package
	flags []string // that are for this package
}

// readUnit reads a description of a package, puts one beside it in which the package is one that was named, and
// notes for the front end that it is analysed now. The go command removes the folder that the description is in.
func readUnit(file string) (*toolUnit, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	var desc struct {
		ID, Dir string
		GoFiles []string
	}
	if err := json.Unmarshal(data, &desc); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	fields["VetxOnly"] = json.RawMessage("false")
	if data, err = json.Marshal(fields); err != nil {
		return nil, err
	}
	run := os.Getenv(runEnv)
	u := &toolUnit{file: filepath.Join(filepath.Dir(file), "named.cfg"), dir: desc.Dir}
	if u.flags, err = flagsIn(desc.GoFiles, run); err != nil {
		return nil, err
	}
	if run != "" {
		if err := note(run, analysedUnit{ID: desc.ID}); err != nil {
			return nil, err
		}
	}
	return u, os.WriteFile(u.file, data, 0o666)
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

// unitName is the name of the analyzer that [unit] returns.
const unitName = "httpleak_unit"

// withTests is the category of what [unit] says of a package with test files.
const withTests = "tests"

// unit returns an analyzer that says that a package was analysed, with tests or without, and in which folder, so
// that the front end knows of every package whether it was. The folder is another one if the
// findings come from a cache that machines share. It is what the go command says, and not
// where files say that they are, since a comment "//line" can name any.
func unit(dir string) *analysis.Analyzer {
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
