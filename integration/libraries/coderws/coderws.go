// Package coderws uses coder/websocket: "You never need to close resp.Body
// yourself." (Dial)
package coderws

import (
	"context"
	"fmt"
	"net/http"

	"github.com/coder/websocket"
)

func CleanDial(ctx context.Context, url string) error {
	conn, _, err := websocket.Dial(ctx, url, nil)
	if err != nil {
		return err
	}
	return conn.Close(websocket.StatusNormalClosure, "")
}

func CleanDialStatus(ctx context.Context, url string) error {
	conn, resp, err := websocket.Dial(ctx, url, nil)
	if err != nil {
		if resp != nil {
			return fmt.Errorf("%s: %w", resp.Status, err)
		}
		return err
	}
	return conn.CloseNow()
}

// LeakyFallback polls where there is no websocket.
func LeakyFallback(ctx context.Context, c *http.Client, url string) (int, error) {
	conn, _, err := websocket.Dial(ctx, url, nil)
	if err == nil {
		return http.StatusOK, conn.CloseNow()
	}
	resp, err := c.Get(url)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}
