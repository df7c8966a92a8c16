package funcname

import (
	"fmt"
	"go/token"
	"go/types"
	"strings"
)

// A Pattern is a flag that names functions more loosely than a [Name]: by as much of the end of
// path.(*Type).Method as somebody cares to write, such as Method or Type.Method. The zero Pattern matches none.
type Pattern struct {
	text, end string
}

// Set reads a pattern.
func (p *Pattern) Set(text string) error {
	end := text
	if path, rest, ok := strings.Cut(text, "("); ok {
		recv, method, ok := strings.Cut(strings.TrimPrefix(rest, "*"), ").")
		if path != "" && !strings.HasSuffix(path, ".") || !ok || !token.IsIdentifier(recv) || !token.IsIdentifier(method) {
			return fmt.Errorf("%q: want the form path.(*Type).Method", text)
		}
		end = path + recv + "." + method
	}
	if name := end[strings.LastIndexByte(end, '.')+1:]; !token.IsIdentifier(name) || strings.HasPrefix(end, ".") || strings.ContainsAny(end, "()[]*,# \t") {
		return fmt.Errorf("%q: want the form Func, Type.Method, (*Type).Method or path.Func", text)
	}
	p.text, p.end = text, end
	return nil
}

// String returns the pattern as it was given.
func (p *Pattern) String() string {
	if p == nil {
		return ""
	}
	return p.text
}

// Empty reports whether p matches nothing since nothing was asked for.
func (p *Pattern) Empty() bool { return p.end == "" }

// Matches reports whether p names fn, or the generic function that it is an instance of.
func (p *Pattern) Matches(fn *types.Func) bool {
	if p.Empty() {
		return false
	}
	rest, ok := strings.CutSuffix(Key(fn), p.end)
	return ok && (rest == "" || strings.HasSuffix(rest, ".") || strings.HasSuffix(rest, "/"))
}
