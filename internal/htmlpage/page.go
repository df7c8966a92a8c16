package htmlpage

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/report"
	"github.com/httpleak/httpleak/internal/rules"
	"github.com/httpleak/httpleak/internal/visible"
)

// The types below are what the template reads.

type page struct {
	Version    string
	Subject    string // what all packages have in common, may be empty
	Total      int
	Fixable    int
	Levels     []level
	Errors     []string
	Unsearched []string // functions that were not searched to the end
	Rules      []*rule
	Packages   []*group
	Open       bool // whether the groups are
}

type level struct {
	Name  string
	Count int
}

// A rule is one that was broken.
type rule struct {
	Name, ID           string
	Analyzer, Category string
	Level              report.Level
	Summary, URL       string
	Parts              []rules.Part
	Programs           []program
	Findings           []*finding
}

type program struct {
	Label, Name string
	Lines       []line
}

// A group holds the findings in a package.
type group struct {
	Path     string
	Prefix   string // of the path, that all packages have in common
	Short    string // the rest
	ID       string
	Levels   []level // that occur
	Findings []*finding
}

type finding struct {
	ID       string
	Rule     *rule
	Level    report.Level
	Message  string
	File     string
	Line     int
	Steps    []step // one without a message if there is no path
	Fix      string
	Expanded bool
}

// newPage arranges the findings, which are sorted by place.
func newPage(found []report.Finding, analyzers []*analysis.Analyzer, src *sources) *page {
	p := &page{Total: len(found), Open: len(found) <= openGroups, Levels: levels(found, true)}
	byRule := make(map[string]*rule)
	byPackage := make(map[string]*group)
	inPackage := make(map[string][]report.Finding)
	for i := range found {
		f := &found[i]
		r := byRule[f.Rule()]
		if r == nil {
			r = newRule(f, analyzers)
			byRule[f.Rule()] = r
		}
		g := byPackage[f.Package]
		if g == nil {
			g = &group{Path: f.Package}
			byPackage[f.Package] = g
		}
		view := &finding{
			ID: "f" + strconv.Itoa(i+1), Rule: r, Level: f.Level, Message: visible.Text(f.Message),
			File: visible.Text(src.name(f.Pos.File)), Line: f.Pos.Line,
			Steps:    src.steps(f),
			Expanded: len(found) <= openFindings,
		}
		if len(f.Fixes) > 0 {
			view.Fix = visible.Text(f.Fixes[0].Message)
			p.Fixable++
		}
		r.Findings = append(r.Findings, view)
		g.Findings = append(g.Findings, view)
		inPackage[f.Package] = append(inPackage[f.Package], *f)
	}
	p.Rules = slices.SortedFunc(maps.Values(byRule), func(a, b *rule) int {
		return cmp.Or(cmp.Compare(a.Level, b.Level), cmp.Compare(len(b.Findings), len(a.Findings)), cmp.Compare(a.Name, b.Name))
	})
	p.Packages = slices.SortedFunc(maps.Values(byPackage), func(a, b *group) int { return cmp.Compare(a.Path, b.Path) })
	p.Subject = common(slices.Sorted(maps.Keys(byPackage)))
	for i, g := range p.Packages {
		g.ID = "p" + strconv.Itoa(i+1)
		g.Levels = levels(inPackage[g.Path], false)
		g.Short = g.Path
		if rest, ok := strings.CutPrefix(g.Path, p.Subject+"/"); ok {
			g.Prefix, g.Short = p.Subject+"/", rest
		}
	}
	return p
}

// newRule returns the rule that f breaks, with the text of its analyzer.
func newRule(f *report.Finding, analyzers []*analysis.Analyzer) *rule {
	r := &rule{Name: f.Rule(), Analyzer: f.Analyzer, Category: f.Category, Level: f.Level}
	r.ID = "rule-" + strings.ReplaceAll(r.Name, "/", "-")
	for _, a := range analyzers {
		if a.Name != f.Analyzer {
			continue
		}
		r.Summary, _, _ = strings.Cut(a.Doc, "\n")
		r.URL = a.URL
		for _, text := range rules.Of(a) {
			if text.Name() != r.Name {
				continue
			}
			r.Summary, r.Parts, r.URL = text.Summary, text.Parts, text.URL
			r.add("Reported", text.Leaky)
			r.add("Mended", text.Mended)
		}
	}
	return r
}

func (r *rule) add(label string, p rules.Program) {
	if p.Source == "" {
		return
	}
	src := newSource([]byte(strings.TrimSpace(p.Source)), true)
	view := program{Label: label, Name: p.Name}
	for n := range src.lines {
		view.Lines = append(view.Lines, src.line(n+1, nil))
	}
	r.Programs = append(r.Programs, view)
}

// levels counts the findings of each level; with all, also those that there are
// none of.
func levels(found []report.Finding, all bool) []level {
	var list []level
	for l := report.Leak; l <= report.Advice; l++ {
		n := 0
		for _, f := range found {
			if f.Level == l {
				n++
			}
		}
		if all || n > 0 {
			list = append(list, level{l.String(), n})
		}
	}
	return list
}

// common returns the path that all paths, which are sorted, begin with.
func common(paths []string) string {
	if len(paths) == 0 {
		return ""
	}
	first, last := strings.Split(paths[0], "/"), strings.Split(paths[len(paths)-1], "/")
	n := 0
	for n < min(len(first), len(last)) && first[n] == last[n] {
		n++
	}
	return strings.Join(first[:n], "/")
}
