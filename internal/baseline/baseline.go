// Package baseline keeps findings that are known in a file, so that later runs
// can tell what is new. The form of the file is documented in docs/baseline.md.
package baseline

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/httpleak/httpleak/internal/report"
)

// Version is the version of the form of the file. It changes when older
// programs would misread the file.
const Version = 1

// A Baseline is the set of known findings. Its methods are not safe for
// concurrent use.
type Baseline struct {
	Name string // of the file, as it was given
	// ReadSource reads a file with findings. Where it fails, or is nil, an entry has
	// no function and no code.
	ReadSource func(file string) ([]byte, error)

	dir     string // absolute; names of files are relative to it
	entries map[key]*Entry
	files   map[string]*source
}

// A key tells findings apart that are not the same for a reader of the code,
// wherever their lines stand. Two findings may have the same.
type key struct {
	File     string `json:"file"` // relative to the folder of the baseline, with slashes
	In       string `json:"in"`   // the function or variable that is declared there
	Analyzer string `json:"analyzer"`
	Category string `json:"category"`
	Code     string `json:"code"` // the text of the line
}

// An Entry says how many findings with the same key are known.
type Entry struct {
	key
	Count int `json:"count,omitempty"` // 0 in the file stands for 1

	Line int `json:"-"` // in the file, from 1
	seen int // findings of this run
}

// A header is the first line of the file.
type header struct {
	Version int `json:"version"`
}

// New returns an empty baseline that belongs into the file called name, whose
// folder must be there.
func New(name string) (*Baseline, error) {
	abs, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	b := &Baseline{Name: name, dir: filepath.Dir(abs), entries: make(map[key]*Entry), files: make(map[string]*source)}
	info, err := os.Stat(b.dir)
	if err != nil {
		return nil, fmt.Errorf("baseline %s: %w", name, errors.Unwrap(err))
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("baseline %s: %s is no folder", name, b.dir)
	}
	return b, nil
}

// Parse reads what is in the file called name. An error begins with its name and the line.
func Parse(name string, data []byte) (*Baseline, error) {
	b, err := New(name)
	if err != nil {
		return nil, err
	}
	line := 0
	for text := range bytes.Lines(data) {
		line++
		if err := b.readLine(bytes.TrimSpace(text), line); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, line, err)
		}
	}
	if line == 0 {
		return nil, fmt.Errorf("%s:1: not a baseline: the file is empty", name)
	}
	return b, nil
}

// readLine reads a line of the file, the first of which is the header.
func (b *Baseline) readLine(text []byte, line int) error {
	if line == 1 {
		var h header
		if err := decode(text, &h); err != nil {
			return fmt.Errorf("not the first line of a baseline: %w", err)
		}
		if h.Version != Version {
			return fmt.Errorf("a baseline of version %d, this httpleak reads version %d", h.Version, Version)
		}
		return nil
	}
	if len(text) == 0 {
		return nil
	}
	e := &Entry{Line: line}
	if err := decode(text, e); err != nil {
		return fmt.Errorf("not an entry of a baseline: %w", err)
	}
	switch {
	case e.File == "" || e.Analyzer == "":
		return errors.New("an entry without file or analyzer")
	case e.Count < 0:
		return fmt.Errorf("an entry that counts %d findings", e.Count)
	}
	e.Count = max(e.Count, 1)
	if first := b.entries[e.key]; first != nil { // as two branches may both have added it
		first.Count = max(first.Count, e.Count)
		return nil
	}
	b.entries[e.key] = e
	return nil
}

// decode reads the one JSON object that text is.
func decode(text []byte, to any) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(to); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return errors.New("the line ends before it should")
		}
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the object")
	}
	return nil
}

// Unknown returns those of the findings of a run, which are sorted, that are not
// known. Of several with the same key, the last ones are not.
func (b *Baseline) Unknown(found []report.Finding) []report.Finding {
	return slices.DeleteFunc(slices.Clone(found), func(f report.Finding) bool {
		e := b.entries[b.keyOf(&f)]
		if e == nil || e.seen >= e.Count {
			return false
		}
		e.seen++
		return true
	})
}

// Add makes the findings known.
func (b *Baseline) Add(found []report.Finding) {
	for i := range found {
		k := b.keyOf(&found[i])
		e := b.entries[k]
		if e == nil {
			e = &Entry{key: k}
			b.entries[k] = e
		}
		e.Count++
		e.seen++
	}
}

// Stale returns the entries that stand for more findings than [Baseline.Unknown]
// met, of those that judged reports true for, in the order of the file.
func (b *Baseline) Stale(judged func(*Entry) bool) []*Entry {
	var stale []*Entry
	for _, e := range b.entries {
		if e.seen < e.Count && judged(e) {
			stale = append(stale, e)
		}
	}
	slices.SortFunc(stale, func(x, y *Entry) int { return cmp.Or(cmp.Compare(x.Line, y.Line), x.compare(y.key)) })
	return stale
}

// Prune lets the entries stand for the findings that [Baseline.Unknown] met.
func (b *Baseline) Prune(stale []*Entry) {
	for _, e := range stale {
		e.Count = e.seen
		if e.Count == 0 {
			delete(b.entries, e.key)
		}
	}
}

// String says what was not met of a stale entry.
func (e *Entry) String() string {
	text := "not found any more"
	if e.Count > 1 {
		text += fmt.Sprintf(" (%d of %d)", e.Count-e.seen, e.Count)
	}
	text += ": " + e.File + ": " + e.Code
	if e.In != "" {
		text += " in " + e.In
	}
	rule := (&report.Finding{Analyzer: e.Analyzer, Category: e.Category}).Rule()
	return text + " (" + rule + ")"
}

// Path returns the absolute name of the file of e.
func (b *Baseline) Path(e *Entry) string {
	name := filepath.FromSlash(e.File)
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(b.dir, name)
}

// Encode returns what belongs into the file: a header, and the entries in order.
func (b *Baseline) Encode() []byte {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	write := func(v any) {
		if err := enc.Encode(v); err != nil {
			panic(err) // strings and numbers only
		}
	}
	write(header{Version})
	keys := make([]key, 0, len(b.entries))
	for k := range b.entries {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, key.compare)
	for _, k := range keys {
		e := Entry{key: k, Count: b.entries[k].Count}
		if e.Count == 1 {
			e.Count = 0
		}
		write(e)
	}
	return text.Bytes()
}

func (k key) compare(l key) int {
	return cmp.Or(
		strings.Compare(k.File, l.File),
		strings.Compare(k.In, l.In),
		strings.Compare(k.Analyzer, l.Analyzer),
		strings.Compare(k.Category, l.Category),
		strings.Compare(k.Code, l.Code))
}
