package path

import (
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// Asked is the part of the object that was acquired in which a path keeps what the acquiring call was given.
const Asked = "!asked"

// WithoutBase returns the entries of places but those of the variable base.
func WithoutBase(places []PlaceEntry, base ssa.Value) []PlaceEntry {
	var out []PlaceEntry
	for _, e := range places {
		if e.Place.Base != base {
			out = append(out, e)
		}
	}
	return out
}

// Element returns the part of an array that index selects.
func (s *State) Element(index ssa.Value) string {
	if i := s.Eval(index); i.Kind == sym.KindInt {
		return "[" + strconv.FormatInt(i.N, 10) + "]"
	}
	return "[*]"
}

// Length is the part of a slice that is its length.
const Length = "{len}"

// Pointee returns the place that the pointer a leads to.
func Pointee(a sym.Value) (sym.Place, bool) {
	switch a.Kind {
	case sym.KindAddress:
		return sym.PlaceOf(a), true
	case sym.KindSymbol:
		return sym.Place{Base: a.Base}, a.N == 0
	}
	return sym.Place{}, false
}

// Weak reports whether p stands for several elements.
func Weak(p sym.Place) bool {
	for i := 0; i+2 < len(p.Path); i++ {
		if p.Path[i:i+3] == "[*]" {
			return true
		}
	}
	return false
}

// Elements returns the array that the first unknown index of p selects from.
func Elements(p sym.Place) sym.Place {
	for i := 0; i+2 < len(p.Path); i++ {
		if p.Path[i:i+3] == "[*]" {
			p.Path = p.Path[:i]
			break
		}
	}
	return p
}

// IsDetail reports whether p is a number or a string inside of something larger: what
// is in there is remembered only if it is a constant, as there can be many of them.
func IsDetail(p sym.Place, t types.Type) bool {
	return p.Path != "" && ssaquery.IsBasic(t) && !ssaquery.IsBool(t)
}

// DeleteWithin returns the entries of places but those of p and its parts.
func DeleteWithin(places []PlaceEntry, p sym.Place) []PlaceEntry {
	var out []PlaceEntry
	for _, e := range places {
		if !e.Place.Within(p) {
			out = append(out, e)
		}
	}
	return out
}

// Read returns the content of p, if it is known.
func (s *State) Read(p sym.Place) (sym.Value, bool) {
	for i := range s.Places {
		if s.Places[i].Place == p {
			return s.Resolve(s.Places[i].Value), true
		}
	}
	return sym.Value{}, false
}

// HasParts reports whether anything is known of parts of p.
func (s *State) HasParts(p sym.Place) bool {
	return slices.ContainsFunc(s.Places, func(e PlaceEntry) bool { return e.Place != p && e.Place.Within(p) })
}

// Write makes a the content of p; its former parts are gone.
func (s *State) Write(p sym.Place, a sym.Value) {
	// This is a strong update: p is one variable, of which the former content is gone. Where p may be any of several
	// (see Weak), nobody writes.
	s.Places = slices.DeleteFunc(s.Places, func(e PlaceEntry) bool { return e.Place.Within(p) })
	s.Places = append(s.Places, PlaceEntry{p, a})
}

// CopyParts copies all that is known below from to below to.
func (s *State) CopyParts(from, to sym.Place) {
	s.Places = slices.DeleteFunc(s.Places, func(e PlaceEntry) bool { return e.Place.Within(to) && to != from })
	for _, e := range slices.Clone(s.Places) {
		if e.Place.Within(from) {
			s.Places = append(s.Places, PlaceEntry{to.Below(e.Place.Path[len(from.Path):]), e.Value})
		}
	}
}

// IsShared reports whether somebody else may change the variable that p is in.
func (s *State) IsShared(p sym.Place) bool {
	for _, q := range s.Shared {
		if p.Base == q.Base && p.Old == q.Old {
			return true
		}
	}
	return false
}

// Share notes that somebody else may read or change the variable that p is in, from now on.
func (s *State) Share(p sym.Place) {
	p.Path = ""
	if !s.IsShared(p) {
		s.Shared = append(slices.Clip(s.Shared), p)
	}
}

// MayOverlap reports whether one of p and q may be the other, or a part of it: an unknown index may be any.
func MayOverlap(p, q sym.Place) bool {
	if p.Base != q.Base || p.Old != q.Old {
		return false
	}
	x, y := p.Path, q.Path
	for x != "" && y != "" {
		var a, b string
		a, x = segment(x)
		b, y = segment(y)
		// Two fields, or two known indices, are apart; an unknown index may be any.
		if a != b && !(a[0] == '[' && b[0] == '[' && (a == "[*]" || b == "[*]")) {
			return false
		}
	}
	return true
}

// Instead returns the path that is like path, but has in the place of its first index that of other, if one of the two
// is not known.
func Instead(path, other string) (string, bool) {
	i := strings.IndexByte(path, '[')
	if i < 0 || !strings.HasPrefix(other, path[:i]) || len(other) == i || other[i] != '[' {
		return "", false
	}
	index, rest := segment(path[i:])
	instead, _ := segment(other[i:])
	// Two indices that are known and differ are two elements.
	if index == instead || index != "[*]" && instead != "[*]" {
		return "", false
	}
	return path[:i] + instead + rest, true
}

// segment returns the first part of a path, and what comes behind it.
func segment(path string) (first, rest string) {
	if i := strings.IndexAny(path[1:], sym.Signs); i >= 0 {
		return path[:i+1], path[i+1:]
	}
	return path, ""
}
