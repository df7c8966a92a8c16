package fix

import (
	"bytes"

	"github.com/httpleak/httpleak/internal/ignore"
	"github.com/httpleak/httpleak/internal/report"
)

// JoinIgnores gives findings of several analyzers about the same comment one fix, which takes
// all of their names out of it. A file that read has an error for is left as it is.
func JoinIgnores(found []report.Finding, read func(file string) ([]byte, error)) {
	groups := make(map[report.Edit][]int) // by what is replaced
	for i := range found {
		f := &found[i]
		if f.Category == ignore.UnusedCategory && len(f.Fixes) == 1 && len(f.Fixes[0].Edits) == 1 {
			e := f.Fixes[0].Edits[0]
			e.New = ""
			groups[e] = append(groups[e], i)
		}
	}
	for place, group := range groups {
		if len(group) < 2 {
			continue
		}
		src, err := read(place.File)
		if err != nil || place.Start > place.End || place.End > len(src) {
			continue
		}
		var alone []string
		for _, i := range group {
			alone = append(alone, found[i].Fixes[0].Edits[0].New)
		}
		joint := place
		if joint.New = ignore.Merge(string(src[place.Start:place.End]), alone); joint.New == "" {
			joint = withoutComment(src, place)
		}
		for _, i := range group {
			found[i].Fixes = []report.Fix{{Message: found[i].Fixes[0].Message, Edits: []report.Edit{joint}}}
		}
	}
}

// withoutComment returns the edit that deletes a comment with the white space in front of it, and
// with its line if there is nothing else on it.
func withoutComment(src []byte, comment report.Edit) report.Edit {
	start := len(bytes.TrimRight(src[:comment.Start], " \t"))
	switch {
	case start > 0 && src[start-1] != '\n':
		comment.Start = start
	case comment.End < len(src):
		comment.Start = start
		if i := bytes.IndexByte(src[comment.End:], '\n'); i >= 0 {
			comment.End += i + 1
		}
	}
	return comment
}
