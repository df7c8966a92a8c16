package limited

import (
	"crypto/tls"
	"io"
	"net/http"
	"time"
)

// MendedFetch needs a transport for one request and empties it at the end.
func MendedFetch(url string, config *tls.Config) ([]byte, error) {
	tr := &http.Transport{TLSClientConfig: config, IdleConnTimeout: 90 * time.Second}
	defer tr.CloseIdleConnections()
	c := &http.Client{Transport: tr}
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
