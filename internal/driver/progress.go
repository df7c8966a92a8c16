package driver

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/httpleak/httpleak/internal/visible"
)

// patience is how long a run may take before it shows how far it is.
const patience = 2 * time.Second

// A progress says on a terminal how many packages of all are done, in a line
// that is gone when the run is. The nil progress says nothing.
type progress struct {
	w       io.Writer
	width   int
	timer   *time.Timer
	mu      sync.Mutex
	started bool // the line is shown
	stopped bool
	done    int
	total   int // 0 while it is not known
	last    string
}

// newProgress returns a progress on w, or nil if that is no terminal. It asks
// the go command for the number of packages if the run takes its time.
func newProgress(ctx context.Context, w io.Writer, d goDir, patterns []string) *progress {
	term := terminalOf(w)
	if !term.is {
		return nil
	}
	p := &progress{w: w, width: term.width}
	p.timer = time.AfterFunc(patience, func() {
		p.mu.Lock()
		p.started = true
		p.show()
		p.mu.Unlock()
		if n, err := countPackages(ctx, d, patterns); err == nil {
			p.mu.Lock()
			p.total = n
			p.show()
			p.mu.Unlock()
		}
	})
	return p
}

// add says that the package called name is done.
func (p *progress) add(name string) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	p.last = name
	p.show()
}

// stop takes the line away.
func (p *progress) stop() {
	if p == nil {
		return
	}
	p.timer.Stop()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.started && !p.stopped {
		io.WriteString(p.w, "\r\x1b[K")
	}
	p.stopped = true
}

func (p *progress) show() {
	if !p.started || p.stopped {
		return
	}
	text := fmt.Sprintf("httpleak: %d packages", p.done)
	if p.total > 0 {
		text = fmt.Sprintf("httpleak: %d of %d packages", p.done, max(p.done, p.total))
	}
	if p.last != "" {
		text += ": " + visible.Text(p.last)
	}
	if runes := []rune(text); p.width > 0 && len(runes) >= p.width {
		text = string(runes[:p.width-1])
	}
	io.WriteString(p.w, "\r\x1b[K"+text)
}

// countPackages returns how many packages go vet analyses for patterns:
// dependencies, and of a package with tests in it the variant with them.
func countPackages(ctx context.Context, d goDir, patterns []string) (int, error) {
	args := append([]string{"list", "-e", "-deps", "-test", "-f", "{{.ImportPath}}", "--"}, patterns...)
	out, err := d.output(ctx, args...)
	if err != nil {
		return 0, err
	}
	names := strings.Fields(string(bytes.ReplaceAll(out, []byte(" ["), []byte("["))))
	return len(slices.DeleteFunc(names, func(name string) bool { return name == "unsafe" || strings.HasSuffix(name, ".test") })), nil
}
