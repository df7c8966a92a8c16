package oracle

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"
)

// envTable makes the test binary a plain client: "row url". So the goroutines it
// counts are its own main and those of the transport, not those of a test.
const envTable = "HTTPLEAK_GOROUTINE_TABLE"

func TestMain(m *testing.M) {
	if row, url, ok := strings.Cut(os.Getenv(envTable), " "); ok {
		all, transport := client(row, url)
		fmt.Println(all, transport)
		return
	}
	os.Exit(m.Run())
}

const requests = 5

// table is the classic question: what remains of five requests to one server?
// Each connection has two goroutines, readLoop and writeLoop; main is one more.
var table = []struct {
	row  string
	use  func(url string) (*http.Response, error)
	want int
}{
	{"not read and not closed", http.Get, 1 + 2*requests},
	{"closed unread", closed(http.Get), 1},
	{"read and not closed", read(http.Get), 1 + 2},
	{"read and closed", closed(read(http.Get)), 1 + 2},
	{"HEAD and not closed", http.Head, 1 + 2},
	{"decoded from a stream, not closed", decoded, 1 + 2*requests},
	{"not closed, without keep-alives", withoutKeepAlives, 1 + 2*requests},
	{"not closed, context cancelled", cancelled, 1},
}

type request = func(url string) (*http.Response, error)

func closed(do request) request {
	return func(url string) (*http.Response, error) {
		resp, err := do(url)
		if err == nil {
			err = resp.Body.Close()
		}
		return resp, err
	}
}

func read(do request) request {
	return func(url string) (*http.Response, error) {
		resp, err := do(url)
		if err == nil {
			_, err = io.Copy(io.Discard, resp.Body)
		}
		return resp, err
	}
}

// decoded stops at the end of the JSON value. The server has not ended the chunked
// body by then: if it had, the decoder might see the end as well, and the
// connection would go back to the pool.
func decoded(url string) (*http.Response, error) {
	resp, err := http.Get(url + "/stream")
	if err == nil {
		err = json.NewDecoder(resp.Body).Decode(new(any))
	}
	return resp, err
}

func withoutKeepAlives(url string) (*http.Response, error) {
	c := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	return c.Get(url)
}

func cancelled(url string) (*http.Response, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	return http.DefaultClient.Do(req)
}

// client sends the requests of one row and returns the number of goroutines in
// the process, and how many of them belong to connections.
func client(name, url string) (all, transport int) {
	name = strings.ReplaceAll(name, "_", " ")
	var used []*http.Response // what a row left open stays so, on purpose
	for _, row := range table {
		if row.row != name {
			continue
		}
		for range requests {
			resp, err := row.use(url) //httpleak:ignore bodyclose // what a row leaves open stays so, on purpose
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			used = append(used, resp)
		}
	}
	// Connections end in goroutines of their own: wait until the number stands
	// still. What is leaked stays, however long one waits.
	for still := 0; still < 20; still++ {
		if n := runtime.NumGoroutine(); n != all {
			all, still = n, 0
		}
		time.Sleep(10 * time.Millisecond)
	}
	runtime.KeepAlive(used)
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	for _, loop := range []string{"readLoop", "writeLoop"} {
		transport += strings.Count(string(stacks), "\nnet/http.(*persistConn)."+loop+"(")
	}
	return all, transport
}

func TestGoroutineTable(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"id": 7}`)
		if r.URL.Path == "/stream" {
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}
	}))
	defer server.Close()
	defer server.CloseClientConnections()
	for _, row := range table {
		t.Run(row.row, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), os.Args[0])
			cmd.Env = append(os.Environ(), envTable+"="+strings.ReplaceAll(row.row, " ", "_")+" "+server.URL)
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("run client: %v: %s", err, err)
			}
			var all, transport int
			if _, err := fmt.Sscan(string(out), &all, &transport); err != nil {
				t.Fatalf("read %q: %v", out, err)
			}
			t.Logf("%d goroutines, %d of them of connections", all, transport)
			if all != row.want || transport != row.want-1 {
				t.Errorf("got %d goroutines, %d of them of connections; want %d and %d", all, transport, row.want, row.want-1)
			}
		})
	}
}
