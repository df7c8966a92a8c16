package mutants

import (
	"errors"
	"go/types"
	"math/rand/v2"
	"strings"
)

// A batch is a fixture in which some functions are mutants, and that compiles.
type batch struct {
	fixture *fixture
	files   []file
	cut     [][]*piece // of each file
	mutants int
}

// breed changes about all functions of a fixture, up to most of them, and takes back what does not compile.
func (w *world) breed(rng *rand.Rand, fx *fixture, most int) (*batch, error) {
	b := &batch{fixture: fx}
	var functions []*piece
	for _, f := range fx.files {
		cut, err := pieces(f)
		if err != nil {
			return nil, err
		}
		b.cut = append(b.cut, cut)
		for _, p := range cut {
			if p.name != "" {
				functions = append(functions, p)
			}
		}
	}
	rng.Shuffle(len(functions), func(i, j int) { functions[i], functions[j] = functions[j], functions[i] })
	const tries = 6 // most changes do not compile: a variable is not used any more
	for range tries {
		for _, p := range functions[:min(most, len(functions))] {
			if p.mutant == "" {
				if text, what := mutate(rng, p.text); text != p.text {
					p.mutant, p.what = text, what
				}
			}
		}
		if err := w.heal(b); err != nil {
			return nil, err
		}
	}
	for _, p := range functions {
		if p.mutant != "" {
			b.mutants++
		}
	}
	return b, nil
}

// heal takes changes back until the package compiles.
func (w *world) heal(b *batch) error {
	for {
		b.assemble()
		_, problems := w.check(b.fixture.path, b.files)
		if len(problems) == 0 {
			return nil
		}
		back := false
		for _, problem := range problems {
			back = b.takeBack(w, problem) || back
		}
		if !back {
			return problems[0]
		}
	}
}

// assemble puts the files together.
func (b *batch) assemble() {
	b.files = nil
	for i, cut := range b.cut {
		var text strings.Builder
		for _, p := range cut {
			text.WriteString(p.now())
		}
		b.files = append(b.files, file{b.fixture.files[i].name, text.String()})
	}
}

// takeBack takes back the change in the function that a problem is in; for one outside of all
// functions, such as an import that is not used, the next change in the file. It reports whether there was one.
func (b *batch) takeBack(w *world, problem error) bool {
	var e types.Error
	if !errors.As(problem, &e) {
		return false
	}
	at := w.fset.PositionFor(e.Pos, false)
	for i, f := range b.files {
		if f.name != at.Filename {
			continue
		}
		p := b.at(i, at.Offset)
		if p == nil || p.name == "" || p.mutant == "" {
			p = nil
			for _, q := range b.cut[i] {
				if q.mutant != "" {
					p = q
				}
			}
		}
		if p != nil {
			p.mutant, p.what = "", nil
			return true
		}
	}
	return false
}

// at returns the piece of file i that is at an offset, or nil.
func (b *batch) at(i, offset int) *piece {
	start := 0
	for _, p := range b.cut[i] {
		start += len(p.now())
		if offset < start {
			return p
		}
	}
	return nil
}

// culprit returns the function that a violation is about, or nil.
func (b *batch) culprit(v violation) *piece {
	for i, f := range b.files {
		if f.name != v.file || v.line <= 0 {
			continue
		}
		offset := 0
		for range v.line - 1 {
			offset += strings.IndexByte(f.text[offset:], '\n') + 1
		}
		return b.at(i, offset)
	}
	return nil
}
