// Package timeout is analysed with the flag -timeout.
package timeout

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"time"

	"defaultclient/wrap"
)

var client = &http.Client{}

var limited = &http.Client{Timeout: time.Minute}

func get(url string) ([]byte, error) {
	resp, err := client.Get(url) // want `^client\.Get in get waits for ever if the server does: the client has no Timeout, and the request no deadline$`
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func local(url string, v any) error {
	c := &http.Client{Transport: http.DefaultTransport}
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "application/json")
	resp, err := c.Do(req) // want `^c\.Do in local waits for ever`
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return io.EOF
	}
	return json.NewDecoder(resp.Body).Decode(v)
}

func background(url string) {
	req, _ := http.NewRequestWithContext(context.Background(), http.MethodGet, url, nil)
	resp, err := client.Do(req) // want `^client\.Do in background waits for ever`
	if err == nil {
		resp.Body.Close()
	}
}

// Clean: a timeout or a deadline, or there may be one.

func bounded(ctx context.Context, url string, given *http.Request, c *http.Client) {
	for _, f := range []func() (*http.Response, error){
		func() (*http.Response, error) { return limited.Get(url) },
	} {
		f()
	}
	resp, err := limited.Get(url)
	end(resp, err)
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	resp1, err := client.Do(req)
	if err == nil {
		resp1.Body.Close()
	}
	resp2, err := client.Do(given)
	if err == nil {
		resp2.Body.Close()
	}
	resp3, err := c.Get(url)
	if err == nil {
		resp3.Body.Close()
	}
	req4, _ := http.NewRequest(http.MethodGet, url, nil)
	resp4, err := client.Do(req4.WithContext(ctx))
	if err == nil {
		resp4.Body.Close()
	}
	req5, _ := http.NewRequest(http.MethodGet, url, nil)
	req5 = req5.WithContext(ctx)
	resp5, err := client.Do(req5)
	if err == nil {
		resp5.Body.Close()
	}
	own := wrap.NewLimited()
	resp6, err := own.Get(url)
	if err == nil {
		resp6.Body.Close()
	}
}

// Clean: streams, and responses that go elsewhere.

func stream(url string) (*http.Response, error) {
	resp, err := client.Get(url)
	if err != nil {
		return nil, err
	}
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
	}
	resp2, err := client.Get(url)
	if err != nil {
		return nil, err
	}
	io.Copy(os.Stdout, resp2.Body)
	resp3, err := client.Get(url)
	if err != nil {
		return nil, err
	}
	for dec := json.NewDecoder(resp3.Body); dec.More(); {
	}
	resp4, err := client.Get(url)
	end(resp4, err)
	return client.Get(url)
}

func end(*http.Response, error) {}
