package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestPlay(t *testing.T) {
	const page = "# Page\n\n$ no command\n\n```console\n$ one\nold\n$ two\n>\n> and more\n```\n\ntext\n\n```sh\n$ not run\n```\n\n```console\n$ three\nthe same\n```\n"
	var ran []string
	outputs := map[string]string{"one": "new\n", "two\n\nand more": "", "three": "the same"}
	text, differ, err := play(page, func(command string) (string, error) {
		ran = append(ran, command)
		return outputs[command], nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"one", "two\n\nand more", "three"}; !slices.Equal(ran, want) {
		t.Errorf("ran %q, want %q", ran, want)
	}
	if want := strings.Replace(page, "old", "new", 1); text != want {
		t.Errorf("got the page\n%s\nwant\n%s", text, want)
	}
	if len(differ) != 1 || !strings.HasPrefix(differ[0], "$ one\n") {
		t.Errorf("got the differences %q", differ)
	}
	if _, _, err := play(page, func(string) (string, error) { return "", errors.New("out of order") }); err == nil {
		t.Error("no error")
	}
}

func TestShorten(t *testing.T) {
	if got := shorten("a"); got != "a\n" {
		t.Errorf("got %q", got)
	}
	all := strings.Repeat("x\n", limit)
	if got := shorten(all); got != all {
		t.Errorf("got %q", got)
	}
	got := shorten("first\n" + all + "last\n")
	if want := "first\n" + strings.Repeat("x\n", first-1) + "[13 lines]\n" + strings.Repeat("x\n", last-1) + "last\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestPage wants the page to have commands, and each flag that they use to be
// described by README.md.
func TestPage(t *testing.T) {
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join("..", "..", name))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	readme := read("README.md")
	commands := 0
	_, _, err := play(read("docs/adopting.md"), func(command string) (string, error) {
		commands++
		if args, ok := strings.CutPrefix(command, "httpleak "); ok {
			args, _, _ = strings.Cut(args, "|")
			for _, arg := range strings.Fields(args) {
				if name, _, _ := strings.Cut(arg, "="); strings.HasPrefix(name, "-") && !strings.Contains(readme, "`"+name+"`") && !strings.Contains(readme, "`"+name+" ") && !strings.Contains(readme, "`"+arg+"`") {
					t.Errorf("%s: README.md does not describe %s", command, arg)
				}
			}
		}
		return "", nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if commands < 10 {
		t.Errorf("the page has %d commands", commands)
	}
}
