package giants_test

import (
	"flag"
	"fmt"
	"math"
	"runtime"
	"testing"
	"time"

	httpleak "github.com/httpleak/httpleak"
	"github.com/httpleak/httpleak/internal/giants"
)

var giant = flag.Int("giant", 0, "make all shapes of `size` up to this one in TestBounds and BenchmarkGiants, such as 10000")

// The steps that the engine may use for a package of a size, and what a last search may use beyond that.
const (
	baseSteps = 6_600_000
	sizeSteps = 5_000
)

// greedy are the shapes that need more steps than they get, in a size that is still quick to give up.
var greedy = map[string]int{"sequential deferred gets": 300, "variables that choose": 200, "channels": 300}

// TestBounds wants every shape to be analysed to its end with a bounded number of steps, and what is given up to be named.
func TestBounds(t *testing.T) {
	lab, err := giants.NewLab()
	if err != nil {
		t.Fatal(err)
	}
	for _, shape := range giants.Shapes() {
		sizes := []int{40}
		if n := greedy[shape.Name]; n > 0 {
			sizes = append(sizes, n)
		}
		for n := 1000; n <= *giant; n *= 10 {
			sizes = append(sizes, n)
		}
		for _, n := range sizes {
			t.Run(fmt.Sprintf("%s/%d", shape.Name, n), func(t *testing.T) {
				pkg, err := lab.Check(shape.Source(n))
				if err != nil {
					t.Fatal(err)
				}
				run, err := giants.Analyze(pkg, httpleak.Analyzers())
				if err != nil {
					t.Fatal(err)
				}
				may := baseSteps + n*sizeSteps
				if run.Bodies.Steps > may || run.Pools.Steps > 2*may { // pools are searched for twice, in clients and transports
					t.Errorf("%d and %d steps, want at most %d and twice that", run.Bodies.Steps, run.Pools.Steps, may)
				}
				if run.Bodies.GaveUp > 0 && len(run.GaveUp) == 0 {
					t.Errorf("%d searches were given up, and no function is named", run.Bodies.GaveUp)
				}
				if n > 0 && n == greedy[shape.Name] && run.Bodies.GaveUp == 0 {
					t.Error("it is not too much any more: find another shape that holds the bound")
				}
			})
		}
	}
}

// BenchmarkGiants measures all shapes in growing sizes, and prints by which power of the size the time grows.
func BenchmarkGiants(b *testing.B) {
	lab, err := giants.NewLab()
	if err != nil {
		b.Fatal(err)
	}
	for _, shape := range giants.Shapes() {
		var last time.Duration
		for n := 100; n <= max(1000, *giant); n *= 10 {
			var took time.Duration
			b.Run(fmt.Sprintf("%s/%d", shape.Name, n), func(b *testing.B) {
				pkg, err := lab.Check(shape.Source(n))
				if err != nil {
					b.Fatal(err)
				}
				var run *giants.Run
				for b.Loop() {
					if run, err = giants.Analyze(pkg, httpleak.Analyzers()); err != nil {
						b.Fatal(err)
					}
				}
				took = b.Elapsed() / time.Duration(b.N)
				if last > 0 {
					b.ReportMetric(math.Log10(float64(took)/float64(last)), "exponent")
				}
				var mem runtime.MemStats
				runtime.ReadMemStats(&mem)
				b.ReportMetric(float64(mem.HeapSys)/(1<<20), "MB-heap")
				b.ReportMetric(float64(run.Bodies.Steps+run.Pools.Steps), "steps")
				b.ReportMetric(float64(len(run.GaveUp)), "gave-up")
			})
			last = took
		}
	}
}
