package roundtrip

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
)

// Download returns a body and what its header says of it.
func Download(c *http.Client, addr string) (body io.ReadCloser, kind string, err error) {
	resp, err := c.Get(addr) //oracle:leak to Describe, beside an error
	if err != nil {
		return nil, "", err
	}
	_, params, err := mime.ParseMediaType(resp.Header.Get("X-Kind"))
	return resp.Body, params["kind"], err
}

// Describe uses it as anybody would.
func Describe(c *http.Client, addr string) (string, error) {
	body, kind, err := Download(c, addr)
	if err != nil {
		return "", fmt.Errorf("describe: %w", err)
	}
	defer body.Close()
	return kind, nil
}

// DownloadChecked tests the error before it returns.
func DownloadChecked(c *http.Client, addr string) (body io.ReadCloser, length int64, err error) {
	resp, err := c.Get(addr)
	if err != nil {
		return nil, 0, err
	}
	if length, err = strconv.ParseInt(resp.Header.Get("X-Length"), 10, 64); err != nil {
		resp.Body.Close()
		return nil, 0, fmt.Errorf("length: %w", err)
	}
	return resp.Body, length, nil
}

// Length uses that.
func Length(c *http.Client, addr string) (int64, error) {
	body, length, err := DownloadChecked(c, addr)
	if err != nil {
		return 0, err
	}
	return length, body.Close()
}

// Raw returns the response beside an error of its own, as its documentation says: close it also
// if there is an error.
func Raw(c *http.Client, addr string) (*http.Response, error) {
	resp, err := c.Get(addr) //oracle:leak to ItemCount, beside the error
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return resp, errors.New(resp.Status)
	}
	return resp, nil
}

// Items reads that documentation.
func Items(c *http.Client, addr string) (items []string, err error) {
	resp, err := Raw(c, addr)
	if resp != nil {
		defer resp.Body.Close()
	}
	if err != nil {
		return nil, err
	}
	err = json.NewDecoder(resp.Body).Decode(&struct{ Items *[]string }{&items})
	return items, err
}

// ItemCount does not.
func ItemCount(c *http.Client, addr string) (int, error) {
	resp, err := Raw(c, addr)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	n, err := io.Copy(io.Discard, resp.Body)
	return int(n), err
}

// Through asks by way of a proxy.
func Through(rt http.RoundTripper, proxy *url.URL, addr string) (int, error) {
	u, err := url.Parse(addr)
	if err != nil {
		return 0, err
	}
	u.Host = proxy.Host
	resp, err := rt.RoundTrip(&http.Request{Method: http.MethodGet, URL: u, Header: http.Header{}})
	if err != nil {
		return 0, err
	}
	if resp.StatusCode == http.StatusProxyAuthRequired {
		defer resp.Body.Close()
		return 0, errors.New("proxy wants a password")
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}

// Tunnel does so and keeps what the proxy refuses.
func Tunnel(rt http.RoundTripper, proxy *url.URL) (io.ReadWriteCloser, error) {
	resp, err := rt.RoundTrip(&http.Request{Method: http.MethodConnect, URL: proxy, Header: http.Header{}}) //oracle:leak no tunnel
	if err != nil {
		return nil, err
	}
	conn, ok := resp.Body.(io.ReadWriteCloser)
	if !ok {
		return nil, fmt.Errorf("proxy gives no tunnel: %s", resp.Status)
	}
	return conn, nil
}

// Upgrade switches to another protocol, or closes what is none.
func Upgrade(c *http.Client, addr string) (io.ReadWriteCloser, error) {
	req, err := http.NewRequest(http.MethodGet, addr, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Connection", "Upgrade")
	req.Header.Set("Upgrade", "echo")
	resp, err := c.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusSwitchingProtocols {
		_ = resp.Body.Close()
		return nil, fmt.Errorf("upgrade refused: %s", resp.Status)
	}
	return resp.Body.(io.ReadWriteCloser), nil
}

// UpgradeOrKeep forgets that a refusal has a body.
func UpgradeOrKeep(c *http.Client, req *http.Request) (io.ReadWriteCloser, error) {
	req.Header.Set("Upgrade", "echo")
	resp, err := c.Do(req) //oracle:leak the refusal
	if err != nil {
		return nil, err
	}
	if resp.StatusCode == http.StatusSwitchingProtocols {
		return resp.Body.(io.ReadWriteCloser), nil
	}
	return nil, fmt.Errorf("upgrade refused: %s", resp.Status)
}
