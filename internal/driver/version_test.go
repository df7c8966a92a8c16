package driver

import (
	"runtime"
	"runtime/debug"
	"testing"
)

func TestDescribeBuild(t *testing.T) {
	platform := []debug.BuildSetting{{Key: "GOOS", Value: "plan9"}, {Key: "GOARCH", Value: "arm"}}
	checkout := append([]debug.BuildSetting{
		{Key: "vcs", Value: "git"},
		{Key: "vcs.revision", Value: "0123456789abcdef0123456789abcdef01234567"},
		{Key: "vcs.time", Value: "2026-11-20T20:36:51Z"},
	}, platform...)
	for _, test := range []struct {
		name, want string
		info       debug.BuildInfo
	}{
		{
			name: "go install path@version",
			info: debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: "v1.2.3"}, Settings: platform},
			want: "httpleak v1.2.3 go1.26.8 plan9/arm",
		},
		{
			name: "go build in a checkout",
			info: debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: "v1.2.3"}, Settings: append(checkout[:len(checkout):len(checkout)], debug.BuildSetting{Key: "vcs.modified", Value: "false"})},
			want: "httpleak v1.2.3 go1.26.8 plan9/arm revision 0123456789abcdef0123456789abcdef01234567 of 2026-11-20T20:36:51Z",
		},
		{
			name: "go build in a changed checkout",
			info: debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: "v1.2.4-0.20261120203651-0123456789ab+dirty"}, Settings: append(checkout[:len(checkout):len(checkout)], debug.BuildSetting{Key: "vcs.modified", Value: "true"})},
			want: "httpleak v1.2.4-0.20261120203651-0123456789ab+dirty go1.26.8 plan9/arm revision 0123456789abcdef0123456789abcdef01234567 of 2026-11-20T20:36:51Z modified",
		},
		{
			name: "tool of a module with a replace directive",
			info: debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: "v1.2.3", Replace: &debug.Module{Path: "../httpleak", Version: "(devel)"}}, Settings: platform},
			want: "httpleak v1.2.3 go1.26.8 plan9/arm replaced by ../httpleak",
		},
		{
			name: "no build information",
			want: "httpleak (devel) " + runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := describeBuild(&test.info); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}
