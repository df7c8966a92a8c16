package nethttp

import (
	"slices"
	"testing"
)

func TestWrapped(t *testing.T) {
	for _, test := range []struct {
		format string
		want   []int
		ok     bool
	}{
		{"", nil, true},
		{"plain", nil, true},
		{"%w", []int{0}, true},
		{"get %s: %w", []int{1}, true},
		{"%d%%: %v, %w and %w", []int{2, 3}, true},
		{"%-*.*f %w", []int{3}, true},
		{"%+v: %w", []int{1}, true},
		{"%[2]s: %[1]w", nil, false},
		{"100%", nil, true},
		{"%5", nil, true},
	} {
		got, ok := Wrapped(test.format)
		if !slices.Equal(got, test.want) || ok != test.ok {
			t.Errorf("Wrapped(%q) = %v, %v, want %v, %v", test.format, got, ok, test.want, test.ok)
		}
	}
	fmt := load(t, "fmt")["fmt"]
	for _, fn := range []string{"Errorf", "Sprintf"} {
		if got := Wraps(resolve(fmt, name{"fmt", "", fn})); got != (fn == "Errorf") {
			t.Errorf("Wraps(fmt.%s) = %v", fn, got)
		}
	}
}
