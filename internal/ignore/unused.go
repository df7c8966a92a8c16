package ignore

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/answer"
	"github.com/httpleak/httpleak/internal/files"
)

// reportUnused reports the comments that name the analyzer and silence nothing, where it would
// have seen something to silence.
func (f *filter) reportUnused(set files.Set, scan *Scan) {
	for _, file := range f.pass.Files {
		if set.Generated(file.FileStart) {
			continue
		}
		all := f.in(file)
		places := f.placesOf(file, all)
		again := repeats(all, places)
		for i, dir := range all {
			if slices.ContainsFunc(scan.givenUp, dir.overlaps) {
				continue
			}
			place := places[i]
			report := func(idle func(name) bool, when ...string) {
				if list := dir.list(idle); len(list) > 0 {
					message := fmt.Sprintf("%s %s silences nothing", dir.word(list), place)
					if again[i] { // hosts fold what reads the same
						message += fmt.Sprintf(" (line %d)", f.pass.Fset.Position(dir.comment.Pos()).Line)
					}
					f.add(analysis.Diagnostic{
						Pos:            dir.comment.Pos(),
						End:            dir.comment.End(),
						Category:       UnusedCategory,
						Message:        message,
						SuggestedFixes: f.removal(file, dir.comment, dir.cut(idle)),
					}, f.whenIn(dir.comment.Pos(), answer.When{unusedFlag}.And(when...)))
				}
			}
			with, without := f.idle(true), f.idle(false)
			if f.optional == "" || slices.Equal(dir.list(with), dir.list(without)) {
				report(with)
				continue
			}
			report(with, f.optional)
			report(without, "!"+f.optional)
		}
	}
}

// idle returns a function that reports whether a name silences nothing, if findings of the optional category
// are wanted or not.
func (f *filter) idle(optional bool) func(name) bool {
	return func(n name) bool {
		switch {
		case n.analyzer != f.pass.Analyzer.Name || n.used:
			return false
		case optional:
			return !n.usedByOptional
		}
		return f.optional == "" || n.category != f.optional
	}
}

// list returns the names that dir gives and for which is holds.
func (dir *directive) list(is func(name) bool) []string {
	var list []string
	for _, n := range dir.names {
		if is(n) {
			list = append(list, n.text(dir.comment.Text))
		}
	}
	return list
}

// overlaps reports whether dir speaks of a part of r.
func (dir *directive) overlaps(r analysis.Range) bool {
	return slices.ContainsFunc(dir.scope, func(s span) bool { return s.from < r.End() && r.Pos() < s.to })
}

// repeats returns for each directive whether something in front of it names the analyzer in the same place, whether it is
// used or not: that would be another thing in other variants of the package.
func repeats(list []*directive, places []string) []bool {
	named := make(map[string]bool)
	again := make([]bool, len(list))
	for i, dir := range list {
		again[i] = named[places[i]]
		named[places[i]] = named[places[i]] || !dir.blanket
	}
	return again
}

// placesOf says for each directive, in the order of the file, what function it is about.
func (f *filter) placesOf(file *ast.File, list []*directive) []string {
	row := func(pos token.Pos) int { return f.pass.Fset.PositionFor(pos, false).Line }
	places := make([]string, len(list))
	decls := file.Decls // those that do not end before the line of the directive
	for i, dir := range list {
		places[i] = "at package level"
		at := row(dir.comment.Pos())
		for len(decls) > 0 && row(decls[0].End()) < at {
			decls = decls[1:]
		}
		for _, decl := range decls {
			from := decl.Pos()
			fn, ok := decl.(*ast.FuncDecl)
			if ok && fn.Doc != nil {
				from = fn.Doc.Pos()
			}
			if from > dir.comment.Pos() {
				break
			}
			if ok {
				places[i] = "in " + fn.Name.Name
				break
			}
		}
	}
	return places
}

// removal returns the fix that leaves text of a comment, which may be nothing.
func (f *filter) removal(file *ast.File, c *ast.Comment, text string) []analysis.SuggestedFix {
	if actual := f.pass.Fset.PositionFor(c.Pos(), false); f.pass.Fset.Position(c.Pos()) != actual {
		return nil // it was written in another file, which is not at hand
	}
	if text != "" {
		return []analysis.SuggestedFix{{
			Message:   "Take the name out of the comment",
			TextEdits: []analysis.TextEdit{{Pos: c.Pos(), End: c.End(), NewText: []byte(text)}},
		}}
	}
	l := f.lines[file]
	if l == nil {
		l = linesOf(newScopes(f.pass.Fset, file))
		f.lines[file] = l
	}
	from, to := l.extent(c)
	return []analysis.SuggestedFix{{
		Message:   "Delete the comment",
		TextEdits: []analysis.TextEdit{{Pos: from, End: to}},
	}}
}
