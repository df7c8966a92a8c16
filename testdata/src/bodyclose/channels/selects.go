package channels

import (
	"context"
	"net/http"
	"time"
)

// buffered returns a channel with room for one answer, or for none.
func buffered(room bool) chan *http.Response {
	if room {
		return make(chan *http.Response, 1)
	}
	return make(chan *http.Response)
}

// Only the chosen case sends.
func sendsNow(c *http.Client, url string, room bool) error {
	ch := buffered(room)
	resp, err := c.Get(url) // want "is not closed when"
	if err != nil {
		return err
	}
	select {
	case ch <- resp:
		return (<-ch).Body.Close()
	default:
		return errSlow
	}
}

func sendsNowOrCloses(c *http.Client, url string) error {
	ch := make(chan *http.Response)
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	select {
	case ch <- resp:
		return nil
	default:
	}
	return resp.Body.Close()
}

// A worker that is told to stop keeps what it has.
func stops(c *http.Client, urls []string) (sum int) {
	in := make(chan result)
	stop := make(chan struct{})
	go func() {
		defer close(in)
		for _, url := range urls {
			resp, err := c.Get(url) // want "is not closed when"
			if err != nil {
				return
			}
			select {
			case in <- result{resp, nil}:
			case <-stop:
				return
			}
		}
	}()
	for r := range in {
		sum += r.resp.StatusCode
		r.resp.Body.Close()
		close(stop)
		break
	}
	time.Sleep(20 * time.Millisecond)
	return sum
}

func stopsAndCloses(c *http.Client, urls []string) (sum int) {
	in := make(chan result)
	stop := make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, url := range urls {
			resp, err := c.Get(url)
			if err != nil {
				return
			}
			select {
			case <-stop:
				resp.Body.Close()
				return
			case in <- result{resp, nil}:
			}
		}
	}()
	select {
	case r := <-in:
		sum += r.resp.StatusCode
		r.resp.Body.Close()
	case <-done:
		return sum
	}
	close(stop)
	<-done
	return sum
}

// The request ends with its context, also where that is asked by a variable.
func stopsWithContext(ctx context.Context, c *http.Client, req *http.Request) int {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	in := make(chan *http.Response)
	ended := ctx.Done()
	go func() {
		resp, err := c.Do(req.WithContext(ctx))
		if err != nil {
			close(in)
			return
		}
		select {
		case in <- resp:
		case <-ended:
		}
	}()
	if resp := <-in; resp != nil {
		defer resp.Body.Close()
		return resp.StatusCode
	}
	return 0
}

// Of two cases that send, either does.
func sendsEither(c *http.Client, url string) (int, error) {
	left, right := make(chan *http.Response, 1), make(chan *http.Response, 1)
	resp, err := c.Get(url)
	if err != nil {
		return 0, err
	}
	select {
	case left <- resp:
	case right <- resp:
	}
	select {
	case resp = <-left:
	case resp = <-right:
	}
	return resp.StatusCode, resp.Body.Close()
}

// There is room for the answer, and nothing else to choose.
func sendsWithRoom(c *http.Client, url string) error {
	ch := make(chan *http.Response, 1)
	never := make(chan struct{})
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	select {
	case ch <- resp:
	case <-never:
		return errSlow
	default:
		return errSlow
	}
	return (<-ch).Body.Close()
}
