// Package cursor reads answers that are a stream of records. A cursor holds the body: who opens
// one closes it.
//
//fresh:family R8
package cursor

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

func open(ctx context.Context, c *http.Client, url, accept string) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", accept)
	resp, err := c.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, fmt.Errorf("cursor: %s", resp.Status)
	}
	return resp.Body, nil
}

// JSON reads one JSON value after the other.
type JSON struct {
	dec  *json.Decoder
	body io.ReadCloser
	err  error
	cur  json.RawMessage
}

// OpenJSON opens a stream of JSON values.
func OpenJSON(ctx context.Context, c *http.Client, url string) (*JSON, error) {
	body, err := open(ctx, c, url, "application/x-ndjson")
	if err != nil {
		return nil, err
	}
	return &JSON{dec: json.NewDecoder(body), body: body}, nil
}

// Next goes to the next value.
func (j *JSON) Next() bool {
	if j.err != nil {
		return false
	}
	j.err = j.dec.Decode(&j.cur)
	return j.err == nil
}

// Value returns the value.
func (j *JSON) Value() json.RawMessage { return j.cur }

// Err returns what ended the stream early.
func (j *JSON) Err() error {
	if errors.Is(j.err, io.EOF) {
		return nil
	}
	return j.err
}

// Close closes the stream.
func (j *JSON) Close() error { return j.body.Close() }

// An Event is a server-sent event.
type Event struct{ Name, Data string }

// Events reads server-sent events.
type Events struct {
	sc   *bufio.Scanner
	body io.ReadCloser
}

// OpenEvents opens a stream of events.
func OpenEvents(ctx context.Context, c *http.Client, url string) (*Events, error) {
	body, err := open(ctx, c, url, "text/event-stream")
	if err != nil {
		return nil, err
	}
	sc := bufio.NewScanner(body)
	sc.Buffer(make([]byte, 0, 4<<10), 1<<20)
	return &Events{sc, body}, nil
}

// Recv returns the next event, or io.EOF.
func (e *Events) Recv() (ev Event, err error) {
	for e.sc.Scan() {
		field, value, _ := strings.Cut(e.sc.Text(), ":")
		switch field {
		case "event":
			ev.Name = strings.TrimSpace(value)
		case "data", `{"id"`:
			ev.Data += strings.TrimSpace(value)
			return ev, nil
		}
	}
	if err := e.sc.Err(); err != nil {
		return ev, err
	}
	return ev, io.EOF
}

// Stop closes the stream.
func (e *Events) Stop() { _ = e.body.Close() }

// Rows reads comma-separated rows. It closes itself at the end of the rows.
type Rows struct {
	r    *csv.Reader
	body io.Closer
	row  []string
	err  error
}

// OpenRows opens a table.
func OpenRows(ctx context.Context, c *http.Client, url string) (*Rows, error) {
	body, err := open(ctx, c, url, "text/csv")
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(body)
	r.LazyQuotes, r.FieldsPerRecord = true, -1
	return &Rows{r: r, body: body}, nil
}

// Next goes to the next row. When there is none, the rows are closed.
func (r *Rows) Next() bool {
	r.row, r.err = r.r.Read()
	if r.err != nil {
		r.body.Close()
		return false
	}
	return true
}

// Row returns the row.
func (r *Rows) Row() []string { return r.row }

// Close closes the rows before their end.
func (r *Rows) Close() error { return r.body.Close() }

// Elements reads XML elements.
type Elements struct {
	*xml.Decoder
	src io.ReadCloser
}

// OpenElements opens a document.
func OpenElements(ctx context.Context, c *http.Client, url string) (*Elements, error) {
	src, err := open(ctx, c, url, "application/xml")
	if err != nil {
		return nil, err
	}
	return &Elements{xml.NewDecoder(src), src}, nil
}

// Close closes the document.
func (e *Elements) Close() error { return e.src.Close() }
