package releases

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"os"
)

// written is closed by Write.
func written(c *http.Client, url string, w io.Writer) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	return resp.Write(w)
}

func dumped(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	b, err := httputil.DumpResponse(resp, true)
	return string(b), err
}

// dumpedHead dumps without the body, which stays open.
func dumpedHead(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return "", err
	}
	b, err := httputil.DumpResponse(resp, false)
	return string(b), err
}

// forwarded sends the body of one response in the next request: the transport closes it.
func forwarded(ctx context.Context, c *http.Client, url string) error {
	src, err := c.Get(url + "/src")
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, url+"/dst", src.Body)
	if err != nil {
		src.Body.Close()
		return err
	}
	dst, err := c.Do(req)
	if err != nil {
		return err
	}
	return dst.Body.Close()
}

// posted does the same with Post.
func posted(c *http.Client, url string) error {
	src, err := c.Get(url + "/src")
	if err != nil {
		return err
	}
	dst, err := c.Post(url+"/dst", "application/json", src.Body)
	if err != nil {
		return err
	}
	defer dst.Body.Close()
	return nil
}

// forwardedWrapped hides the Close method of the body from the transport.
func forwardedWrapped(c *http.Client, url string) error {
	src, err := c.Get(url + "/src") // want "is never closed"
	if err != nil {
		return err
	}
	dst, err := c.Post(url+"/dst", "application/json", bufio.NewReader(src.Body))
	if err != nil {
		return err
	}
	return dst.Body.Close()
}

// forwardedChecked returns between the two requests.
func forwardedChecked(c *http.Client, url string) error {
	src, err := c.Get(url + "/src") // want "is not closed"
	if err != nil {
		return err
	}
	if src.StatusCode != http.StatusOK {
		return fmt.Errorf("status %s", src.Status)
	}
	dst, err := c.Post(url+"/dst", "application/json", src.Body)
	if err != nil {
		return err
	}
	return dst.Body.Close()
}

// saved writes the body to a file; each error path closes.
func saved(c *http.Client, url, dst string) (err error) {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	f, err := os.Create(dst)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := f.Close(); err == nil {
			err = cerr
		}
	}()
	_, err = io.Copy(f, resp.Body)
	return err
}

// savedLeaks returns if the file cannot be created.
func savedLeaks(c *http.Client, url, dst string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	f, err := os.Create(dst)
	if err != nil {
		return err
	}
	defer f.Close()
	defer resp.Body.Close()
	_, err = io.Copy(f, resp.Body)
	return err
}

// closesTheFile closes something else that has the same method.
func closesTheFile(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return err
	}
	f, err := os.Open(os.DevNull)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// closesTheRequest closes the body of the request, not that of the response.
func closesTheRequest(c *http.Client, url string) error {
	req, err := http.NewRequest(http.MethodPost, url, bytes.NewReader([]byte("{}")))
	if err != nil {
		return err
	}
	resp, err := c.Do(req) // want "is never closed"
	if err != nil {
		return err
	}
	defer req.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %s", resp.Status)
	}
	return nil
}

// cancels ends the context, which frees the connection but is no close.
func cancels(ctx context.Context, c *http.Client, url string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := c.Do(req) // want "is never closed"
	if err != nil {
		return err
	}
	return json.NewDecoder(resp.Body).Decode(new(any))
}

// piped streams the body to a reader that the caller closes.
func piped(c *http.Client, url string) (io.ReadCloser, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	pr, pw := io.Pipe()
	go func() {
		defer resp.Body.Close()
		_, err := io.Copy(pw, resp.Body)
		pw.CloseWithError(err)
	}()
	return pr, nil
}

// pipedForgets closes the pipe only.
func pipedForgets(c *http.Client, url string) (io.ReadCloser, error) {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return nil, err
	}
	pr, pw := io.Pipe()
	go func() {
		_, err := io.Copy(pw, resp.Body)
		pw.CloseWithError(err)
	}()
	return pr, nil
}

// tee reads through another reader and closes the body itself.
func tee(c *http.Client, url string, log io.Writer) (v any, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	err = json.NewDecoder(io.TeeReader(resp.Body, log)).Decode(&v)
	if cerr := resp.Body.Close(); cerr != nil && err == nil {
		err = cerr
	}
	return v, err
}

func closeInCondition(c *http.Client, url string) bool {
	resp, err := c.Get(url)
	return err == nil && resp.Body.Close() == nil && resp.StatusCode == http.StatusOK
}

// closeInConditionLate asks for the status first.
func closeInConditionLate(c *http.Client, url string) bool {
	resp, err := c.Get(url) // want "is not closed"
	return err == nil && resp.StatusCode == http.StatusOK && resp.Body.Close() == nil
}
