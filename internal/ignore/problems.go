package ignore

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// A Problem is a directive that cannot be obeyed.
type Problem struct {
	Pos     token.Pos
	Message string
}

// Problems returns what is wrong with the //httpleak: comments of a file: those that should
// silence something, and those whose verb is neither ignore nor one of the others.
func Problems(file *ast.File, others []string) []Problem {
	var list []Problem
	for _, group := range file.Comments {
		for _, c := range group.List {
			if !strings.Contains(c.Text, "httpleak:") {
				continue
			}
			if message := problem(c.Text, others); message != "" {
				list = append(list, Problem{c.Pos(), message})
			}
		}
	}
	return list
}

func problem(text string, others []string) string {
	if !strings.HasPrefix(text, prefix) {
		rest, ok := strings.CutPrefix(strings.TrimLeft(text, "/* \t"), strings.TrimPrefix(prefix+ignoreVerb, "//"))
		if names, _, ignores := parseIgnore(prefix + ignoreVerb + rest); ok && ignores && len(names) > 0 && known[names[0].analyzer] != nil {
			return "directive httpleak:ignore has no effect: it has to begin with //httpleak:ignore, without a space"
		}
		return ""
	}
	v, _ := cutVerb(text)
	if v != ignoreVerb {
		if slices.Contains(others, v) {
			return ""
		}
		verbs := append(slices.Clone(others), ignoreVerb)
		last := len(verbs) - 1
		return fmt.Sprintf("unknown directive httpleak:%s (want %s or %s)", v, strings.Join(verbs[:last], ", "), verbs[last])
	}
	names, reason, _ := parseIgnore(text)
	if len(names) == 0 {
		return "directive httpleak:ignore names no analyzer (want //httpleak:ignore ANALYZER reason)"
	}
	for _, n := range names {
		categories := known[n.analyzer]
		if categories == nil {
			return fmt.Sprintf("directive httpleak:ignore: no analyzer is called %q (there are %s)", n.analyzer, strings.Join(analyzers(), ", "))
		}
		if strings.Contains(n.text(text), "/") && !slices.Contains(categories, n.category) {
			return fmt.Sprintf("directive httpleak:ignore: %s has no category %q (there are %s)", n.analyzer, n.category, strings.Join(categories, ", "))
		}
	}
	if reason == "" {
		return fmt.Sprintf("directive httpleak:ignore %s has no effect without a reason", strings.TrimSpace(text[names[0].start:]))
	}
	return ""
}
