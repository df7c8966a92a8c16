// Package config reads the configuration file of the command, and settings of the same
// form that a host has: what they say are settings of flags. The form is documented
// in docs/config.md.
package config

import (
	"bytes"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/funcname"
)

// A File is what a configuration file says.
type File struct {
	Name     string
	Settings []Setting // in the order of the file
}

// A Setting is a value for a flag. A flag that takes several values may have
// several settings.
type Setting struct {
	Flag  string // without the dash
	Value string
	Line  int
}

// Errorf returns an error about a line of the file.
func (f *File) Errorf(line int, format string, args ...any) error {
	if f.Name == "" { // no file, but what [Decode] was given
		return fmt.Errorf(format, args...)
	}
	return fmt.Errorf("%s:%d: %w", f.Name, line, fmt.Errorf(format, args...))
}

// A kind says what the value of a key has to be.
type kind int

const (
	text kind = iota // a scalar
	boolean
	list // a scalar or a list of them
)

// keys are the keys that stand for a flag of their name.
var keys = map[string]kind{
	"baseline":  text,
	"exclude":   list,
	"fail-on":   text,
	"generated": boolean,
	"level":     text,
	"modules":   boolean,
}

// shared are the keys that stand for the flags of that name of all analyzers.
var shared = map[string]kind{
	"acquires":       list,
	"closes":         list,
	"show-ignored":   boolean,
	"tests":          boolean,
	"unused-ignores": boolean,
}

// analyzersKey is the key of what is said of single analyzers.
const analyzersKey = "analyzers"

// Keys returns the keys that a file may have, in order.
func Keys() []string {
	all := slices.Concat(slices.Collect(maps.Keys(keys)), slices.Collect(maps.Keys(shared)), []string{analyzersKey})
	slices.Sort(all)
	return all
}

// Parse reads what is in the file called name. Its errors begin with the name and the line.
func Parse(name string, data []byte, analyzers []*analysis.Analyzer) (*File, error) {
	f := &File{Name: name}
	top, err := f.parse(data)
	if err != nil || top == nil {
		return f, err
	}
	r := &reader{File: f, analyzers: analyzers, single: make(map[string]bool)}
	if err := r.read(top, "the file", Keys()); err != nil {
		return nil, err
	}
	return f, nil
}

// Decode reads settings from v, which a host has read from a file of its own. Of the keys
// of [Keys], it knows those that are about analyzers, and those named in more.
// Settings without a place in a file have no meaningful Line.
func Decode(v any, analyzers []*analysis.Analyzer, more ...string) ([]Setting, error) {
	data, err := yaml.Marshal(v)
	if err != nil {
		return nil, err
	}
	f := new(File)
	top, err := f.parse(data)
	if err != nil || top == nil {
		return nil, err
	}
	known := slices.Concat(slices.Collect(maps.Keys(shared)), []string{analyzersKey}, more)
	r := &reader{File: f, analyzers: analyzers, single: make(map[string]bool)}
	if err := r.read(top, "the settings", known); err != nil {
		return nil, err
	}
	return f.Settings, nil
}

// lineOf finds the line in an error of the parser.
var lineOf = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

// parse returns the node that is the whole file, or nil if the file says nothing.
func (f *File) parse(data []byte) (*yaml.Node, error) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc, more yaml.Node
	err := dec.Decode(&doc)
	if err == nil {
		err = dec.Decode(&more)
		if err == nil {
			return nil, f.Errorf(more.Line, "a second document")
		}
	}
	switch {
	case errors.Is(err, io.EOF):
	case err != nil:
		line, message := 1, err.Error()
		if m := lineOf.FindStringSubmatch(message); m != nil {
			message = m[2]
			if n, err := strconv.Atoi(m[1]); err == nil {
				line = n
			}
		}
		return nil, f.Errorf(line, "not YAML: %s", message)
	}
	if len(doc.Content) == 0 || isNull(doc.Content[0]) {
		return nil, nil
	}
	return doc.Content[0], nil
}

// A reader turns nodes into settings.
type reader struct {
	*File
	analyzers []*analysis.Analyzer
	single    map[string]bool // flags that are set for one analyzer
}

// read reads top, which is called what, with the keys that are known.
func (r *reader) read(top *yaml.Node, what string, known []string) error {
	pairs, err := r.pairs(top, what, known)
	if err != nil {
		return err
	}
	for _, p := range pairs { // first, since it wins over what is said of all
		if p.key == analyzersKey {
			if err := r.readAnalyzers(p.value); err != nil {
				return err
			}
		}
	}
	for _, p := range pairs {
		k, ok := keys[p.key]
		flags := []string{p.key}
		if !ok {
			if k, ok = shared[p.key]; !ok {
				continue
			}
			flags = r.flagsCalled(p.key)
		}
		for _, name := range flags {
			if r.single[name] {
				continue
			}
			if err := r.set(name, p, k); err != nil {
				return err
			}
		}
	}
	slices.SortStableFunc(r.Settings, func(a, b Setting) int { return a.Line - b.Line })
	return nil
}

// flagsCalled returns the flags of analyzers with this name.
func (r *reader) flagsCalled(name string) []string {
	var all []string
	for _, a := range r.analyzers {
		if a.Flags.Lookup(name) != nil {
			all = append(all, a.Name+"."+name)
		}
	}
	return all
}

// readAnalyzers reads what is said of single analyzers: true, false, or their flags.
func (r *reader) readAnalyzers(node *yaml.Node) error {
	if isNull(node) {
		return nil
	}
	byName := make(map[string]*analysis.Analyzer)
	for _, a := range r.analyzers {
		byName[a.Name] = a
	}
	pairs, err := r.pairs(node, analyzersKey, slices.Collect(maps.Keys(byName)))
	if err != nil {
		return err
	}
	for _, p := range pairs {
		a := byName[p.key]
		switch {
		case isNull(p.value):
		case p.value.Kind == yaml.MappingNode:
			if err := r.readFlags(a, p.value); err != nil {
				return err
			}
		default:
			on, err := r.boolean(p)
			if err != nil {
				return r.Errorf(p.value.Line, "%s: want true, false or flags of the analyzer", p.key)
			}
			if !on {
				r.Settings = append(r.Settings, Setting{a.Name, "false", p.value.Line})
			}
		}
	}
	return nil
}

func (r *reader) readFlags(a *analysis.Analyzer, node *yaml.Node) error {
	var known []string
	a.Flags.VisitAll(func(f *flag.Flag) { known = append(known, f.Name) })
	pairs, err := r.pairs(node, a.Name, known)
	if err != nil {
		return err
	}
	for _, p := range pairs {
		k := text
		switch v := a.Flags.Lookup(p.key).Value.(type) {
		case *funcname.List:
			k = list
		case interface{ IsBoolFlag() bool }:
			if v.IsBoolFlag() {
				k = boolean
			}
		}
		name := a.Name + "." + p.key
		r.single[name] = true
		if err := r.set(name, p, k); err != nil {
			return err
		}
	}
	return nil
}

// set adds the settings of a flag that the value of p gives.
func (r *reader) set(flag string, p pair, k kind) error {
	if k == boolean {
		b, err := r.boolean(p)
		r.Settings = append(r.Settings, Setting{flag, strconv.FormatBool(b), p.value.Line})
		return err
	}
	values := []*yaml.Node{p.value}
	if k == list {
		switch {
		case isNull(p.value):
			return nil
		case p.value.Kind == yaml.SequenceNode:
			values = p.value.Content
		}
	}
	for _, v := range values {
		v = resolve(v)
		if v.Kind != yaml.ScalarNode || isNull(v) {
			want := "one value"
			if k == list {
				want = "a value or a list of values"
			}
			return r.Errorf(v.Line, "%s: want %s", p.key, want)
		}
		r.Settings = append(r.Settings, Setting{flag, v.Value, v.Line})
	}
	return nil
}

func (r *reader) boolean(p pair) (bool, error) {
	var b bool
	if p.value.Kind != yaml.ScalarNode || isNull(p.value) || p.value.Decode(&b) != nil {
		return false, r.Errorf(p.value.Line, "%s: want true or false", p.key)
	}
	return b, nil
}

// A pair is a key with its value.
type pair struct {
	key   string
	value *yaml.Node
}

// pairs returns the keys and values of a mapping, called what. Each key must be known and stand
// there once.
func (r *reader) pairs(node *yaml.Node, what string, known []string) ([]pair, error) {
	node = resolve(node)
	if node.Kind != yaml.MappingNode {
		return nil, r.Errorf(node.Line, "%s: want keys with values", what)
	}
	lines := make(map[string]int)
	var all []pair
	for i := 0; i+1 < len(node.Content); i += 2 {
		key := node.Content[i]
		switch {
		case key.Kind != yaml.ScalarNode || !slices.Contains(known, key.Value):
			slices.Sort(known)
			there := cmp.Or(strings.Join(known, ", "), "no keys")
			return nil, r.Errorf(key.Line, "unknown key %q in %s (there are %s)", key.Value, what, there)
		case lines[key.Value] > 0:
			return nil, r.Errorf(key.Line, "key %q again, after line %d", key.Value, lines[key.Value])
		}
		lines[key.Value] = key.Line
		all = append(all, pair{key.Value, resolve(node.Content[i+1])})
	}
	return all, nil
}

// resolve returns what an alias stands for.
func resolve(node *yaml.Node) *yaml.Node {
	for node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	return node
}

func isNull(node *yaml.Node) bool { return node.Kind == yaml.ScalarNode && node.Tag == "!!null" }
