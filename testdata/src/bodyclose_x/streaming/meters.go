package streaming

import (
	"encoding/json"
	"io"
	"net/http"

	"bodyclose_x/streams"
)

func metered(c *http.Client, url string) (n int, err error) {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return 0, err
	}
	m := streams.NewMeter(resp.Body)
	_, err = io.Copy(io.Discard, m)
	return m.N, err
}

func meteredClosed(c *http.Client, url string) (n int, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return 0, err
	}
	m := streams.NewMeter(resp.Body)
	defer m.Close()
	_, err = io.Copy(io.Discard, m)
	return m.N, err
}

func onceRead(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(streams.NewOnce(resp.Body))
}

func onceDecoded(c *http.Client, url string) (v any, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	err = json.NewDecoder(streams.NewOnce(resp.Body)).Decode(&v)
	return v, err
}

func onceText(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url)
	if err != nil {
		return "", err
	}
	return streams.Text(streams.NewOnce(resp.Body)), nil
}

// progress is a wrapper of this package.
type progress struct {
	io.Reader
	report func(n int)
}

func (p progress) Read(b []byte) (int, error) {
	n, err := p.Reader.Read(b)
	p.report(n)
	return n, err
}

func shown(c *http.Client, url string) (text string, err error) {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return "", err
	}
	n := 0
	text = streams.Text(progress{resp.Body, func(m int) { n += m }})
	return text, nil
}

func shownClosed(c *http.Client, url string) (text string, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	n := 0
	text = streams.Text(progress{resp.Body, func(m int) { n += m }})
	return text, nil
}
