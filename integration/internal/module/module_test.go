package module

import "testing"

func TestName(t *testing.T) {
	for path, want := range map[string]string{
		"github.com/minio/mc":             "mc",
		"github.com/caddyserver/caddy/v2": "caddy",
		"example.com/very":                "very",
	} {
		if got := (Module{Path: path}).Name(); got != want {
			t.Errorf("name of %s = %q, want %q", path, got, want)
		}
	}
}
