package driver

import (
	"cmp"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"
)

// toolVersion returns the version that this program was built from, or "".
func toolVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return ""
}

// writeVersion says in a line which program this is.
func writeVersion(w io.Writer) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = new(debug.BuildInfo)
	}
	_, err := fmt.Fprintln(w, describeBuild(info))
	return err
}

// describeBuild says of a program its version, the Go that built it and, if it
// was built in a checkout, the revision.
func describeBuild(info *debug.BuildInfo) string {
	set := make(map[string]string)
	for _, s := range info.Settings {
		set[s.Key] = s.Value
	}
	words := []string{
		"httpleak", cmp.Or(info.Main.Version, "(devel)"),
		cmp.Or(info.GoVersion, runtime.Version()),
		cmp.Or(set["GOOS"], runtime.GOOS) + "/" + cmp.Or(set["GOARCH"], runtime.GOARCH),
	}
	if r := info.Main.Replace; r != nil {
		words = append(words, "replaced by "+r.Path)
	}
	if revision := set["vcs.revision"]; revision != "" {
		words = append(words, "revision "+revision)
		if at := set["vcs.time"]; at != "" {
			words = append(words, "of "+at)
		}
		if set["vcs.modified"] == "true" {
			words = append(words, "modified")
		}
	}
	return strings.Join(words, " ")
}
