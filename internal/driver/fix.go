package driver

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/httpleak/httpleak/internal/fix"
	"github.com/httpleak/httpleak/internal/report"
)

// applyFixes changes the files that the findings of out are in, or with -diff
// prints to stdout what would change, and says on stderr how many it fixed. It
// leaves those in out that are still there afterwards.
func applyFixes(stdout, stderr io.Writer, cmd *command, out *outcome) error {
	if len(out.errors()) > 0 {
		return errors.New("nothing is fixed before these errors are")
	}
	var own, foreign []report.Finding
	for _, f := range out.found {
		if out.foreign(f.Package) {
			foreign = append(foreign, f)
		} else {
			own = append(own, f)
		}
	}
	if err := joinIgnores(own, os.ReadFile); err != nil {
		return err
	}
	plan, err := fix.Make(own, os.ReadFile)
	if err != nil {
		return err
	}
	if cmd.diff {
		for _, f := range plan.Files {
			name := relative(f.Name)
			if _, err := stdout.Write(diff.Diff(name, f.Old, name, f.New)); err != nil {
				return fmt.Errorf("writing the difference: %w", err)
			}
		}
		if len(out.found) > 0 {
			fmt.Fprintf(stderr, "httpleak: would fix %d of %s in %s\n", len(plan.Fixed), report.Count(len(out.found), "finding"), report.Count(len(plan.Files), "file"))
		}
		return nil
	}
	for _, f := range plan.Files {
		if err := fix.Write(f.Name, f.New); err != nil {
			return err
		}
	}
	if len(out.found) > 0 {
		fmt.Fprintf(stderr, "httpleak: fixed %d of %s in %s\n", len(plan.Fixed), report.Count(len(out.found), "finding"), report.Count(len(plan.Files), "file"))
	}
	out.found = report.Normalize(append(plan.Left, foreign...))
	return nil
}
