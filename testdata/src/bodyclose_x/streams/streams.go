// Package streams has types that hold a body beside what reads from it.
package streams

import (
	"archive/tar"
	"bufio"
	"container/list"
	"encoding/json"
	"io"
	"net/http"
	"sync"
)

// Lines reads lines. Whoever opens them closes them.
type Lines struct {
	mu   sync.Mutex
	r    *bufio.Reader
	body io.ReadCloser
	n    int
}

// OpenLines opens the lines of an answer.
func OpenLines(c *http.Client, url string) (*Lines, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	return &Lines{r: bufio.NewReader(resp.Body), body: resp.Body}, nil
}

// Line returns the next line.
func (l *Lines) Line() (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.n++
	return l.r.ReadString('\n')
}

// N returns the number of lines so far.
func (l *Lines) N() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.n
}

// Close closes the lines.
func (l *Lines) Close() error { return l.body.Close() }

// Items reads JSON values, and closes itself at the end.
type Items struct {
	dec    *json.Decoder
	body   io.ReadCloser
	closed bool
}

// OpenItems opens the values of an answer.
func OpenItems(c *http.Client, url string) (*Items, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	return &Items{dec: json.NewDecoder(resp.Body), body: resp.Body}, nil
}

// Next decodes the next value. After the last it closes what it reads from.
func (i *Items) Next(v any) bool {
	if i.closed {
		return false
	}
	if err := i.dec.Decode(v); err != nil {
		i.Close()
		return false
	}
	return true
}

// Close closes the items before their end.
func (i *Items) Close() error {
	i.closed = true
	return i.body.Close()
}

// Files reads the files of an archive.
type Files struct {
	tr   *tar.Reader
	resp *http.Response
}

// OpenFiles opens an archive.
func OpenFiles(c *http.Client, url string) (*Files, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	return &Files{tar.NewReader(resp.Body), resp}, nil
}

// Next returns the name of the next file, and whether there is one.
func (f *Files) Next() (name string, ok bool) {
	h, err := f.tr.Next()
	if err != nil {
		return "", false
	}
	return h.Name, true
}

// Done closes the archive.
func (f *Files) Done() { f.resp.Body.Close() }

// Queue holds bodies in a list of the standard library.
type Queue struct {
	list *list.List
	last io.ReadCloser
}

// OpenQueue opens a queue with one body.
func OpenQueue(c *http.Client, url string) (*Queue, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	q := &Queue{list: list.New(), last: resp.Body}
	q.list.PushBack(resp.Body)
	return q, nil
}

// Drop closes what is in the list.
func (q *Queue) Drop() {
	for e := q.list.Front(); e != nil; e = e.Next() {
		e.Value.(io.Closer).Close()
	}
}

// Meter counts what is read.
type Meter struct {
	src io.ReadCloser
	N   int
}

// NewMeter returns a meter, which has to be closed.
func NewMeter(src io.ReadCloser) *Meter { return &Meter{src: src} }

// Read implements io.Reader.
func (m *Meter) Read(p []byte) (int, error) {
	n, err := m.src.Read(p)
	m.N += n
	return n, err
}

// Close closes what is counted.
func (m *Meter) Close() error { return m.src.Close() }

// Once closes itself at the end.
type Once struct{ src io.ReadCloser }

// NewOnce returns a reader that closes itself.
func NewOnce(src io.ReadCloser) *Once { return &Once{src} }

// Read implements io.Reader.
func (o *Once) Read(p []byte) (int, error) {
	n, err := o.src.Read(p)
	if err != nil {
		o.src.Close()
	}
	return n, err
}

// Text reads all. It closes a Once, which knows of itself when it is at its end.
func Text(r io.Reader) string {
	data, _ := io.ReadAll(r)
	if o, ok := r.(*Once); ok {
		o.src.Close()
	}
	return string(data)
}
