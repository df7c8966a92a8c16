package oracle

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"strings"
)

// A kind is a way to lose a body.
type kind uint

const (
	notClosed kind = 1 << iota // open on some path
	never                      // closed nowhere
	discarded                  // without a variable
	overwritten
	loopDefer // closed, but late
	unread    // closed unread: nothing stays open
	beside    // open in the hands of net/http, which drops it
)

// leaks are the kinds that leave a body open.
const leaks = notClosed | never | discarded | overwritten | beside

// wordings shows how the analyzer words each kind: a want comment stands for the
// kinds whose wording it matches.
var wordings = []struct {
	kind kind
	text string
}{
	{notClosed, "response body of c.Do is not closed when resp.StatusCode != 200 (returns at line 46)"},
	{never, "response body of c.Do is never closed"},
	{discarded, "response of c.Do is discarded, its body is never closed"},
	{overwritten, "response body of c.Do is overwritten by the next iteration before it is closed"},
	{loopDefer, "response body of c.Do is closed by a defer in a loop, so it stays open until fetch returns"},
	{loopDefer, "response body of c.Do is closed by a defer in a loop: reading it to its end gives its connection back, but it stays open until fetch returns"},
	{notClosed, "response body of c.Do is returned open together with an error (returns at line 46); the call at line 52 does not close it"},
	{beside, "response body of c.Do is returned open together with an error (returns at line 46); http.Client drops what a RoundTripper returns so"},
	{unread, "response body of c.Do is closed unread, so its connection is not reused"},
}

// A mark is a comment that says what an acquiring line does.
type mark struct {
	file  string
	line  int
	kinds kind
	miss  string // reason of a miss directive
	leak  string // reason of a leak directive
	// deferred says that the line defers the acquiring call itself: it runs, by the
	// stack, at the line where the function ends.
	deferred bool
}

// marksOf returns the marks in f.
func marksOf(fset *token.FileSet, f *ast.File) ([]mark, error) {
	var marks []mark
	defers := make(map[int]bool)
	ast.Inspect(f, func(n ast.Node) bool {
		if d, ok := n.(*ast.DeferStmt); ok {
			_, literal := d.Call.Fun.(*ast.FuncLit)
			defers[fset.Position(d.Pos()).Line] = !literal
		}
		return true
	})
	for _, group := range f.Comments {
		for _, c := range group.List {
			pos := fset.Position(c.Pos())
			m, err := parseMark(c.Text)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", pos, err)
			}
			if m != (mark{}) {
				m.file, m.line, m.deferred = pos.Filename, pos.Line, defers[pos.Line]
				marks = append(marks, m)
			}
		}
	}
	return marks, nil
}

// parseMark returns what a comment says of its line, the zero mark if nothing.
func parseMark(text string) (m mark, err error) {
	if m.miss, err = reasonAfter(text, dirMiss); err != nil {
		return m, err
	}
	if m.leak, err = reasonAfter(text, dirLeak); err != nil {
		return m, err
	}
	if _, want, ok := strings.Cut(text, "// want "); ok {
		kinds, err := parseWant(want)
		m.kinds = kinds
		return m, err
	}
	return m, nil
}

// reasonAfter returns the reason that follows a directive in a comment, "" without the directive.
func reasonAfter(text, directive string) (string, error) {
	_, rest, ok := strings.Cut(text, directive)
	if !ok {
		return "", nil
	}
	reason := strings.TrimSpace(rest)
	if reason == "" {
		return "", fmt.Errorf("%s without a reason", directive)
	}
	return reason, nil
}

// parseWant returns the kinds that the expectations of a want comment match.
// Expectations of facts, name:"…", are passed over.
func parseWant(text string) (kinds kind, err error) {
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		fact := false
		if i := strings.IndexAny(text, "\"`:"); i > 0 && text[i] == ':' {
			text, fact = text[i+1:], true
		}
		quoted, err := strconv.QuotedPrefix(text)
		if err != nil {
			return 0, fmt.Errorf("want comment: no quoted pattern at %q", text)
		}
		text = text[len(quoted):]
		if fact {
			continue
		}
		pattern, err := strconv.Unquote(quoted)
		if err != nil {
			return 0, fmt.Errorf("want comment: %w", err)
		}
		re, err := regexp.Compile(pattern)
		if err != nil {
			return 0, fmt.Errorf("want comment: %w", err)
		}
		var matched kind
		for _, w := range wordings {
			if re.MatchString(w.text) {
				matched |= w.kind
			}
		}
		if matched == 0 {
			return 0, fmt.Errorf("want comment: %q matches no wording of the analyzer", pattern)
		}
		kinds |= matched
	}
	return kinds, nil
}
