// The command bench measures what httpleak costs over large modules, side by
// side with the incumbent, github.com/timakin/bodyclose, and prints a table in
// Markdown for each.
//
//	go run ./integration/bench [-n 3] [-only text] [-floor]
//
// Each of the two runs by hand and under go vet, in three states that follow
// each other:
//
//   - cold: the tool has never run, and what the module imports is compiled, as
//     it is after go build and go test. For that each round has tools of its own, the
//     same but for their build IDs, which are part of the key of Go's cache.
//   - warm: the same again.
//   - touched: a function was added to a file of one package. The compiler's time
//     for that package, and for those that import it, is part of what is measured.
//
// The tools take turns, and each round begins with another one. What is printed
// are medians, and medians of the ratios that the rounds have. CPU time counts, user
// and system, for other work on the machine does not change it much; wall time
// it does. The peak is the memory of the largest process: the tools that run under go
// vet run on some packages at once. With -floor, a vettool that does nothing shows what
// part is go vet's own.
//
// Nothing is asserted: machines differ.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/httpleak/httpleak/integration/internal/module"
)

// A subject is a module that is analysed.
type subject struct {
	module.Module
	touch string // the file that changes, in a package that a few others import
}

var subjects = []subject{
	{module.Module{Path: "github.com/caddyserver/caddy/v2", Version: "v2.11.9"}, "modules/caddyhttp/reverseproxy/reverseproxy.go"},
	{module.Module{Path: "github.com/rclone/rclone", Version: "v1.75.1"}, "backend/s3/s3.go"},
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("bench: ")
	n := flag.Int("n", 3, "how often each tool runs")
	only := flag.String("only", "", "measure modules whose path contains this `text`")
	floor := flag.Bool("floor", false, "measure a vettool that does nothing, too")
	flag.Parse()
	if flag.NArg() > 0 || *n < 1 {
		log.Fatal("usage: bench [-n times] [-only text] [-floor]")
	}
	which := tools[:]
	if !*floor {
		which = tools[:nothing]
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, *n, *only, which)
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, n int, only string, which []tool) error {
	work, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	printHead(os.Stdout, time.Now())
	for _, s := range subjects {
		if !strings.Contains(s.Path, only) {
			continue
		}
		m, err := measure(ctx, work, s, n, which)
		if len(m.rounds) > 0 { // some may be done even if the run is interrupted
			m.print(os.Stdout)
			for _, a := range m.aims() {
				fmt.Fprintln(os.Stderr, a)
			}
		}
		if err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}
