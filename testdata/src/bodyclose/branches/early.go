// Package branches holds returns that come before the close, and their mended twins.
package branches

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

type item struct {
	ID    int      `json:"id"`
	Name  string   `json:"name"`
	Items []string `json:"items"`
}

var errStatus = errors.New("unexpected status")

func statusBeforeDefer(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("get %s: %s", url, resp.Status)
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

func statusAfterDefer(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("get %s: %s", url, resp.Status)
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

func combinedCondition(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil || resp.StatusCode != http.StatusOK {
		return nil, errStatus
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func combinedConditionClosed(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url)
	if err != nil || resp.StatusCode != http.StatusOK {
		if resp != nil {
			resp.Body.Close()
		}
		return nil, errStatus
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// combinedPositive has the same mistake the other way round.
func combinedPositive(c *http.Client, url string) (it item) {
	resp, err := c.Get(url) // want "is not closed"
	if err == nil && resp.StatusCode == http.StatusOK {
		defer resp.Body.Close()
		_ = json.NewDecoder(resp.Body).Decode(&it)
	}
	return it
}

func combinedPositiveNested(c *http.Client, url string) (it item) {
	if resp, err := c.Get(url); err == nil {
		defer resp.Body.Close()
		if resp.StatusCode == http.StatusOK {
			_ = json.NewDecoder(resp.Body).Decode(&it)
		}
	}
	return it
}

func decodeBeforeClose(c *http.Client, url string) (*item, error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return nil, err
	}
	var it item
	if err := json.NewDecoder(resp.Body).Decode(&it); err != nil {
		return nil, err
	}
	resp.Body.Close()
	return &it, nil
}

func decodeThenCloseAlways(c *http.Client, url string) (*item, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	var it item
	err = json.NewDecoder(resp.Body).Decode(&it)
	resp.Body.Close()
	if err != nil {
		return nil, err
	}
	return &it, nil
}

func onlyErrorStatusCloses(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	if resp.StatusCode >= 400 {
		defer resp.Body.Close()
		msg, _ := io.ReadAll(resp.Body)
		return fmt.Errorf("%s: %s", resp.Status, msg)
	}
	return nil
}

func bothArmsClose(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	if resp.StatusCode >= 400 {
		msg, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		return fmt.Errorf("%s: %s", resp.Status, msg)
	}
	return resp.Body.Close()
}

func readErrorReturns(c *http.Client, url string) (string, error) {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	resp, err := c.Do(req) // want "is not closed"
	if err != nil {
		return "", err
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	return string(body), nil
}

func neverTouched(c *http.Client, url string) (int, error) {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func touchedOnce(c *http.Client, url string) (int, error) {
	resp, err := c.Head(url)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, resp.Body.Close()
}

func readButNeverClosed(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Post(url, "text/plain", strings.NewReader("ping")) // want "is never closed"
	if err != nil {
		return nil, err
	}
	return io.ReadAll(resp.Body)
}

func packageFunctionNeverClosed(url string) (string, error) {
	resp, err := http.Get(url) // want "is never closed"
	if err != nil {
		return "", err
	}
	return resp.Header.Get("Content-Type"), nil
}

func packageFunctionClosed(url string) (string, error) {
	resp, err := http.Get(url)
	if err != nil {
		return "", err
	}
	defer func() { _ = resp.Body.Close() }()
	return resp.Header.Get("Content-Type"), nil
}
