package unit

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/gob"
	"fmt"
	"go/types"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/objectpath"
)

// A factKey is what a fact is about, and its type.
type factKey struct {
	pkg *types.Package
	obj types.Object // nil for a fact about the package
	typ reflect.Type
}

// A factSet has the facts that a package sees and adds. Its methods may be called side by side.
type factSet struct {
	pkg *types.Package
	mu  sync.Mutex
	all map[factKey]analysis.Fact
}

// A codedFact is a fact in a file, in the form of x/tools.
type codedFact struct {
	PkgPath string
	Object  objectpath.Path
	Fact    analysis.Fact
}

// readFacts reads the facts that the packages which pkg imports hand on. vetx says where they are; known
// are the packages that the types of pkg lead to.
func readFacts(pkg *types.Package, vetx map[string]string, known map[string]*types.Package) (*factSet, error) {
	s := &factSet{pkg: pkg, all: make(map[factKey]analysis.Fact)}
	files := make(map[string]string)
	for path, file := range vetx {
		files[plain(path)] = file
	}
	for _, imp := range pkg.Imports() {
		if imp == types.Unsafe {
			continue
		}
		data, err := readVetx(files[imp.Path()])
		if err != nil {
			return nil, fmt.Errorf("facts of %s: %w", imp.Path(), err)
		}
		if len(data) == 0 {
			continue
		}
		var coded []codedFact
		if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&coded); err != nil {
			return nil, fmt.Errorf("facts of %s: %w", imp.Path(), err)
		}
		for _, c := range coded {
			key := factKey{pkg: known[plain(c.PkgPath)], typ: reflect.TypeOf(c.Fact)}
			if key.pkg == nil {
				continue
			}
			if c.Object != "" {
				if key.obj, err = objectpath.Object(key.pkg, c.Object); err != nil {
					continue // nothing here leads to it
				}
			}
			s.all[key] = c.Fact
		}
	}
	return s, nil
}

// encode returns the facts that importers of the package are to see: its own, and of other packages those
// about types, methods and fields, to which its types may lead.
func (s *factSet) encode() ([]byte, error) {
	var encoder objectpath.Encoder
	var coded []codedFact
	for key, fact := range s.all {
		c := codedFact{PkgPath: key.pkg.Path(), Fact: fact}
		if key.pkg != s.pkg {
			if key.obj == nil {
				continue
			}
			if _, isType := key.obj.(*types.TypeName); !isType && key.obj.Parent() == key.obj.Pkg().Scope() {
				continue
			}
		}
		if key.obj != nil {
			var err error
			if c.Object, err = encoder.For(key.obj); err != nil {
				continue // nobody else can refer to it
			}
		}
		coded = append(coded, c)
	}
	if len(coded) == 0 {
		return nil, nil
	}
	slices.SortFunc(coded, func(a, b codedFact) int {
		return cmp.Or(
			strings.Compare(a.PkgPath, b.PkgPath),
			strings.Compare(string(a.Object), string(b.Object)),
			strings.Compare(reflect.TypeOf(a.Fact).String(), reflect.TypeOf(b.Fact).String()))
	})
	var buf bytes.Buffer
	err := gob.NewEncoder(&buf).Encode(coded)
	return buf.Bytes(), err
}

// The file with facts has the form of x/tools: a word, the lengths of two parts, and these: types, which are
// empty here, and facts.
const (
	vetxMagic  = "vetx"
	vetxHeader = len(vetxMagic) + 8
)

// readVetx returns the facts in a file.
func readVetx(file string) ([]byte, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if len(data) < vetxHeader || string(data[:len(vetxMagic)]) != vetxMagic {
		return nil, fmt.Errorf("%s is no file with facts", file)
	}
	types, facts := uint64(binary.LittleEndian.Uint32(data[4:])), uint64(binary.LittleEndian.Uint32(data[8:]))
	if rest := data[vetxHeader:]; types+facts == uint64(len(rest)) {
		return rest[types:], nil
	}
	return nil, fmt.Errorf("%s is cut short", file)
}

// writeVetx writes a file with facts.
func writeVetx(file string, facts []byte) error {
	data := append([]byte(vetxMagic), make([]byte, 8)...)
	binary.LittleEndian.PutUint32(data[8:], uint32(len(facts)))
	return os.WriteFile(file, append(data, facts...), 0o666)
}

func (s *factSet) importFact(pkg *types.Package, obj types.Object, fact analysis.Fact) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.all[factKey{pkg, obj, reflect.TypeOf(fact)}]
	if ok {
		reflect.ValueOf(fact).Elem().Set(reflect.ValueOf(found).Elem())
	}
	return ok
}

func (s *factSet) exportFact(obj types.Object, fact analysis.Fact) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all[factKey{s.pkg, obj, reflect.TypeOf(fact)}] = fact
}

// each calls yield for each fact of the types that an analyzer has.
func (s *factSet) each(a *analysis.Analyzer, yield func(factKey, analysis.Fact)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, fact := range s.all {
		if slices.ContainsFunc(a.FactTypes, func(f analysis.Fact) bool { return reflect.TypeOf(f) == key.typ }) {
			yield(key, fact)
		}
	}
}

// bind sets the functions of pass that are about facts.
func (s *factSet) bind(pass *analysis.Pass) {
	pass.ImportObjectFact = func(obj types.Object, fact analysis.Fact) bool { return s.importFact(obj.Pkg(), obj, fact) }
	pass.ImportPackageFact = func(pkg *types.Package, fact analysis.Fact) bool { return s.importFact(pkg, nil, fact) }
	pass.ExportObjectFact = func(obj types.Object, fact analysis.Fact) {
		if obj.Pkg() != s.pkg {
			panic(fmt.Sprintf("analyzer %s: a fact about %s, which %s does not declare", pass.Analyzer, obj, s.pkg.Path()))
		}
		s.exportFact(obj, fact)
	}
	pass.ExportPackageFact = func(fact analysis.Fact) { s.exportFact(nil, fact) }
	pass.AllObjectFacts = func() (list []analysis.ObjectFact) {
		s.each(pass.Analyzer, func(key factKey, fact analysis.Fact) {
			if key.obj != nil {
				list = append(list, analysis.ObjectFact{Object: key.obj, Fact: fact})
			}
		})
		return list
	}
	pass.AllPackageFacts = func() (list []analysis.PackageFact) {
		s.each(pass.Analyzer, func(key factKey, fact analysis.Fact) {
			if key.obj == nil {
				list = append(list, analysis.PackageFact{Package: key.pkg, Fact: fact})
			}
		})
		return list
	}
}
