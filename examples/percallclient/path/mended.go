package path

import (
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"time"
)

// MendedFetch empties the pool however it returns.
func MendedFetch(url string, config *tls.Config) ([]byte, error) {
	tr := &http.Transport{TLSClientConfig: config, IdleConnTimeout: 90 * time.Second}
	defer tr.CloseIdleConnections()
	resp, err := (&http.Client{Transport: tr}).Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("get %s: %s", url, resp.Status)
	}
	return data, err
}
