package loops

import (
	"net/http"
	"strconv"
)

// Counters that say whether a response is held.

func pageAt(c *http.Client, url string, n int) (*http.Response, error) {
	return c.Get(url + "?page=" + strconv.Itoa(n))
}

func counted(c *http.Client, url string, n int) (code int, err error) {
	var resp *http.Response
	for i := 0; i < n; i++ {
		if i > 0 {
			resp.Body.Close()
		}
		if resp, err = pageAt(c, url, i); err != nil {
			return 0, err
		}
	}
	if n <= 0 {
		return 0, nil
	}
	return resp.StatusCode, resp.Body.Close()
}

func countedOff(c *http.Client, url string, n int) (code int, err error) {
	var resp *http.Response
	for i := 0; i < n; i++ {
		if i > 1 {
			resp.Body.Close()
		}
		if resp, err = pageAt(c, url, i); err != nil { // want "is overwritten by the next iteration"
			return 0, err
		}
	}
	if n <= 0 {
		return 0, nil
	}
	return resp.StatusCode, resp.Body.Close()
}

func countedFar(c *http.Client, url string) (code int, err error) {
	var resp *http.Response
	for i := 0; i < 500; i++ {
		if i >= 1 {
			resp.Body.Close()
		}
		if resp, err = pageAt(c, url, i); err != nil {
			return 0, err
		}
		if resp.Header.Get("Next") == "" {
			break
		}
	}
	return resp.StatusCode, resp.Body.Close()
}

func countedForever(c *http.Client, url string) (code int, err error) {
	var resp *http.Response
	for i := 10; ; i++ {
		if i != 10 {
			resp.Body.Close()
		}
		if resp, err = pageAt(c, url, i); err != nil {
			return 0, err
		}
		if resp.Header.Get("Next") == "" {
			return resp.StatusCode, resp.Body.Close()
		}
	}
}

func countedForeverOff(c *http.Client, url string) (code int, err error) {
	var resp *http.Response
	for i := 10; i < 30; i++ {
		if i != 10 && i != 11 {
			resp.Body.Close()
		}
		if resp, err = pageAt(c, url, i); err != nil { // want "is overwritten by the next iteration"
			return 0, err
		}
		if resp.StatusCode != http.StatusInternalServerError {
			break
		}
	}
	return resp.StatusCode, resp.Body.Close()
}

func ranged(c *http.Client, url string, n int) (code int, err error) {
	var resp *http.Response
	for i := range n {
		if i > 0 {
			resp.Body.Close()
		}
		if resp, err = pageAt(c, url, i); err != nil {
			return 0, err
		}
	}
	if n < 1 {
		return 0, nil
	}
	return resp.StatusCode, resp.Body.Close()
}

func rangedSlice(c *http.Client, urls []string) (code int, err error) {
	var resp *http.Response
	for i, u := range urls {
		if i != 0 {
			resp.Body.Close()
		}
		if resp, err = pageAt(c, u, i); err != nil {
			return 0, err
		}
	}
	if len(urls) == 0 {
		return 0, nil
	}
	return resp.StatusCode, resp.Body.Close()
}

func rangedSliceOff(c *http.Client, urls []string) (code int, err error) {
	var resp *http.Response
	for i, u := range urls {
		if i != 0 {
			resp.Body.Close()
		}
		if resp, err = pageAt(c, u, i); err != nil { // want "is not closed"
			return 0, err
		}
	}
	if len(urls) <= 3 {
		return 0, nil
	}
	return resp.StatusCode, resp.Body.Close()
}

func countedDown(c *http.Client, url string, left int) (code int, err error) {
	var resp *http.Response
	for start := left; left >= 0; left-- {
		if left < start {
			resp.Body.Close()
		}
		if resp, err = pageAt(c, url, left); err != nil {
			return 0, err
		}
	}
	if resp == nil {
		return 0, nil
	}
	return resp.StatusCode, resp.Body.Close()
}

func countedDownOff(c *http.Client, url string, left int) (code int, err error) {
	var resp *http.Response
	for start := left; left >= 0; left-- {
		if left < start-1 {
			resp.Body.Close()
		}
		if resp, err = pageAt(c, url, left); err != nil { // want "is overwritten by the next iteration"
			return 0, err
		}
	}
	if resp == nil {
		return 0, nil
	}
	return resp.StatusCode, resp.Body.Close()
}

func countedFrom(c *http.Client, url string, from, to int) (code int, err error) {
	var resp *http.Response
	for i := from; i <= to; i++ {
		if i > from {
			resp.Body.Close()
		}
		if resp, err = pageAt(c, url, i); err != nil {
			return 0, err
		}
	}
	if resp == nil {
		return 0, nil
	}
	return resp.StatusCode, resp.Body.Close()
}

func countedByTwo(c *http.Client, url string, n int) (code int, err error) {
	var resp *http.Response
	for i := 0; i < n; i += 2 {
		if i > 0 {
			resp.Body.Close()
		}
		if resp, err = pageAt(c, url, i); err != nil {
			return 0, err
		}
	}
	if resp == nil {
		return 0, nil
	}
	return resp.StatusCode, resp.Body.Close()
}

// countedBeside counts what the loop does not go by.
func countedBeside(c *http.Client, urls []string) (code int, err error) {
	var resp *http.Response
	pages := 0
	for _, u := range urls {
		if u == "" {
			continue
		}
		if pages > 0 {
			resp.Body.Close()
		}
		if resp, err = c.Get(u); err != nil {
			return 0, err
		}
		pages++
	}
	if pages > 0 {
		resp.Body.Close()
	}
	return pages, nil
}

func countedBesideOff(c *http.Client, urls []string) (code int, err error) {
	var resp *http.Response
	pages := 0
	for _, u := range urls {
		if u == "" {
			continue
		}
		if pages > 0 {
			resp.Body.Close()
		}
		if resp, err = c.Get(u); err != nil { // want "is not closed"
			return 0, err
		}
		pages++
		if resp.StatusCode != http.StatusOK {
			break
		}
	}
	if pages > 1 {
		resp.Body.Close()
	}
	return pages, nil
}

func untilLast(c *http.Client, url string, most int) (resp *http.Response, err error) {
	for i := 0; i < most; i++ {
		if resp, err = pageAt(c, url, i); err != nil {
			return nil, err
		}
		if i == most-1 || resp.StatusCode == http.StatusOK {
			break
		}
		resp.Body.Close()
	}
	return resp, nil
}

func untilLastConst(c *http.Client, url string) (int, error) {
	const most = 40
	for i := 1; i <= most; i++ {
		resp, err := pageAt(c, url, i)
		if err != nil {
			return 0, err
		}
		if i < most {
			resp.Body.Close()
			continue
		}
		return resp.StatusCode, resp.Body.Close()
	}
	return 0, nil
}

func firstOnly(c *http.Client, urls []string) (code int, err error) {
	var resp *http.Response
	first := true
	for _, u := range urls {
		if !first {
			resp.Body.Close()
		}
		first = false
		if resp, err = c.Get(u); err != nil {
			return 0, err
		}
	}
	if !first {
		return resp.StatusCode, resp.Body.Close()
	}
	return 0, nil
}

func firstOnlyOff(c *http.Client, urls []string) (code int, err error) {
	var resp *http.Response
	first := true
	for i, u := range urls {
		if !first {
			resp.Body.Close()
		}
		first = i == 0
		if resp, err = c.Get(u); err != nil { // want "is overwritten by the next iteration"
			return 0, err
		}
	}
	if resp != nil {
		return resp.StatusCode, resp.Body.Close()
	}
	return 0, nil
}
