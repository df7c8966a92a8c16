package run

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// A decider makes the decisions of one run, by a script as far as it goes, then by
// chance or always the first, and watches the bodies that it hands out. It is the D of
// generated functions.
type decider struct {
	fn   *Func
	errs []error

	mu     sync.Mutex
	script []int
	random *rand.Rand // nil: the first of all choices where the script ends
	bias   int        // of 4, how likely a random choice is the first
	made   []int      // the choices
	sizes  []int      // the numbers of alternatives
	more   int        // times that More said yes
	void   bool       // the run does not count
	bodies []*openBody
	kept   []any
	lapped map[int]bool // acquired with a body of the same acquisition still open
}

// mostChoices bounds the decisions of a run, so that all loops end.
const mostChoices = 48

type tooLong struct{}

func (d *decider) choose(n int) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.made) >= mostChoices {
		d.void = true
		panic(tooLong{})
	}
	c := 0
	switch {
	case len(d.made) < len(d.script):
		c = d.script[len(d.made)]
	case d.random != nil && d.random.IntN(4) >= d.bias:
		c = d.random.IntN(n)
	}
	d.made = append(d.made, c)
	d.sizes = append(d.sizes, n)
	return c
}

func (d *decider) B() bool { return d.choose(2) == 1 }

func (d *decider) N(k int) int { return d.choose(k) }

func (d *decider) More() bool {
	if d.more >= 4 || d.choose(2) == 0 {
		return false
	}
	d.more++
	return true
}

func (d *decider) Err() error {
	if d.choose(2) == 0 {
		return nil
	}
	return d.anError()
}

func (d *decider) anError() error {
	if !d.fn.Errors {
		return d.errs[0]
	}
	return d.errs[d.choose(len(d.errs))]
}

func (d *decider) Get(id int) (*http.Response, error) { return d.Open(id, 0) }

func (d *decider) Open(id, site int) (*http.Response, error) {
	c := d.choose(1 + len(d.fn.Statuses))
	if c == len(d.fn.Statuses) {
		return nil, d.anError()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	key := id
	if id == 0 {
		key = site
	}
	for _, b := range d.bodies {
		if b.key == key && !b.closed {
			d.lapped[key] = true
		}
	}
	b := &openBody{d: d, key: key}
	d.bodies = append(d.bodies, b)
	return &http.Response{StatusCode: d.fn.Statuses[c], Body: b, Header: http.Header{}}, nil
}

// RoundTrip makes d the transport of a real client; the path of the URL names the request.
func (d *decider) RoundTrip(req *http.Request) (*http.Response, error) {
	id, err := strconv.Atoi(strings.TrimPrefix(req.URL.Path, "/"))
	if err != nil {
		return nil, err
	}
	return d.Get(id)
}

func (d *decider) Read(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	return err
}

func (d *decider) Keep(x any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.kept = append(d.kept, x)
}

func (d *decider) Run(f func() error) error {
	err := d.errs[0]
	for range d.choose(3) {
		err = f()
	}
	return err
}

func (d *decider) Guard() {
	if r := recover(); r != nil {
		d.mu.Lock()
		d.void = true // it would have ended the process
		d.mu.Unlock()
	}
}

// note returns the choices as text.
func (d *decider) note() string {
	var b bytes.Buffer
	for i, c := range d.made {
		fmt.Fprintf(&b, "%d/%d ", c, d.sizes[i])
	}
	return strings.TrimSpace(b.String())
}

// An openBody is a response body that knows whether it was closed.
type openBody struct {
	d      *decider
	key    int // of the acquisition
	closed bool
}

func (b *openBody) Read([]byte) (int, error) {
	if b.d.choose(2) == 0 {
		return 0, io.EOF
	}
	return 0, io.ErrUnexpectedEOF
}

func (b *openBody) Close() error {
	b.d.mu.Lock()
	b.closed = true
	b.d.mu.Unlock()
	if b.d.fn.CloseErrors && b.d.choose(2) == 1 {
		return io.ErrClosedPipe
	}
	return nil
}
