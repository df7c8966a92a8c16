// Package funcname names functions and methods in flags: by import path,
// receiver type and name, as example.com/api.(*Client).Fetch.
package funcname

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/module"
)

// A Name is what a user calls a function or method, and a parameter of it
// where one is meant.
type Name struct {
	text  string // as it was given
	key   string // see Key
	Param int    // 0 is the receiver, 1 the first parameter; NoParam if none is named
}

// NoParam is the parameter of a name that names none.
const NoParam = -1

// Parse reads path.Func, path.(*Type).Method or path.Type.Method, each perhaps
// with #N behind it.
func Parse(text string) (Name, error) {
	n := Name{text: text, Param: NoParam}
	name, param, found := strings.Cut(text, "#")
	if found {
		i, err := strconv.Atoi(param)
		if err != nil || i < 0 || strings.HasPrefix(param, "+") {
			return Name{}, fmt.Errorf("%q: want the number of a parameter behind #, from 1, or 0 for the receiver", text)
		}
		n.Param = i
	}
	path, fn, typed := strings.Cut(name, ".(")
	bad := fmt.Errorf("%q: want the form path.Func, path.(*Type).Method or path.Type.Method", text)
	if typed {
		recv, method, ok := strings.Cut(fn, ").")
		recv = strings.TrimPrefix(recv, "*")
		if path == "" || !ok || !token.IsIdentifier(recv) || !token.IsIdentifier(method) {
			return Name{}, fmt.Errorf("%q: want the form path.(*Type).Method", text)
		}
		n.key = path + "." + recv + "." + method
		if len(n.Readings()) == 0 {
			return Name{}, bad
		}
		return n, nil
	}
	slash := strings.LastIndexByte(name, '/')
	dot := strings.LastIndexByte(name, '.')
	if dot <= max(slash+1, 0) || !token.IsIdentifier(name[dot+1:]) || strings.ContainsAny(name, "()[]*, \t") || strings.Contains(name, "...") {
		return Name{}, bad
	}
	n.key = name
	if len(n.Readings()) == 0 {
		return Name{}, bad
	}
	return n, nil
}

// String returns the name as it was given.
func (n Name) String() string { return n.text }

// Key is what [Key] returns for the function that is meant.
func (n Name) Key() string { return n.key }

// A Reading is a way to understand a name: the last element of an import path
// may have dots, so that in x.v3.F the v3 can belong to the path or be a type.
type Reading struct{ Path, Recv, Func string }

// Readings returns the ways to understand n: those whose Path can be imported. What the go command takes for a
// flag, a file, a folder or a pattern cannot.
func (n Name) Readings() []Reading {
	rest, fn := cutLast(n.key)
	var all []Reading
	if path, recv := cutLast(rest); path != "" && token.IsIdentifier(recv) {
		all = append(all, Reading{path, recv, fn})
	}
	if !strings.Contains(n.text, "(") {
		all = append(all, Reading{Path: rest, Func: fn})
	}
	return slices.DeleteFunc(all, func(r Reading) bool {
		return module.CheckImportPath(r.Path) != nil || slices.Contains(metaPatterns, r.Path)
	})
}

// metaPatterns are names that the go command takes for many packages.
var metaPatterns = []string{"all", "cmd", "std", "tool", "work"}

// cutLast cuts s at the last dot of its last path element.
func cutLast(s string) (before, after string) {
	i := strings.LastIndexByte(s, '.')
	if i < strings.LastIndexByte(s, '/') || i <= 0 {
		return "", s
	}
	return s[:i], s[i+1:]
}

// Key returns the name by which fn, or the generic function that it is an
// instance of, is known: the import path, the receiver's type and the name with
// dots between. A method belongs to the type that declares it.
func Key(fn *types.Func) string {
	fn = fn.Origin()
	if fn.Pkg() == nil {
		return ""
	}
	key := Path(fn.Pkg())
	if recv := fn.Signature().Recv(); recv != nil {
		t := types.Unalias(recv.Type())
		if ptr, ok := t.(*types.Pointer); ok {
			t = types.Unalias(ptr.Elem())
		}
		named, ok := t.(*types.Named)
		if !ok {
			return ""
		}
		key += "." + named.Obj().Name()
	}
	return key + "." + fn.Name()
}

// Path returns the import path of pkg as users write it, also where pkg is
// compiled for a test or vendored in GOPATH.
func Path(pkg *types.Package) string {
	path, _, _ := strings.Cut(pkg.Path(), " ")
	if i := strings.LastIndex(path, "/vendor/"); i >= 0 {
		path = path[i+len("/vendor/"):]
	}
	return path
}

// A List is a flag with names, separated by commas. Set adds to it.
type List struct {
	Names  []Name
	Params bool // each name has to name a parameter; else none may

	// Check returns an error if a function, and the parameter of it, cannot be meant. It
	// is for who knows the source; nil allows all.
	Check func(fn *types.Func, param int) error
}

func (l *List) String() string {
	if l == nil {
		return ""
	}
	texts := make([]string, len(l.Names))
	for i, n := range l.Names {
		texts[i] = n.text
	}
	return strings.Join(texts, ",")
}

// Set adds the names in text, all or, with an error, none.
func (l *List) Set(text string) error {
	names := slices.Clone(l.Names)
	for part := range strings.SplitSeq(text, ",") {
		n, err := Parse(strings.TrimSpace(part))
		switch {
		case err != nil:
			return err
		case l.Params && n.Param == NoParam:
			return fmt.Errorf("%q names no parameter: want %s#1 for the first, #0 for the receiver", n.text, n.text)
		case !l.Params && n.Param != NoParam:
			return fmt.Errorf("%q names a parameter: want a function", n.text)
		}
		names = append(names, n)
	}
	l.Names = names
	return nil
}
