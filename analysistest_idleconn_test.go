package httpleak_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"sync"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/httpleak/httpleak/idleconn"
	"github.com/httpleak/httpleak/testdata/src/idleconn/branches"
	"github.com/httpleak/httpleak/testdata/src/idleconn/run"
)

func TestIdleConn(t *testing.T) {
	wantExplained(t, analysistest.Run(t, analysistest.TestData(), idleconn.Analyzer,
		"idleconn/run", "idleconn/forms", "idleconn/shared", "idleconn/generated", "idleconn/tests",
		"idleconn/branches", "idleconn/h2", "idleconn/lib", "idleconn/tuned", "idleconn/ignored",
		"golang.org/x/net/http2"))
}

func TestIdleConnFixes(t *testing.T) {
	wantFormatted(t, analysistest.RunWithSuggestedFixes(t, analysistest.TestData(), idleconn.Analyzer, "idleconn/fix"))
}

func TestIdleConnTests(t *testing.T) {
	analyzer := idleconn.New(idleconn.DefaultConfig())
	if err := analyzer.Flags.Set("tests", "true"); err != nil {
		t.Fatal(err)
	}
	analysistest.Run(t, analysistest.TestData(), analyzer, "idleconn/testson")
}

// TestIdleConnRuns compares the want comments of idleconn/run with what the
// transports do: one is leaking if its connection is idle after a request and no
// time limit is set on that. The limits themselves are too long to wait for.
func TestIdleConnRuns(t *testing.T) {
	server := newIdleServer(t)
	wants := wantsOf(t, "testdata/src/idleconn/run/run.go")
	for name, fn := range run.Funcs {
		want, ok := wants[name]
		if !ok {
			t.Errorf("%s is not a function of the fixture", name)
			continue
		}
		delete(wants, name)
		tr := fn()
		resp, err := (&http.Client{Transport: tr}).Get(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		switch limit := tr.IdleConnTimeout; {
		case want == "" && limit == 0:
			server.waitFor(t, name, 0)
		case want != "" && (limit != 0 || server.idle() == 0):
			t.Errorf("%s: %d idle connection(s), IdleConnTimeout %v, but want comment %s", name, server.idle(), limit, want)
		}
		tr.CloseIdleConnections()
		server.waitFor(t, name, 0)
	}
	for name := range wants {
		if ast.IsExported(name) {
			t.Errorf("%s is not in Funcs", name)
		}
	}
}

// TestIdleConnBranches compares the want comments of idleconn/branches with what the functions
// return: a transport without a limit, in one of two cases, or never.
func TestIdleConnBranches(t *testing.T) {
	wants := wantsOf(t, "testdata/src/idleconn/branches/branches.go")
	for name, fn := range branches.Funcs {
		unlimited := 0
		for _, b := range []bool{true, false} {
			if tr := fn(b); tr.IdleConnTimeout == 0 && !tr.DisableKeepAlives && tr.MaxIdleConnsPerHost >= 0 {
				unlimited++
			}
		}
		if want, ok := wants[name]; !ok || (want != "") != (unlimited == 1) || unlimited > 1 {
			t.Errorf("%s: %d of 2 transports without a limit, but want comment %q", name, unlimited, want)
		}
	}
}

// An idleServer counts the idle connections of its clients. It answers 204, so
// that a client has the connection back before it has the response.
type idleServer struct {
	*httptest.Server
	mu    sync.Mutex
	conns map[net.Conn]bool
}

func newIdleServer(t *testing.T) *idleServer {
	s := &idleServer{conns: make(map[net.Conn]bool)}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	}))
	track := s.Config.ConnState
	s.Config.ConnState = func(c net.Conn, state http.ConnState) {
		if track != nil {
			track(c, state)
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if state == http.StateClosed {
			delete(s.conns, c)
		} else {
			s.conns[c] = true
		}
	}
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// idle returns the number of connections that are open some time after the
// requests are answered.
func (s *idleServer) idle() int {
	time.Sleep(10 * time.Millisecond)
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}

// waitFor waits until n connections are open, and stay so, after what is called
// name has run.
func (s *idleServer) waitFor(t *testing.T, name string, n int) {
	t.Helper()
	const enough = 3
	steady, got := 0, 0
	for range 500 {
		if got = s.idle(); got != n {
			steady = 0
		} else if steady++; n == 0 || steady == enough {
			return
		}
	}
	t.Errorf("%s: %d connection(s) are open, want %d", name, got, n)
}

// reaches reports whether n connections or more are open, for a while at least.
func (s *idleServer) reaches(n int) bool {
	const enough = 3
	steady := 0
	for range 20 {
		if s.idle() < n {
			steady = 0
		} else if steady++; steady == enough {
			return true
		}
	}
	return false
}

var wantPattern = regexp.MustCompile(`(?m)^// want (.*)$`)

// wantsOf returns, for each function of the file, the want comments in its body
// and in no other, or "".
func wantsOf(t *testing.T, filename string) map[string]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), filename, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	wants := make(map[string]string)
	for _, decl := range file.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok || fn.Recv != nil {
			continue
		}
		want := ""
		for _, group := range file.Comments {
			for _, c := range group.List {
				if m := wantPattern.FindStringSubmatch(c.Text); m != nil && fn.Pos() <= c.Pos() && c.Pos() <= fn.End() {
					want += m[1]
				}
			}
		}
		wants[fn.Name.Name] = want
	}
	return wants
}
