// Package path empties the pool, but not on every path.
package path

import (
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"time"
)

// LeakyFetch leaves an idle connection behind when the status is not 200 OK.
func LeakyFetch(url string, config *tls.Config) ([]byte, error) {
	tr := &http.Transport{TLSClientConfig: config, IdleConnTimeout: 90 * time.Second}
	resp, err := (&http.Client{Transport: tr}).Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("get %s: %s", url, resp.Status)
	}
	tr.CloseIdleConnections()
	return data, err
}
