package percallclient_test

import (
	"go/ast"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/httpleak/httpleak/internal/fixture"
	"github.com/httpleak/httpleak/internal/idletest"
	"github.com/httpleak/httpleak/percallclient"
	"github.com/httpleak/httpleak/testdata/src/percallclient/feasible"
	"github.com/httpleak/httpleak/testdata/src/percallclient/pool"
	"github.com/httpleak/httpleak/testdata/src/percallclient/run"
)

func TestFixtures(t *testing.T) {
	fixture.Run(t, percallclient.Analyzer,
		"percallclient/run", "percallclient/flows", "percallclient/command", "percallclient/generated", "percallclient/tests",
		"percallclient/lib", "percallclient/foreign", "percallclient/pool", "percallclient/feasible", "percallclient/ignored", "percallclient/options")
}

func TestFixes(t *testing.T) {
	fixture.WantFormatted(t, fixture.RunFixes(t, percallclient.Analyzer, "percallclient/fix"))
}

// TestSharedPool compares the want comments of percallclient/pool with what becomes of an
// idle connection that the process has anyway.
func TestSharedPool(t *testing.T) {
	server := idletest.NewServer(t)
	wants := fixture.Wants(t, "percallclient/pool", "pool.go")
	for name, fn := range pool.Funcs {
		resp, err := http.Get(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if err := fn(server.URL); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		left := 1
		if strings.Contains(wants[name], "for the whole process") || strings.Contains(wants[name], "deferred") {
			left = 0
		}
		server.WaitFor(t, name, left)
		http.DefaultClient.CloseIdleConnections()
		server.WaitFor(t, name, 0)
	}
}

func TestTests(t *testing.T) {
	analyzer := percallclient.New(percallclient.DefaultConfig())
	if err := analyzer.Flags.Set("tests", "true"); err != nil {
		t.Fatal(err)
	}
	fixture.Run(t, analyzer, "percallclient/testson")
}

// TestRuns compares the want comments of percallclient/run with what
// the functions leave behind. Each is called several times, then everything that
// anyone can still reach is told to close its idle connections. Connections
// that are open after that have leaked: as many as there were calls, or none.
func TestRuns(t *testing.T) {
	const calls = 3
	server := idletest.NewServer(t)
	wants := fixture.Wants(t, "percallclient/run", "run.go")
	wants["Generic"] = wants["generic"]
	for name, fn := range run.Funcs {
		want, ok := wants[name]
		if !ok {
			t.Errorf("%s is not a function of the fixture", name)
			continue
		}
		delete(wants, name)
		for range calls {
			if err := fn(server.URL); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		http.DefaultClient.CloseIdleConnections()
		if kept := run.Kept[name]; kept != nil {
			kept.CloseIdleConnections()
		}
		leaked := 0
		if strings.Contains(want, "dropped") {
			leaked = calls
			if name == "Loop" {
				leaked *= 2
			}
		}
		server.WaitFor(t, name, leaked)
		server.CloseClientConnections()
		server.WaitFor(t, name, 0)
	}
	for name := range wants {
		if ast.IsExported(name) && name != "Short" {
			t.Errorf("%s is not in Funcs", name)
		}
	}
}

// TestFeasiblePools compares the want comments of percallclient/feasible with the connections that its
// functions leave behind, in one of several situations or in none.
func TestFeasiblePools(t *testing.T) {
	const calls = 2
	server := idletest.NewServer(t)
	dead := httptest.NewServer(nil)
	dead.Close()
	wants := fixture.Wants(t, "percallclient/feasible", "feasible.go")
	wants["Options"] = wants["with"]
	for name, fn := range feasible.Funcs {
		leaks, seen := strings.Contains(wants[name], "dropped"), false
		for _, situation := range []struct {
			url string
			up  bool
		}{{server.URL, true}, {server.URL, false}, {dead.URL, false}} {
			for range calls {
				fn(situation.url, situation.up) // in some situations it is to fail
			}
			http.DefaultClient.CloseIdleConnections()
			if leaks {
				seen = seen || server.Reaches(calls)
			} else {
				server.WaitFor(t, name, 0)
			}
			server.CloseClientConnections()
			server.WaitFor(t, name, 0)
		}
		if leaks && !seen {
			t.Errorf("%s does not leave %d connection(s) after as many calls", name, calls)
		}
	}
}

// TestLimitedPool wants the connections of a transport with an IdleConnTimeout to be there at
// first, and to be gone after it, as the message says.
func TestLimitedPool(t *testing.T) {
	fixture.Only(t, "percallclient/run")
	server := idletest.NewServer(t)
	for range 3 {
		if err := run.Short(server.URL); err != nil {
			t.Fatal(err)
		}
	}
	if server.Idle() == 0 {
		t.Error("no connection is left")
	}
	server.WaitFor(t, "Short", 0)
}
