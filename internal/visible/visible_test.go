package visible

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestText(t *testing.T) {
	for text, want := range map[string]string{
		"":                             "",
		"plain, ünïcode, 日本　語, 👍":      "plain, ünïcode, 日本　語, 👍",
		"\x1b[31mred\x07":              `\x1b[31mred\x07`,
		"a\n::error::b\r":              `a\n::error::b\r`,
		"a\tb":                         `a\tb`,
		"\u202eleft\u2066":             `\u202eleft\u2066`,
		"c1 \u009b31m":                 `c1 \u009b31m`,
		"zero\u200bwidth\ufeff":        `zero\u200bwidth\ufeff`,
		"line\u2028end":                `line\u2028end`,
		"bad \xff\xc3":                 `bad \xff\xc3`,
		"good \ufffd":                  "good \ufffd",
		"tag \U000e0041":               `tag \U000e0041`,
		"x ##[error]y":                 `x \x23#[error]y`,
		"##vso[task.setvariable]":      `\x23#vso[task.setvariable]`,
		"## title [1]":                 "## title [1]",
		"\\x1b is what somebody wrote": `\x1b is what somebody wrote`,
	} {
		if got := Text(text); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
	if got, want := Source("\ta\r"), "\ta\\r"; got != want {
		t.Errorf("source: got %q, want %q", got, want)
	}
	for text, want := range map[string]string{
		"a\n\tb\x00\r\n\nc": "a\n\tb\\x00\r\n\nc",
		"a\r\r\nb\r":        "a\\r\r\nb\\r",
		" ::error::\n+::b":  " \\x3a:error::\n+::b",
	} {
		if got := Lines(text); got != want {
			t.Errorf("lines of %q: got %q, want %q", text, got, want)
		}
	}
	for name, want := range map[string]string{"::error::x.go": "./::error::x.go", "##[x.go": `./\x23#[x.go`, "a::b.go": "a::b.go"} {
		if got := File(name); got != want {
			t.Errorf("file %q: got %s, want %s", name, got, want)
		}
	}
}

// FuzzText wants nothing but what is printable, and the same text when it is shown again.
func FuzzText(f *testing.F) {
	f.Add("\x1b[31m\u202e\xff\n")
	f.Add("##[a]##")
	f.Fuzz(func(t *testing.T, text string) {
		got := Text(text)
		for _, r := range got {
			if !Shown(r) {
				t.Fatalf("%q becomes %q", text, got)
			}
		}
		if again := Text(got); again != got {
			t.Errorf("%q becomes %q, and that %q", text, got, again)
		}
		if order(got) || utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return !Shown(r) }) && !strings.Contains(text, "##") && got != text {
			t.Errorf("%q becomes %q", text, got)
		}
	})
}

// FuzzJSON wants what is read to be the same, and to be printable.
func FuzzJSON(f *testing.F) {
	f.Add("\x1b[31m\u202e\u009b\x7f\xff\n\U000e0041")
	f.Fuzz(func(t *testing.T, text string) {
		data, err := json.MarshalIndent([]string{text}, "", "\t")
		if err != nil {
			t.Fatal(err)
		}
		data = JSON(data)
		for _, r := range string(data) {
			if !Shown(r) && r != '\n' && r != '\t' {
				t.Fatalf("%q becomes %q", text, data)
			}
		}
		var back []string
		if err := json.Unmarshal(data, &back); err != nil || back[0] != strings.ToValidUTF8(text, "\ufffd") && utf8.ValidString(text) {
			t.Errorf("%q becomes %s, which is read as %q (%v)", text, data, back, err)
		}
	})
}
