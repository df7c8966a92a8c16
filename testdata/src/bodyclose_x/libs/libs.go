// Package libs uses helpers and client libraries of other packages, which learned
// what they know from further packages.
package libs

import (
	"errors"
	"io"
	"net/http"

	"github.com/levigross/grequests"

	"bodyclose_x/kit"
	"bodyclose_x/sdk"
)

type item struct {
	Name string `json:"name"`
}

// --- helpers ---

func drainAndClose(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	return kit.DrainAndClose(resp.Body)
}

func closeAll(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	return kit.CloseAll(resp.Body)
}

func closeAllOfTwo(c *http.Client, url, otherURL string) error {
	first, err := c.Get(url)
	if err != nil {
		return err
	}
	second, err := c.Get(otherURL)
	if err != nil {
		return errors.Join(err, kit.CloseAll(first.Body))
	}
	return kit.CloseAll(first.Body, second.Body)
}

func closeAllForgets(c *http.Client, url, otherURL string) error {
	first, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	second, err := c.Get(otherURL)
	if err != nil {
		return err
	}
	return kit.CloseAll(first.Body, second.Body)
}

func run(c *http.Client, url string) (int, error) {
	resp, err := c.Get(url)
	if err != nil {
		return 0, err
	}
	defer kit.Run(resp.Body.Close)
	return resp.StatusCode, nil
}

func runsOther(c *http.Client, url string) (int, error) {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return 0, err
	}
	defer kit.Run(func() error { return nil })
	return resp.StatusCode, nil
}

func appendInvoke(c *http.Client, url string) (b []byte, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	defer kit.AppendInvoke(&err, kit.Closing(resp.Body))
	return io.ReadAll(resp.Body)
}

func appendFunc(c *http.Client, url string) (b []byte, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	defer kit.AppendFunc(&err, resp.Body.Close)
	return io.ReadAll(resp.Body)
}

func appendInvokeForgets(c *http.Client, url string) (b []byte, err error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, errors.New(resp.Status)
	}
	defer kit.AppendInvoke(&err, kit.Closing(resp.Body))
	return io.ReadAll(resp.Body)
}

func capture(c *http.Client, url string) (b []byte, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	defer kit.Capture(&err, resp.Body.Close, "close")
	return io.ReadAll(resp.Body)
}

func exhaustClose(c *http.Client, url string) (code int, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return 0, err
	}
	defer kit.ExhaustClose(&err, resp.Body, "close")
	return resp.StatusCode, nil
}

func captureForgets(c *http.Client, url string) (code int, err error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return 0, err
	}
	if resp.StatusCode == http.StatusNotFound {
		return 0, errors.New(resp.Status)
	}
	defer kit.Capture(&err, resp.Body.Close, "close")
	return resp.StatusCode, nil
}

func readBody(c *http.Client, url string) ([]byte, error) { return kit.ReadBody(c.Get(url)) }

func expect(c *http.Client, url string) (int, error) {
	resp, err := kit.Expect(c.Get(url))
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}

func expectForgets(c *http.Client, url string) (int, error) {
	resp, err := kit.Expect(c.Get(url)) // want "is (never|not) closed"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func expectLoosely(c *http.Client, url string) error {
	return kit.ExpectLoosely(c.Get(url)) // want "is not closed"
}

func finally(c *http.Client, url string) (b []byte, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	err = kit.Finally(resp.Body, func() error {
		b, err = io.ReadAll(resp.Body)
		return err
	})
	return b, err
}

// --- a library on top of the helpers ---

func resultClose(c *http.Client, url string) (int, error) {
	r, err := (&sdk.Client{HC: c}).Fetch(url)
	if err != nil {
		return 0, err
	}
	defer r.Close()
	return r.Code, nil
}

func resultBytes(c *http.Client, url string) ([]byte, error) {
	r, err := (&sdk.Client{HC: c}).Fetch(url)
	if err != nil {
		return nil, err
	}
	return r.Bytes()
}

func resultJSON(c *http.Client, url string) (it item, err error) {
	client := &sdk.Client{HC: c}
	r, err := client.Fetch(url)
	if err != nil {
		return it, err
	}
	return it, r.JSON(&it)
}

func resultForgets(c *http.Client, url string) (string, error) {
	client := &sdk.Client{HC: c}
	r, err := client.Fetch(url) // want "is never closed"
	if err != nil {
		return "", err
	}
	return r.Header("Content-Type"), nil
}

func resultPath(c *http.Client, url string) (it item, err error) {
	client := &sdk.Client{HC: c}
	r, err := client.Fetch(url) // want "is not closed"
	if err != nil {
		return it, err
	}
	if r.Header("Content-Type") == "" {
		return it, errors.New("no content type")
	}
	return it, r.JSON(&it)
}

func raw(c *http.Client, url string) (int, error) {
	resp, err := (&sdk.Client{HC: c}).Raw(url)
	if resp != nil {
		defer resp.Body.Close()
	}
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

// rawForgets does as one does with net/http; here, it leaks.
func rawForgets(c *http.Client, url string) (int, error) {
	client := &sdk.Client{HC: c}
	resp, err := client.Raw(url) // want "is not closed"
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}

func execute(c *http.Client, url string) (int, error) {
	var it item
	resp, err := (&sdk.Client{HC: c}).Execute(url, &it)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func executeError(c *http.Client, url string) ([]byte, error) {
	var it item
	resp, err := (&sdk.Client{HC: c}).Execute(url, &it)
	if err != nil && resp != nil {
		b, _ := io.ReadAll(resp.Body)
		return b, err
	}
	return nil, err
}

func wrappedBody(c *http.Client, url string) ([]byte, error) {
	body, err := (&sdk.Client{HC: c}).Body(url)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	return io.ReadAll(body)
}

func wrappedBodyForgets(c *http.Client, url string) ([]byte, error) {
	client := &sdk.Client{HC: c}
	body, err := client.Body(url) // want "is never closed"
	if err != nil {
		return nil, err
	}
	return io.ReadAll(body)
}

func each(c *http.Client, urls []string) (n int64, err error) {
	err = (&sdk.Client{HC: c}).Each(urls, func(resp *http.Response) error {
		n += resp.ContentLength
		return nil
	})
	return n, err
}

// --- grequests ---

func consumed(url string) (it item, err error) {
	resp, err := grequests.Get(url, nil)
	if err != nil {
		return it, err
	}
	return it, resp.JSON(&it)
}

func asString(url string) (string, error) {
	resp, err := grequests.Get(url, &grequests.RequestOptions{})
	if err != nil {
		return "", err
	}
	return resp.String(), nil
}

func closed(url string) (int, error) {
	resp, err := grequests.Get(url, nil)
	if err != nil {
		return 0, err
	}
	defer resp.Close()
	return resp.StatusCode, nil
}

func onlyStatus(url string) (int, error) {
	resp, err := grequests.Get(url, nil) // want "is never closed"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func okFirst(url string) (it item, err error) {
	resp, err := grequests.Get(url, nil) // want "is not closed"
	if err != nil {
		return it, err
	}
	if !resp.Ok {
		return it, errors.New("no good")
	}
	return it, resp.JSON(&it)
}

// downloaded leaks where the file cannot be made.
func downloaded(url, file string) error {
	resp, err := grequests.Get(url, nil) //oracle:miss what its methods do depends on fields of the response
	if err != nil {
		return err
	}
	return resp.DownloadToFile(file)
}
