package driver

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"sync"

	"github.com/httpleak/httpleak/internal/fix"
	"github.com/httpleak/httpleak/internal/untrusted"
)

// analysedFiles are the files that fixes may change, by name: those of the packages that were
// analysed and are not foreign.
type analysedFiles map[string]analysedFile

// An analysedFile is one of them.
type analysedFile struct {
	sum [sha256.Size]byte // of what was in it
	mod string            // the folder of its module, which it has to be in
}

// errOutside says that a file is not in the module that it seems to be in.
var errOutside = errors.New("it is a symbolic link out of the module")

// add adds the files of p, to be analysed from now on.
func (files analysedFiles) add(p *listed) {
	for _, name := range p.files() {
		f := analysedFile{mod: cmp.Or(p.module(), p.Dir)}
		if located, err := f.locate(name); err == nil {
			if data, err := untrusted.Read(f.mod, located, untrusted.MaxSource); err == nil {
				f.sum = sha256.Sum256(data)
			}
		}
		files[name] = f
	}
}

// locate returns where an analysed file is: another name than file if that is a
// symbolic link, one within the module.
func (f analysedFile) locate(file string) (string, error) {
	real, err := filepath.EvalSymlinks(file)
	if err != nil {
		return "", fix.ErrChanged // it is gone
	}
	mod, err := filepath.EvalSymlinks(f.mod)
	if err != nil {
		return "", fix.ErrChanged
	}
	rel, err := filepath.Rel(mod, real)
	if err != nil || !filepath.IsLocal(rel) {
		return "", errOutside
	}
	return filepath.Join(f.mod, rel), nil
}

// read returns what is in an analysed file, unless that is something else now.
func (files analysedFiles) read(file string) ([]byte, error) {
	f, ok := files[file]
	if !ok {
		return nil, fmt.Errorf("%s: %w", relative(file), errNoSource)
	}
	located, err := f.locate(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", relative(file), err)
	}
	data, err := untrusted.Read(f.mod, located, untrusted.MaxSource)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", relative(file), err)
	}
	if sha256.Sum256(data) != f.sum {
		return nil, fmt.Errorf("%s: %w", relative(file), fix.ErrChanged)
	}
	return data, nil
}

// sums are those of files that a loader of packages has read.
type sums struct {
	mu  sync.Mutex
	all map[string][sha256.Size]byte
}

// parse parses a file for a loader, and keeps the sum of what is in it.
func (s *sums) parse(fset *token.FileSet, name string, src []byte) (*ast.File, error) {
	sum := sha256.Sum256(src)
	s.mu.Lock()
	s.all[name] = sum
	s.mu.Unlock()
	return parser.ParseFile(fset, name, src, parser.AllErrors|parser.ParseComments)
}
