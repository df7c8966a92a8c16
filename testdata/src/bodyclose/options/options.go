// Package options holds functions that return a response open if their caller wants that, and closed otherwise: what is
// passed decides.
package options

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
)

type client struct {
	hc   *http.Client
	url  string
	raw  bool
	logs bool
}

// do returns the response open if v is nil.
func (c *client) do(v any) (*http.Response, error) {
	resp, err := c.hc.Get(c.url)
	if err != nil {
		return nil, err
	}
	if v == nil {
		return resp, nil
	}
	defer resp.Body.Close()
	return resp, json.NewDecoder(resp.Body).Decode(v)
}

func (c *client) doNil() int {
	resp, err := c.do(nil) // want "is never closed"
	if err != nil {
		return 0
	}
	return resp.StatusCode
}

func (c *client) doInto() (n int) {
	resp, err := c.do(&n)
	if err != nil {
		return 0
	}
	return resp.StatusCode
}

// doWhatever passes this or that.
func (c *client) doWhatever(into bool) int {
	var v any
	if into {
		v = new(int)
	}
	resp, err := c.do(v) // want "is never closed"
	if err != nil {
		return 0
	}
	return resp.StatusCode
}

// forward hands on what it gets, so that its callers decide.
func (c *client) forward(v any) (*http.Response, error) { return c.do(v) }

func (c *client) forwardNil() error {
	_, err := c.forward(nil) // want "is discarded"
	return err
}

func (c *client) forwardInto() error {
	var n int
	_, err := c.forward(&n)
	return err
}

func (c *client) choose(raw bool) (*http.Response, error) {
	resp, err := c.hc.Get(c.url)
	if err == nil && !raw {
		resp.Body.Close()
	}
	return resp, err
}

// onlyOne tests its parameter first.
func (c *client) onlyOne(raw bool) error {
	if raw {
		resp, err := c.choose(raw)
		if err != nil {
			return err
		}
		return resp.Body.Close()
	}
	_, err := c.choose(raw)
	return err
}

type settings struct {
	noBody bool
	limit  int
	keep   *bool
}

// call closes what nobody wants. It logs, which decides nothing.
func (c *client) call(ctx context.Context, s *settings) (*http.Response, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.url, nil)
	if err != nil {
		return nil, err
	}
	resp, err := c.hc.Do(req)
	if err != nil {
		return nil, err
	}
	if c.logs {
		resp.Header.Set("X-Logged", "yes")
	}
	if s.noBody {
		resp.Body.Close()
	}
	return resp, nil
}

func (c *client) callNoBody(ctx context.Context) error {
	_, err := c.call(ctx, &settings{noBody: true})
	return err
}

func (c *client) callBody(ctx context.Context) error {
	_, err := c.call(ctx, &settings{limit: 3}) // want "is discarded"
	return err
}

func (c *client) callSetLater(ctx context.Context) error {
	s := settings{}
	s.noBody = true
	_, err := c.call(ctx, &s)
	return err
}

// callChosen sets what it is told.
func (c *client) callChosen(ctx context.Context, quiet bool) error {
	_, err := c.call(ctx, &settings{noBody: quiet}) //oracle:miss what is passed is not known
	return err
}

// byValue takes its settings as a struct.
func (c *client) byValue(s settings) (io.ReadCloser, error) {
	resp, err := c.hc.Get(c.url)
	if err != nil {
		return nil, err
	}
	if s.limit > 0 {
		return resp.Body, nil
	}
	_, err = io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	return nil, err
}

func (c *client) byValueOpen() error {
	_, err := c.byValue(settings{limit: 10}) // want "is discarded"
	return err
}

func (c *client) byValueRead() error {
	_, err := c.byValue(settings{noBody: true})
	return err
}

// byPointer looks behind a pointer in its settings.
func (c *client) byPointer(s settings) (*http.Response, error) {
	resp, err := c.hc.Get(c.url)
	if err != nil {
		return nil, err
	}
	if s.keep != nil && *s.keep {
		return resp, nil
	}
	return resp, resp.Body.Close()
}

func (c *client) byPointerKept() error {
	keep := true
	_, err := c.byPointer(settings{keep: &keep}) // want "is discarded"
	return err
}

func (c *client) byPointerNone() error {
	_, err := c.byPointer(settings{})
	return err
}

// ofReceiver asks its receiver.
func (c *client) ofReceiver() (*http.Response, error) {
	resp, err := c.hc.Get(c.url)
	if err == nil && !c.raw {
		resp.Body.Close()
	}
	return resp, err
}

func receiverRaw(hc *http.Client, url string) error {
	c := &client{hc: hc, url: url, raw: true}
	_, err := c.ofReceiver() // want "is discarded"
	return err
}

func receiverNotRaw(hc *http.Client, url string) error {
	c := &client{hc: hc, url: url}
	_, err := c.ofReceiver()
	return err
}

// dry sends nothing if it need not.
func (c *client) dry(really bool) (*http.Response, error) {
	if !really {
		return nil, nil
	}
	return c.hc.Get(c.url)
}

func (c *client) dryRun() error {
	_, err := c.dry(false)
	return err
}

func (c *client) wetRun() error {
	_, err := c.dry(true) // want "is discarded"
	return err
}

// either has two reasons to leave it open.
func (c *client) either(stream, raw bool) (*http.Response, error) {
	resp, err := c.hc.Get(c.url)
	if err != nil {
		return nil, err
	}
	if stream || raw {
		return resp, nil
	}
	return resp, resp.Body.Close()
}

func (c *client) eitherOne() error {
	_, err := c.either(false, true) // want "is discarded"
	return err
}

func (c *client) eitherNone() error {
	_, err := c.either(false, false)
	return err
}

// byStatus closes what is no success: the response decides, whatever its caller wants.
func (c *client) byStatus(want int) (*http.Response, error) {
	resp, err := c.hc.Get(c.url)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return resp, nil
	}
	return resp, nil
}

func (c *client) byStatusOpen() error {
	_, err := c.byStatus(1) // want "is discarded"
	return err
}

// again closes what it tries once more; where it cannot, it returns that closed. Most ways return an open response, whatever
// its caller wants.
func again(c *http.Client, req *http.Request, tries *int) (*http.Response, error) {
	if tries == nil {
		return c.Do(req)
	}
	var resp *http.Response
	var err error
	for i := 1; ; i++ {
		resp, err = c.Do(req)
		if i >= *tries {
			break
		}
		if err == nil && resp.StatusCode < 500 {
			break
		}
		if resp != nil {
			resp.Body.Close()
		}
		if req.GetBody != nil {
			body, err := req.GetBody()
			if err != nil {
				return nil, err
			}
			req.Body = body
		} else if req.Body != nil {
			break
		}
	}
	return resp, err
}

func triesAgain(c *http.Client, url string) ([]byte, error) {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	tries := 2
	resp, err := again(c, req, &tries) // want "is never closed"
	if err != nil {
		return nil, err
	}
	return io.ReadAll(resp.Body)
}
