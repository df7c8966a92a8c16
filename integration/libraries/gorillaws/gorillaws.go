// Package gorillaws uses gorilla/websocket: the body of the response that Dial
// returns "does not need to be closed by the application".
package gorillaws

import (
	"context"
	"fmt"
	"net/http"

	"github.com/gorilla/websocket"
)

func CleanDial(url string) error {
	conn, _, err := websocket.DefaultDialer.Dial(url, nil)
	if err != nil {
		return err
	}
	return conn.Close()
}

func CleanDialStatus(ctx context.Context, url string) error {
	conn, resp, err := websocket.DefaultDialer.DialContext(ctx, url, nil)
	if err != nil {
		if resp != nil {
			return fmt.Errorf("%s: %w", resp.Status, err)
		}
		return err
	}
	return conn.Close()
}

// LeakyFallback polls where there is no websocket.
func LeakyFallback(c *http.Client, url string) (int, error) {
	conn, _, err := websocket.DefaultDialer.Dial(url, nil)
	if err == nil {
		return http.StatusOK, conn.Close()
	}
	resp, err := c.Get(url)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}
