package ignore

import (
	"go/ast"
	"slices"
	"strings"
)

// cut returns the text of the comment without the names for which gone holds, or "" if none
// is left.
func (dir *directive) cut(gone func(name) bool) string {
	text := dir.comment.Text
	var list []string
	for _, n := range dir.names {
		if !gone(n) {
			list = append(list, n.text(text))
		}
	}
	if len(list) == 0 {
		return ""
	}
	separator := ","
	if between := text[dir.names[0].end:]; strings.HasPrefix(between, ", ") {
		separator = ", "
	}
	return text[:dir.names[0].start] + strings.Join(list, separator) + text[dir.names[len(dir.names)-1].end:]
}

// Merge returns what is left of a comment if each of several fixes takes names out of it,
// given what each alone would leave; "" if none is left.
func Merge(text string, alone []string) string {
	var rest [][]string
	for _, t := range alone {
		var list []string
		if dir := parse(&ast.Comment{Text: t}); dir != nil {
			for _, n := range dir.names {
				list = append(list, n.text(t))
			}
		}
		rest = append(rest, list)
	}
	dir := parse(&ast.Comment{Text: text})
	if dir == nil {
		return text
	}
	return dir.cut(func(n name) bool {
		return slices.ContainsFunc(rest, func(list []string) bool { return !slices.Contains(list, n.text(text)) })
	})
}
