package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/httpleak/httpleak/integration/internal/findings"
)

// A verdict says whether an acquisition is reported.
type verdict string

const (
	yes     verdict = "reported"
	no      verdict = "silent"
	unknown verdict = "" // could not be asked
)

// An answer is what the tool said of a fix.
type answer struct {
	ID      string
	Before  verdict // at the parent
	After   verdict // at the fix
	Reason  string  // why it could not be asked; otherwise empty
	Message string  // of the finding at the parent
	Tool    string  // a part of the hash of its file
}

func (a answer) String() string {
	if a.Reason != "" {
		return a.Reason
	}
	return fmt.Sprintf("before: %s, after: %s", a.Before, a.After)
}

const answersHead = "fix\tbefore\tafter\treason\tmessage\ttool\n"

// readAnswers reads what writeAnswers wrote. There are none in a file that is not there.
func readAnswers(file string) ([]answer, error) {
	var answers []answer
	err := findings.ReadRecord(file, answersHead, func(fields []string) error {
		answers = append(answers, answer{fields[0], verdict(fields[1]), verdict(fields[2]), fields[3], fields[4], fields[5]})
		return nil
	})
	return answers, err
}

// writeAnswers writes answers to file, as a whole or not at all.
func writeAnswers(file string, answers []answer) error {
	var text strings.Builder
	text.WriteString(answersHead)
	for _, a := range answers {
		fmt.Fprintln(&text, strings.Join([]string{a.ID, string(a.Before), string(a.After), a.Reason, oneLine(a.Message), a.Tool}, "\t"))
	}
	return findings.WriteRecord(file, text.String())
}

// A joined is a fix with the answer about it, if there is one.
type joined struct {
	fix
	answer *answer
}

func join(fixes []fix, answers []answer) []joined {
	byID := make(map[string]*answer)
	for i := range answers {
		byID[answers[i].ID] = &answers[i]
	}
	all := make([]joined, len(fixes))
	for i, f := range fixes {
		all[i] = joined{f, byID[f.ID]}
	}
	return all
}

// printList names what is not as it should be, one a line.
func printList(w io.Writer, all []joined) {
	for _, j := range all {
		a := j.answer
		if a == nil {
			continue
		}
		if a.Reason != "" {
			fmt.Fprintf(w, "not asked: %s: %s\n", j.ID, a.Reason)
		}
		if a.Before == no {
			fmt.Fprintf(w, "missed: %s: %s: %s\n", j.ID, j.Kind, j.Note)
		}
		if a.After == yes {
			fmt.Fprintf(w, "still found: %s: %s: %s\n", j.ID, j.Kind, a.Message)
		}
	}
}

// printTable prints a line for each kind, in Markdown. The last line has the sums.
func printTable(w io.Writer, all []joined) error {
	type row struct{ fixes, asked, before, after int }
	rows := make(map[string]*row)
	var sum row
	for _, kind := range kinds {
		rows[kind] = new(row)
	}
	for _, j := range all {
		for _, r := range []*row{rows[j.Kind], &sum} {
			r.fixes++
			if j.answer == nil || j.answer.Reason != "" {
				continue
			}
			r.asked++
			if j.answer.Before == yes {
				r.before++
			}
			if j.answer.After == yes {
				r.after++
			}
		}
	}
	var text strings.Builder
	text.WriteString("| kind | fixes | could be asked | found before | still found after |\n| --- | --: | --: | --: | --: |\n")
	for _, kind := range kinds {
		if r := rows[kind]; r.fixes > 0 {
			fmt.Fprintf(&text, "| %s | %d | %d | %d | %d |\n", kind, r.fixes, r.asked, r.before, r.after)
		}
	}
	fmt.Fprintf(&text, "| all | %d | %d | %s | %s |\n", sum.fixes, sum.asked, share(sum.before, sum.asked), share(sum.after, sum.asked))
	_, err := io.WriteString(w, text.String())
	return err
}

// share returns n with its share of all.
func share(n, all int) string {
	if all == 0 {
		return "0"
	}
	return fmt.Sprintf("%d (%.0f %%)", n, 100*float64(n)/float64(all))
}
