package driver

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/httpleak/httpleak/internal/diff"
	"github.com/httpleak/httpleak/internal/fix"
	"github.com/httpleak/httpleak/internal/report"
	"github.com/httpleak/httpleak/internal/visible"
)

// applyFixes changes the files that the findings of out are in, or with -diff
// prints to stdout what would change, and says on stderr how many it fixed, and which files
// it leaves alone. It leaves those findings in out that are still there afterwards, and adds an
// error for each such file.
func applyFixes(stdout, stderr io.Writer, cmd *command, out *outcome) error {
	if len(out.errors()) > 0 {
		return errors.New("nothing is fixed before these errors are")
	}
	var own, foreign []report.Finding
	for _, f := range out.found {
		if out.foreign(f.Package) {
			foreign = append(foreign, f)
		} else {
			own = append(own, out.files.located(f))
		}
	}
	fix.JoinIgnores(own, out.files.read)
	plan := fix.Make(own, out.files.read)
	for _, err := range plan.Unread {
		err = fmt.Errorf("not fixed: %w", err)
		say(stderr, "%v", err)
		out.errs = append(out.errs, err)
	}
	if cmd.diff {
		for _, f := range plan.Files {
			name := visible.File(relative(f.Name))
			if _, err := io.WriteString(stdout, visibleDiff(diff.Unified(name, f.Old, name, f.New))); err != nil {
				return fmt.Errorf("writing the difference: %w", err)
			}
		}
		count(stderr, "would fix", plan, out.found)
		return nil
	}
	if err := fix.WriteAll(plan.Files); err != nil {
		return err
	}
	count(stderr, "fixed", plan, out.found)
	out.found = report.Normalize(append(plan.Left, foreign...))
	return nil
}

// visibleDiff returns a difference with what is not printable escaped, in logs too. Line ends
// stay what they are, so that what is printed of most files can be applied.
func visibleDiff(text []byte) string {
	var out strings.Builder
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		line, returns := strings.CutSuffix(line, "\r")
		out.WriteString(visible.Source(line))
		if returns {
			out.WriteByte('\r')
		}
		out.WriteByte('\n')
	}
	return out.String()
}

// count says how many of what was found the plan is for.
func count(stderr io.Writer, verb string, plan fix.Plan, found []report.Finding) {
	if len(found) > 0 {
		say(stderr, "%s %d of %s in %s", verb, len(plan.Fixed), report.Count(len(found), "finding"), report.Count(len(plan.Files), "file"))
	}
}

// located returns f with fixes for the files that symbolic links lead to, so that
// a file that has two names is changed once.
func (files analysedFiles) located(f report.Finding) report.Finding {
	fixes := slices.Clone(f.Fixes)
	for i := range fixes {
		edits := slices.Clone(fixes[i].Edits)
		for j, e := range edits {
			name, err := files[e.File].locate(e.File)
			if err != nil {
				continue // it is said when the file is read
			}
			if _, ok := files[name]; !ok {
				files[name] = files[e.File]
			}
			edits[j].File = name
		}
		fixes[i].Edits = edits
	}
	f.Fixes = fixes
	return f
}
