package hosttest

import (
	"fmt"
	"os"
	"testing"
	"time"
)

// TableFile is the environment variable that names the file to which each
// host's test adds its line.
const TableFile = "HTTPLEAK_TABLE"

// A Row is what a host has to show: how many packages it looked at, how much it
// found there, how much of that differs from what is found by hand, and how
// long it took, with nothing of httpleak's in any cache and again. Zero
// durations were not measured.
type Row struct {
	Host                            string
	Fixtures, Findings, Differences int
	Cold, Warm                      time.Duration
}

// Add adds the row to the file that TableFile names, if it names one: the
// fields, with tabs between them, seconds with two digits behind the point.
func (r Row) Add(t testing.TB) {
	t.Helper()
	line := fmt.Sprintf("%s\t%d\t%d\t%d\t%s\t%s", r.Host, r.Fixtures, r.Findings, r.Differences, seconds(r.Cold), seconds(r.Warm))
	t.Log(line)
	name := os.Getenv(TableFile)
	if name == "" {
		return
	}
	file, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		t.Fatal(err)
	}
	_, err = file.WriteString(line + "\n")
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		t.Fatal(err)
	}
}

func seconds(d time.Duration) string {
	if d == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", d.Seconds())
}
