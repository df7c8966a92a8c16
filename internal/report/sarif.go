package report

import (
	"bytes"
	"io"
	"net/url"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/rules"
)

// srcRoot is the name of the folder that relative URIs start from. It is the
// working directory; readers such as GitHub take it for the root of the
// repository.
const srcRoot = "%SRCROOT%"

// sarifLevels are what SARIF calls the levels.
var sarifLevels = [...]string{Leak: "error", Churn: "warning", Advice: "note"}

// The types below are the part of SARIF 2.1.0 that is written.

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool        sarifTool         `json:"tool"`
	Invocations []sarifInvocation `json:"invocations"`
	Bases       map[string]any    `json:"originalUriBaseIds"`
	Columns     string            `json:"columnKind"`
	Results     []sarifResult     `json:"results"`
}

type sarifTool struct {
	Driver struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		URI     string      `json:"informationUri"`
		Rules   []sarifRule `json:"rules"`
	} `json:"driver"`
}

type sarifRule struct {
	ID      string         `json:"id"`
	Name    string         `json:"name"`
	Short   sarifText      `json:"shortDescription"`
	Help    sarifText      `json:"help"`
	HelpURI string         `json:"helpUri,omitempty"`
	Config  map[string]any `json:"defaultConfiguration"`
}

type sarifText struct {
	Text     string `json:"text"`
	Markdown string `json:"markdown,omitempty"`
}

type sarifInvocation struct {
	Successful    bool                `json:"executionSuccessful"`
	Notifications []sarifNotification `json:"toolExecutionNotifications"`
}

type sarifNotification struct {
	Level     string          `json:"level"`
	Message   sarifText       `json:"message"`
	Locations []sarifLocation `json:"locations,omitempty"`
}

type sarifResult struct {
	RuleID    string          `json:"ruleId"`
	RuleIndex int             `json:"ruleIndex"`
	Level     string          `json:"level"`
	Message   sarifText       `json:"message"`
	Locations []sarifLocation `json:"locations"`
	Flows     []sarifFlow     `json:"codeFlows,omitempty"`
	Fixes     []sarifFix      `json:"fixes,omitempty"`
}

type sarifLocation struct {
	Physical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	} `json:"physicalLocation"`
	Message *sarifText `json:"message,omitempty"`
}

type sarifArtifact struct {
	URI  string `json:"uri"`
	Base string `json:"uriBaseId,omitempty"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn,omitempty"`
	EndLine     int `json:"endLine,omitempty"`
	EndColumn   int `json:"endColumn,omitempty"`
}

type sarifFlow struct {
	Threads []sarifThread `json:"threadFlows"`
}

type sarifThread struct {
	Locations []sarifFlowStep `json:"locations"`
}

type sarifFlowStep struct {
	Location sarifLocation `json:"location"`
}

type sarifFix struct {
	Description sarifText     `json:"description"`
	Changes     []sarifChange `json:"artifactChanges"`
}

type sarifChange struct {
	Artifact     sarifArtifact      `json:"artifactLocation"`
	Replacements []sarifReplacement `json:"replacements"`
}

type sarifReplacement struct {
	Deleted  sarifRegion `json:"deletedRegion"`
	Inserted sarifText   `json:"insertedContent"`
}

// SARIF writes the findings as a log in the form SARIF 2.1.0, with a rule for
// each analyzer and each category that occurs. Columns count code points, so
// that the files are needed: where one cannot be read, its columns stay those
// of bytes. Errors become notifications of a run that did not succeed, functions that were not searched to the end
// warnings.
func SARIF(w io.Writer, r *Run) error {
	s := &sarifWriter{name: r.Name, read: r.Read, files: make(map[string][]byte)}
	var run sarifRun
	run.Tool.Driver.Name = "httpleak"
	run.Tool.Driver.Version = r.Version
	run.Tool.Driver.URI = "https://github.com/httpleak/httpleak"
	run.Tool.Driver.Rules = []sarifRule{}
	run.Bases = map[string]any{srcRoot: struct{}{}}
	run.Columns = "unicodeCodePoints"
	run.Results = []sarifResult{}
	invocation := sarifInvocation{Successful: len(r.Errors) == 0, Notifications: []sarifNotification{}}
	for _, err := range r.Errors {
		invocation.Notifications = append(invocation.Notifications, sarifNotification{Level: "error", Message: sarifText{Text: err.Error()}})
	}
	for _, u := range r.Unsearched {
		at := []sarifLocation{s.location(u.Pos, u.Pos, "")}
		invocation.Notifications = append(invocation.Notifications, sarifNotification{"warning", sarifText{Text: u.String()}, at})
	}
	run.Invocations = []sarifInvocation{invocation}

	index := make(map[string]int) // of rules
	rule := func(a *analysis.Analyzer, category string) int {
		id := (&Finding{Analyzer: a.Name, Category: category}).Rule()
		i, ok := index[id]
		if !ok {
			i = len(index)
			index[id] = i
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, ruleOf(a, category))
		}
		return i
	}
	byName := make(map[string]*analysis.Analyzer)
	for _, a := range r.Analyzers {
		byName[a.Name] = a
		rule(a, "")
	}
	for i := range r.Found {
		f := &r.Found[i]
		a := byName[f.Analyzer]
		if a == nil {
			a = &analysis.Analyzer{Name: f.Analyzer, Doc: f.Analyzer}
		}
		result := s.result(f)
		result.RuleIndex = rule(a, f.Category)
		run.Results = append(run.Results, result)
	}
	return encode(w, sarifLog{
		Schema:  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		Version: "2.1.0",
		Runs:    []sarifRun{run},
	})
}

func ruleOf(a *analysis.Analyzer, category string) sarifRule {
	id := (&Finding{Analyzer: a.Name, Category: category}).Rule()
	summary, _, _ := strings.Cut(a.Doc, "\n")
	rule := sarifRule{
		ID: id, Name: a.Name,
		Short: sarifText{Text: summary}, Help: sarifText{Text: a.Doc}, HelpURI: a.URL,
		Config: map[string]any{"level": sarifLevels[LevelOf(a.Name, category)]},
	}
	for _, r := range rules.Of(a) {
		if r.Name() == id {
			rule.Short = sarifText{Text: r.Summary}
			rule.Help = sarifText{Text: r.Text(), Markdown: r.Text()}
			rule.HelpURI = r.URL
		}
	}
	return rule
}

type sarifWriter struct {
	name  func(string) string
	read  func(string) ([]byte, error)
	files map[string][]byte // those read before
}

func (s *sarifWriter) result(f *Finding) sarifResult {
	r := sarifResult{
		RuleID: f.Rule(), Level: sarifLevels[f.Level], Message: sarifText{Text: f.Message},
		Locations: []sarifLocation{s.location(f.Pos, f.End, "")},
	}
	var steps []sarifFlowStep
	for _, step := range f.Steps {
		steps = append(steps, sarifFlowStep{s.location(step.Pos, step.End, step.Message)})
	}
	if len(steps) > 0 {
		r.Flows = []sarifFlow{{[]sarifThread{{steps}}}}
	}
	for _, fix := range f.Fixes {
		var changes []sarifChange
		for _, e := range fix.Edits {
			art := s.artifact(e.File)
			if n := len(changes); n == 0 || changes[n-1].Artifact != art {
				changes = append(changes, sarifChange{Artifact: art})
			}
			c := &changes[len(changes)-1]
			c.Replacements = append(c.Replacements, sarifReplacement{s.span(e), sarifText{Text: e.New}})
		}
		if len(changes) > 0 {
			r.Fixes = append(r.Fixes, sarifFix{sarifText{Text: fix.Message}, changes})
		}
	}
	return r
}

func (s *sarifWriter) location(pos, end Position, message string) sarifLocation {
	var l sarifLocation
	l.Physical.Artifact = s.artifact(pos.File)
	l.Physical.Region = sarifRegion{StartLine: max(pos.Line, 1), StartColumn: s.column(pos)}
	if end.Line > pos.Line || end.Line == pos.Line && end.Column > pos.Column {
		l.Physical.Region.EndLine, l.Physical.Region.EndColumn = end.Line, s.column(end)
	}
	if message != "" {
		l.Message = &sarifText{Text: message}
	}
	return l
}

// artifact returns where a file is: relative to srcRoot if name gives a
// relative name.
func (s *sarifWriter) artifact(file string) sarifArtifact {
	name := s.name(file)
	path := filepath.ToSlash(name)
	if !filepath.IsAbs(name) {
		return sarifArtifact{URI: (&url.URL{Path: path}).EscapedPath(), Base: srcRoot}
	}
	if !strings.HasPrefix(path, "/") { // C:/file.go
		path = "/" + path
	}
	return sarifArtifact{URI: (&url.URL{Scheme: "file", Path: path}).String()}
}

func (s *sarifWriter) source(file string) []byte {
	src, ok := s.files[file]
	if !ok {
		src, _ = s.read(file)
		s.files[file] = src
	}
	return src
}

// column returns the column of p in code points.
func (s *sarifWriter) column(p Position) int {
	src := s.source(p.File)
	for range p.Line - 1 {
		i := bytes.IndexByte(src, '\n')
		if i < 0 {
			return p.Column
		}
		src = src[i+1:]
	}
	if p.Column < 1 || p.Column-1 > len(src) {
		return p.Column
	}
	return utf8.RuneCount(src[:p.Column-1]) + 1
}

// span returns the region of the bytes that e replaces.
func (s *sarifWriter) span(e Edit) sarifRegion {
	at := func(offset int) (line, column int) {
		src := s.source(e.File)
		before := src[:min(offset, len(src))]
		line = bytes.Count(before, []byte("\n")) + 1
		return line, utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	}
	var r sarifRegion
	r.StartLine, r.StartColumn = at(e.Start)
	r.EndLine, r.EndColumn = at(e.End)
	return r
}
