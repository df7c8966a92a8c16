package prelude

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

// --- results that hold a body ---

// An output is what an SDK returns.
type output struct {
	Body   io.ReadCloser
	Length int64
}

func getObject(d D, id int) (*output, error) {
	resp, err := d.Open(id, 922) //id:922
	if err != nil {
		return nil, wrap(err)
	}
	return &output{Body: resp.Body, Length: resp.ContentLength}, nil
}

func getValue(d D, id int) (out output, err error) {
	resp, err := d.Open(id, 923) //id:923
	if err != nil {
		return out, err
	}
	out.Body = resp.Body
	return out, nil
}

// --- cursors ---

// A cursor reads values; it has to be closed.
type cursor struct {
	dec  *json.Decoder
	body io.ReadCloser
	err  error
}

func openCursor(d D, id int) (*cursor, error) {
	resp, err := d.Open(id, 924) //id:924
	if err != nil {
		return nil, err
	}
	return &cursor{dec: json.NewDecoder(resp.Body), body: resp.Body}, nil
}

func (c *cursor) next() bool {
	var v any
	c.err = c.dec.Decode(&v)
	return c.err == nil
}

// Close closes it.
func (c *cursor) Close() error { return c.body.Close() }

// A scanner closes itself at its end.
type scanner struct {
	*bufio.Scanner
	body io.ReadCloser
}

func openScanner(d D, id int) (*scanner, error) {
	resp, err := d.Open(id, 925) //id:925
	if err != nil {
		return nil, err
	}
	return &scanner{bufio.NewScanner(resp.Body), resp.Body}, nil
}

func (s *scanner) next() bool {
	if s.Scan() {
		return true
	}
	s.body.Close()
	return false
}

// --- wrappers that may fail ---

// decoded fails without closing.
func decoded(d D, body io.ReadCloser) (io.ReadCloser, error) {
	if err := d.Read(body); err != nil {
		return nil, err
	}
	return body, nil
}

// decodedOwned closes what it cannot wrap.
func decodedOwned(d D, body io.ReadCloser) (io.ReadCloser, error) {
	if err := d.Read(body); err != nil {
		body.Close()
		return nil, err
	}
	return body, nil
}

// --- open beside an error ---

func beside(d D, id int) (*http.Response, error) {
	resp, err := d.Open(id, 926) //id:926
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != 200 {
		return resp, ErrBad
	}
	return resp, nil
}

// --- interfaces whose implementation has read the body ---

// A sender sends.
type sender interface {
	send(d D, id int) (*http.Response, error)
}

type buffered struct{}

func (buffered) send(d D, id int) (*http.Response, error) {
	resp, err := d.Open(id, 927) //id:927
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if err := d.Read(resp.Body); err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(strings.NewReader("x"))
	return resp, nil
}

var theSender sender = buffered{}

func init() {
	Openers[922] = func(d D) any { o, _ := getObject(d, 0); return o.Body }   //id:922
	Openers[923] = func(d D) any { o, _ := getValue(d, 0); return o.Body }    //id:923
	Openers[924] = func(d D) any { c, _ := openCursor(d, 0); return c }       //id:924
	Openers[925] = func(d D) any { s, _ := openScanner(d, 0); return s.body } //id:925
	Openers[926] = func(d D) any { r, _ := beside(d, 0); return r }           //id:926
	Openers[927] = func(d D) any { r, _ := theSender.send(d, 0); return r }   //id:927
}
