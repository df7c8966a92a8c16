// Package typewalk looks for something behind a type: in what a pointer leads to, in elements and
// fields, and in theirs. Types can be recursive, and can share parts, in any way that the language
// allows, so all who look behind types do it here, where the work is bounded: for each level,
// every type is looked at once.
package typewalk

import "go/types"

// A Result is what came of a search.
type Result uint8

const (
	None    Result = iota // it is nowhere
	Found                 // it is there
	TooDeep               // it is not in the levels looked at, and there are more
)

// Search asks look about t, which is level 0, about the types that look calls enter with, which are level 1, and so
// on up to the level limit, until look reports that it found something.
func Search(t types.Type, limit int, look func(t types.Type, enter func(types.Type)) bool) Result {
	var found set
	found.add(t)
	for depth, from := 0, 0; from < len(found.list); depth++ {
		if depth > limit {
			return TooDeep
		}
		level := found.list[from:]
		from = len(found.list)
		for _, t := range level {
			if look(t, found.add) {
				return Found
			}
		}
	}
	return None
}

// Parts calls enter with the types that a value of type t consists of or leads to: what a pointer points
// to, elements, keys and fields. What is behind an interface or a function is not known.
func Parts(t types.Type, enter func(types.Type)) {
	switch t := t.Underlying().(type) {
	case *types.Pointer:
		enter(t.Elem())
	case *types.Slice:
		enter(t.Elem())
	case *types.Array:
		enter(t.Elem())
	case *types.Chan:
		enter(t.Elem())
	case *types.Map:
		enter(t.Elem())
		enter(t.Key())
	case *types.Struct:
		for f := range t.Fields() {
			enter(f.Type())
		}
	}
}

// A Key tells types apart: of a pointer type there is an object for every place that names it, so objects do not.
type Key struct {
	elem     types.Type
	pointers int // to it
}

// KeyOf returns the key of t. Types with the same key are identical; identical types that are neither
// named nor pointers may have different ones.
func KeyOf(t types.Type) Key {
	k := Key{elem: types.Unalias(t)}
	for {
		ptr, ok := k.elem.(*types.Pointer)
		if !ok {
			return k
		}
		k = Key{types.Unalias(ptr.Elem()), k.pointers + 1}
	}
}

// A set holds types in the order in which they were added. Most are too small for a map to pay.
type set struct {
	list []types.Type
	has  map[Key]bool
}

const smallSet = 16

func (s *set) add(t types.Type) {
	k := KeyOf(t)
	switch {
	case s.has != nil:
		if s.has[k] {
			return
		}
		s.has[k] = true
	default:
		for _, u := range s.list {
			if KeyOf(u) == k {
				return
			}
		}
		if len(s.list) == smallSet {
			s.has = make(map[Key]bool, 2*smallSet)
			for _, u := range s.list {
				s.has[KeyOf(u)] = true
			}
			s.has[k] = true
		}
	}
	s.list = append(s.list, t)
}
