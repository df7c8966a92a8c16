// Package visible makes text that comes from the code that is analysed fit to be shown: on
// a terminal, in the log of a CI system, on a page. What a reader would not see, and what
// a terminal, a log or a reader's eye would take for an order, becomes an escape sequence
// of Go, such as \x1b for the byte that starts the orders of terminals.
package visible

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text returns text in one line, with all that is not printable escaped: control
// characters, line ends and tabs too, characters that change the direction of others or
// have no look of their own, and bytes that are no UTF-8.
func Text(text string) string { return escape(text, false) }

// Source is [Text] for a line of source: tabs stay.
func Source(line string) string { return escape(line, true) }

// Lines is [Source] for each of several lines: their ends stay, and none begins with what CI systems
// read as an order, spaces aside.
func Lines(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		end := ""
		for _, e := range []string{"\r\n", "\n"} {
			if end == "" && strings.HasSuffix(line, e) {
				end = e
			}
		}
		line = escape(strings.TrimSuffix(line, end), true)
		if trimmed := strings.TrimLeft(line, " \t"); strings.HasPrefix(trimmed, "::") {
			line = line[:len(line)-len(trimmed)] + `\x3a` + trimmed[1:]
		}
		out.WriteString(line + end)
	}
	return out.String()
}

// File returns the name of a file for a line that begins with it: it does not begin with what
// CI systems read as an order.
func File(name string) string {
	if strings.HasPrefix(name, "::") || strings.HasPrefix(name, "##") {
		name = "./" + name
	}
	return Text(name)
}

// Shown reports whether a character has a look of its own: a letter, a mark, a number,
// punctuation, a symbol, or a space between words.
func Shown(r rune) bool { return unicode.IsGraphic(r) }

func escape(text string, tabs bool) string {
	if plain(text, tabs) {
		return text
	}
	var out strings.Builder
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&out, `\x%02x`, text[i])
		case order(text[i:]):
			out.WriteString(`\x23`)
		case Shown(r) || r == '\t' && tabs:
			out.WriteRune(r)
		default:
			out.WriteString(code(r))
		}
		i += size
	}
	return out.String()
}

// plain reports whether nothing of text has to be escaped.
func plain(text string, tabs bool) bool {
	for i, r := range text {
		switch {
		case r == utf8.RuneError, r == '#' && order(text[i:]):
			return false
		case !Shown(r) && (r != '\t' || !tabs):
			return false
		}
	}
	return true
}

// order reports whether text begins with ##[ or ##word[, which some CI systems (GitHub's
// runner, Azure Pipelines) obey wherever it stands in a line.
func order(text string) bool {
	rest, ok := strings.CutPrefix(text, "##")
	return ok && strings.HasPrefix(strings.TrimLeftFunc(rest, unicode.IsLetter), "[")
}

func code(r rune) string {
	switch {
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r == '\t':
		return `\t`
	case r < 0x80:
		return fmt.Sprintf(`\x%02x`, r)
	case r < 0x10000:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}

// JSON returns a text in JSON with all that is not printable in its strings escaped as JSON does
// it, so that who reads it gets the same. White space between them stays.
func JSON(text []byte) []byte {
	out := make([]byte, 0, len(text))
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		switch {
		case r == '\n' || r == '\t' || Shown(r):
			out = append(out, text[:size]...)
		case r < 0x10000:
			out = fmt.Appendf(out, `\u%04x`, r)
		default:
			r -= 0x10000
			out = fmt.Appendf(out, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		}
		text = text[size:]
	}
	return out
}
