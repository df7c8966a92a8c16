package driver

import (
	"strings"
	"testing"

	"github.com/httpleak/httpleak/internal/diff"
)

// TestVisibleDiff wants a difference that can be applied, carriage returns at the ends of lines and all, and
// what a terminal would obey escaped.
func TestVisibleDiff(t *testing.T) {
	for _, test := range []struct{ name, old, new, want string }{
		{"plain", "a\n\tb\n", "a\n\tc\n", " a\n-\tb\n+\tc\n"},
		{"carriage returns", "a\r\nb\r\n", "a\r\nc\r\n", " a\r\n-b\r\n+c\r\n"},
		{"inside of a line", "a\rb\r\r\n", "", `-a\rb\r` + "\r\n"},
		{"an order", "a\x1b]0;title\a\n", "", `-a\x1b]0;title\x07` + "\n"},
		{"no end", "a", "b\n", "-a\n\\ No newline at end of file\n+b\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := visibleDiff(diff.Unified("f", []byte(test.old), "f", []byte(test.new)))
			_, hunks, _ := strings.Cut(text, " @@\n")
			if hunks != test.want {
				t.Errorf("got %q, want %q", hunks, test.want)
			}
		})
	}
}
