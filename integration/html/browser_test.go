package html

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

var pictures = flag.String("pictures", "", "write pictures of the pages to this `folder`")

// httpleak is the command.
var httpleak string

func TestMain(m *testing.M) {
	flag.Parse()
	dir, err := os.MkdirTemp("", "httpleak-html-")
	if err != nil {
		log.Fatal(err)
	}
	httpleak = filepath.Join(dir, "httpleak")
	build := exec.Command("go", "build", "-o", httpleak, "./cmd/httpleak")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		log.Fatalf("building the command: %v\n%s", err, out)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// findBrowser returns the program of a browser, or skips the test.
func findBrowser(t *testing.T) string {
	names := []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "headless-shell", "headless_shell"}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skipf("no browser is installed: none of %s is in PATH", strings.Join(names, ", "))
	return ""
}

// A tab shows one page.
type tab struct {
	*testing.T
	ctx context.Context
	mu  sync.Mutex
	bad []string // errors on the console, and requests
}

// open opens a tab in a browser of its own. When the test ends, it wants that nothing went
// wrong on the page, and that the page asked for nothing.
func open(t *testing.T, file string, width, height int, before ...chromedp.Action) *tab {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(findBrowser(t)), chromedp.NoSandbox)
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(cancel)
	tb := &tab{T: t, ctx: ctx}
	address := "file://" + filepath.ToSlash(file)
	complain := func(format string, args ...any) {
		tb.mu.Lock()
		defer tb.mu.Unlock()
		tb.bad = append(tb.bad, fmt.Sprintf(format, args...))
	}
	chromedp.ListenTarget(ctx, func(event any) {
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			complain("exception: %v", e.ExceptionDetails)
		case *runtime.EventConsoleAPICalled:
			complain("console.%s", e.Type)
		case *cdplog.EventEntryAdded:
			complain("%s: %s", e.Entry.Level, e.Entry.Text)
		case *network.EventRequestWillBeSent:
			if url, _, _ := strings.Cut(e.Request.URL, "#"); url != address && !strings.HasPrefix(url, "data:") {
				complain("request of %s", url)
			}
		}
	})
	t.Cleanup(func() {
		tb.mu.Lock()
		defer tb.mu.Unlock()
		for _, text := range tb.bad {
			t.Error(text)
		}
	})
	tb.do(append([]chromedp.Action{network.Enable(), cdplog.Enable(), chromedp.EmulateViewport(int64(width), int64(height))}, before...)...)
	tb.do(chromedp.Navigate(address), chromedp.WaitReady("footer"))
	return tb
}

func (tb *tab) do(actions ...chromedp.Action) {
	tb.Helper()
	if err := chromedp.Run(tb.ctx, actions...); err != nil {
		tb.Fatal(err)
	}
}

// eval sets *result to the value of an expression.
func (tb *tab) eval(expression string, result any) {
	tb.Helper()
	if err := chromedp.Run(tb.ctx, chromedp.Evaluate(expression, result)); err != nil {
		tb.Fatalf("%s: %v", expression, err)
	}
}

// want fails if the expression has another value.
func want[T comparable](tb *tab, expression string, want T) {
	tb.Helper()
	var got T
	tb.eval(expression, &got)
	if got != want {
		tb.Errorf("%s is %v, want %v", expression, got, want)
	}
}

// picture takes one of what is shown or, with full, of the whole page.
func (tb *tab) picture(name string, full bool) {
	tb.Helper()
	if *pictures == "" {
		return
	}
	var data []byte
	action := chromedp.CaptureScreenshot(&data)
	if full {
		action = chromedp.FullScreenshot(&data, 100)
	}
	tb.do(chromedp.Sleep(100*time.Millisecond), action)
	if err := os.WriteFile(filepath.Join(*pictures, name+".png"), data, 0o666); err != nil {
		tb.Fatal(err)
	}
}

func scheme(name string) chromedp.Action {
	return emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}})
}
