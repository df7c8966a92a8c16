package bare

import (
	"net/http"
	"testing"

	"bodyclose_fix/doubles"
)

func request(t *testing.T) *http.Request {
	req, err := http.NewRequest("GET", "http://127.0.0.1/", nil)
	if err != nil {
		t.Fatal(err)
	}
	return req
}

func TestByInterface(t *testing.T) {
	code, err := byInterface(&statuses{[]*http.Response{{StatusCode: 200}}}, request(t))
	if err != nil || code != 200 {
		t.Fatal(code, err)
	}
	code, err = byTransport(roundTrip(noContent), request(t))
	if err != nil || code != 204 {
		t.Fatal(code, err)
	}
	code, err = byImported(doubles.StatusOnly(500), request(t))
	if err != nil || code != 500 {
		t.Fatal(code, err)
	}
	code, err = byFull(doubles.Text("x"), request(t))
	if err != nil || code != 200 {
		t.Fatal(code, err)
	}
}
