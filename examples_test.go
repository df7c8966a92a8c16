package httpleak_test

import (
	"encoding/json"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/httpleak/httpleak"
	"github.com/httpleak/httpleak/internal/hosttest"
	"github.com/httpleak/httpleak/internal/report"
	"github.com/httpleak/httpleak/internal/rules"
)

// TestRules wants each category to be explained in the same form, and its leaky
// program to be reported in that category and no other, its mended twin not at all.
func TestRules(t *testing.T) {
	found := exampleFindings(t, "-unused-ignores", "./examples/...")
	// What is off by default is not to be heard in the examples of others.
	found["examples/defaultclient/timeout/leaky.go"] = exampleFindings(t, "-defaultclient.timeout", "./examples/defaultclient/timeout")["examples/defaultclient/timeout/leaky.go"]
	for _, a := range httpleak.Analyzers() {
		list := rules.Of(a)
		if len(list) == 0 {
			t.Errorf("the text of %s describes no category", a.Name)
		}
		for _, r := range list {
			if !strings.HasSuffix(r.Summary, ".") {
				t.Errorf("%s does not open with a sentence, but with %q", r.Name(), r.Summary)
			}
			var labels []string
			for _, part := range r.Parts {
				labels = append(labels, part.Label)
			}
			if !slices.Equal(labels, rules.Labels()) {
				t.Errorf("%s has the paragraphs %q, want %q", r.Name(), labels, rules.Labels())
			}
			standsAlone(t, r.Leaky)
			standsAlone(t, r.Mended)
			if got := found[r.Leaky.Name]; !slices.Equal(got, []string{r.Name()}) {
				t.Errorf("%s is reported as %v, want %s once", r.Leaky.Name, got, r.Name())
			}
			if got := found[r.Mended.Name]; len(got) > 0 {
				t.Errorf("%s is reported as %v", r.Mended.Name, got)
			}
			delete(found, r.Leaky.Name)
		}
	}
	for file, got := range found {
		if file != "examples/middleware/middleware.go" || !slices.Equal(got, []string{"bodyclose/path"}) {
			t.Errorf("%s is no program of a rule, but reported as %v", file, got)
		}
	}
	for _, name := range report.Leveled() {
		if _, _, err := rules.Find(httpleak.Analyzers(), name); err != nil {
			t.Errorf("a level is set for %s, which is not explained: %v", name, err)
		}
	}
}

// exampleFindings returns by file the rules that are reported.
func exampleFindings(t *testing.T, args ...string) map[string][]string {
	t.Helper()
	var run struct {
		Findings []struct{ File, Analyzer, Category string }
	}
	if err := json.Unmarshal(hosttest.Output(t, "", nil, 3, "httpleak", append([]string{"-json"}, args...)...), &run); err != nil {
		t.Fatal(err)
	}
	found := make(map[string][]string)
	for _, f := range run.Findings {
		found[f.File] = append(found[f.File], f.Analyzer+"/"+f.Category)
	}
	return found
}

// standsAlone wants p to use nothing that another file declares, since it is
// shown by itself.
func standsAlone(t *testing.T, p rules.Program) {
	t.Helper()
	if p.Source == "" {
		t.Errorf("a program is missing: %+v", p)
		return
	}
	file, err := parser.ParseFile(token.NewFileSet(), p.Name, p.Source, 0)
	if err != nil {
		t.Error(err)
		return
	}
	known := make(map[string]bool)
	for _, imp := range file.Imports {
		name, _ := strconv.Unquote(imp.Path.Value)
		known[name[strings.LastIndex(name, "/")+1:]] = true
	}
	for _, id := range file.Unresolved {
		if !known[id.Name] && types.Universe.Lookup(id.Name) == nil {
			t.Errorf("%s uses %s, which it does not declare", p.Name, id.Name)
		}
	}
}
