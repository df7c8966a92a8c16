package idleconn_test

import (
	"go/ast"
	"net/http"
	"testing"

	"github.com/httpleak/httpleak/idleconn"
	"github.com/httpleak/httpleak/internal/fixture"
	"github.com/httpleak/httpleak/internal/idletest"
	"github.com/httpleak/httpleak/testdata/src/idleconn/branches"
	"github.com/httpleak/httpleak/testdata/src/idleconn/run"
)

func TestFixtures(t *testing.T) {
	fixture.Run(t, idleconn.Analyzer,
		"idleconn/run", "idleconn/forms", "idleconn/shared", "idleconn/generated", "idleconn/tests",
		"idleconn/branches", "idleconn/h2", "idleconn/lib", "idleconn/tuned", "idleconn/ignored",
		"golang.org/x/net/http2")
}

func TestFixes(t *testing.T) {
	fixture.WantFormatted(t, fixture.RunFixes(t, idleconn.Analyzer, "idleconn/fix"))
}

func TestTests(t *testing.T) {
	analyzer := idleconn.New(idleconn.DefaultConfig())
	if err := analyzer.Flags.Set("tests", "true"); err != nil {
		t.Fatal(err)
	}
	fixture.Run(t, analyzer, "idleconn/testson")
}

// TestRuns compares the want comments of idleconn/run with what the
// transports do: one is leaking if its connection is idle after a request and no
// time limit is set on that. The limits themselves are too long to wait for.
func TestRuns(t *testing.T) {
	server := idletest.NewServer(t)
	wants := fixture.Wants(t, "idleconn/run", "run.go")
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
			server.WaitFor(t, name, 0)
		case want != "" && (limit != 0 || server.Idle() == 0):
			t.Errorf("%s: %d idle connection(s), IdleConnTimeout %v, but want comment %s", name, server.Idle(), limit, want)
		}
		tr.CloseIdleConnections()
		server.WaitFor(t, name, 0)
	}
	for name := range wants {
		if ast.IsExported(name) {
			t.Errorf("%s is not in Funcs", name)
		}
	}
}

// TestBranches compares the want comments of idleconn/branches with what the functions
// return: a transport without a limit, in one of two cases, or never.
func TestBranches(t *testing.T) {
	wants := fixture.Wants(t, "idleconn/branches", "branches.go")
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
