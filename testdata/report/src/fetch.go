package src

import (
	"errors"
	"fmt"
	"io"
	"net/http"
)

func fetch(c *http.Client, req *http.Request) ([]byte, error) {
	/* größer */ resp, err := c.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, errors.Join(fmt.Errorf("get %s: 100%% wrong, really: %s", req.URL, resp.Status), errors.New("x"))
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

var client = &http.Client{
	Transport: &http.Transport{},
}
