// Package wrapped does not import net/http.
package wrapped

import (
	"context"
	"time"

	"defaultclient/wrap"

	"github.com/hashicorp/go-retryablehttp"
)

func get(url string) error {
	resp, err := wrap.Get(url) // want `^wrap\.Get in get sends through a client that the whole process shares and that has no timeout unless someone sets one$`
	if err != nil {
		return err
	}
	wrap.Fetch(url, nil) // want `^wrap\.Fetch in get sends`
	wrap.Default(url)    // want `^wrap\.Default in get sends`
	wrap.Nested(url)     // want `^wrap\.Nested in get sends`
	return resp.Body.Close()
}

func retried(url string) error {
	resp, err := retryablehttp.Get(url) // want `^retryablehttp\.Get in retried sends through a client that the whole process shares`
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

var fetch = wrap.Get // want `^wrap\.Get at package level sends`

func client(url string) {
	wrap.Client().Get(url)    // want `^wrap\.Client\(\)\.Get in client is the client`
	wrap.Client().Timeout = 1 // want `^wrap\.Client\(\)\.Timeout in client is assigned to`
	c := wrap.Client()        // want `^wrap\.Client\(\) in client is the client`
	c.Get(url)
	wrap.Client().CloseIdleConnections()
}

// Clean.

func limited(url string) {
	wrap.Limited(url)
	wrap.Slow(url)
	wrap.Replaced(url)
	wrap.WithContext(context.Background(), url)
	wrap.Deadline(url)
	wrap.Own(nil, url)
	wrap.Options(url)
	retryablehttp.NewClient().Get(url)
	wrap.NewLimited().Timeout = time.Second
}
