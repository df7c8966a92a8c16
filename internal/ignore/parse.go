package ignore

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// suite is the name by which //nolint speaks of all analyzers.
const suite = "httpleak"

// A directive is a comment that silences findings.
type directive struct {
	comment *ast.Comment
	group   *ast.CommentGroup
	nolint  bool   // it is one of golangci-lint
	blanket bool   // it silences everything, of all linters
	names   []name // what it silences else
	scope   []span
}

// A name is what a directive says to silence.
type name struct {
	analyzer, category string // category is empty for all
	start, end         int    // in the comment
	used               bool   // it silences something
	usedByOptional     bool   // it silences something of the category that is optional
}

// A span is a part of a file.
type span struct{ from, to token.Pos }

// use reports whether dir names an analyzer, or a category of it, in whose findings it silences one in its
// scope, and marks the names that do.
func (dir *directive) use(analyzer, category string, optional bool) bool {
	found := false
	for i := range dir.names {
		n := &dir.names[i]
		if n.analyzer == analyzer && (n.category == "" || n.category == category) {
			n.used, n.usedByOptional = n.used || !optional, n.usedByOptional || optional
			found = true
		}
	}
	return found
}

// all reports whether dir silences all findings in its scope: that is what hosts of //nolint do by themselves.
func (dir *directive) all() bool {
	return dir.blanket || slices.ContainsFunc(dir.names, func(n name) bool { return n.analyzer == suite })
}

// word is the directive as far as it gives names.
func (dir *directive) word(names []string) string {
	switch list := strings.Join(names, ","); {
	case dir.blanket:
		return "//nolint"
	case dir.nolint:
		return "//nolint:" + list
	default:
		return prefix + ignoreVerb + " " + list
	}
}

func (n name) text(comment string) string { return comment[n.start:n.end] }

// parse returns the directive that c is, or nil if it is none or one that has no effect.
func parse(c *ast.Comment) *directive {
	if names, blanket, ok := parseNolint(c.Text); ok {
		return &directive{comment: c, nolint: true, blanket: blanket, names: names}
	}
	if names, reason, ok := parseIgnore(c.Text); ok && reason != "" && len(names) > 0 {
		return &directive{comment: c, names: names}
	}
	return nil
}

// parseNolint reads a comment as golangci-lint does: nolint, nolint:all, or nolint: and
// names of linters, to the end of the comment or to the next //.
func parseNolint(text string) (names []name, blanket, ok bool) {
	rest := strings.TrimLeft(text, "/ ")
	if rest == text {
		return nil, false, false // it has no slashes: that cannot be
	}
	rest, ok = strings.CutPrefix(rest, "nolint")
	switch {
	case !ok || rest != "" && rest[0] != ' ' && rest[0] != ':':
		return nil, false, false
	case rest == "" || rest[0] == ' ' || strings.HasPrefix(rest, ":all"):
		return nil, true, true
	}
	start := len(text) - len(rest) + 1
	list, _, _ := strings.Cut(text[start:], "//")
	for item := range strings.SplitSeq(list, ",") {
		n := nameAt(start+len(item)-len(strings.TrimLeft(item, " \t")), strings.TrimSpace(item))
		n.analyzer = strings.ToLower(n.analyzer) // a linter has no categories
		if n.category != "" {
			n.analyzer, n.category = "", ""
		}
		if n.analyzer == "all" {
			return nil, true, true
		}
		names = append(names, n)
		start += len(item) + 1
	}
	return names, false, true
}

const (
	prefix     = "//httpleak:"
	ignoreVerb = "ignore"
)

// parseIgnore reads a comment //httpleak:ignore NAME,NAME… reason. Without a reason or
// without names, the directive is not complete.
func parseIgnore(text string) (names []name, reason string, ok bool) {
	found, rest := cutVerb(text)
	if found != ignoreVerb {
		return nil, "", false
	}
	at := len(text) - len(rest)
	for {
		at += len(text[at:]) - len(strings.TrimLeft(text[at:], " \t"))
		item := text[at:]
		if i := strings.IndexAny(item, ", \t"); i >= 0 {
			item = item[:i]
		}
		if item == "" || strings.HasPrefix(item, "//") {
			break
		}
		names = append(names, nameAt(at, item))
		at += len(item)
		next, more := strings.CutPrefix(strings.TrimLeft(text[at:], " \t"), ",")
		if !more {
			break
		}
		at = len(text) - len(next)
	}
	return names, strings.TrimLeft(text[at:], " \t/-:"), true
}

// cutVerb splits a comment //httpleak:VERB rest. The verb is "" for other comments, and
// for one without a verb.
func cutVerb(text string) (verb, rest string) {
	text, ok := strings.CutPrefix(text, prefix)
	if !ok {
		return "", ""
	}
	i := strings.IndexAny(text, " \t")
	if i < 0 {
		return text, ""
	}
	return text[:i], text[i:]
}

// nameAt is the name that stands at an offset of a comment.
func nameAt(start int, text string) name {
	n := name{start: start, end: start + len(text)}
	n.analyzer, n.category, _ = strings.Cut(text, "/")
	return n
}
