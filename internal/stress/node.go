package stress

import (
	"slices"
	"strings"
)

// A node is a statement: a line, or a block statement with parts.
type node struct {
	label string // printed if something below refers to it
	goal  bool   // the label is printed in any case, for goto
	text  string // of a simple statement
	parts []*part
	foot  string // behind the last part
}

// A part is a head, such as "if c {" or "case 1:", and what is below it.
type part struct {
	pre, cond, post string // the head; cond may be negated
	body            []*node
}

func line(text string) *node { return &node{text: text} }

func lines(text ...string) []*node {
	var out []*node
	for _, t := range text {
		out = append(out, line(t))
	}
	return out
}

// block returns the statement "head { body }".
func block(head string, body ...*node) *node {
	return &node{parts: []*part{{pre: head + " {", body: body}}, foot: "}"}
}

// ifThen returns an if statement.
func ifThen(cond string, body ...*node) *node {
	return &node{parts: []*part{{pre: "if ", cond: cond, post: " {", body: body}}, foot: "}"}
}

// orElse adds an else branch to an if statement.
func (n *node) orElse(body ...*node) *node {
	n.parts = append(n.parts, &part{pre: "} else {", body: body})
	return n
}

// closing replaces what ends a block, such as "}" by "}()".
func (n *node) closing(foot string) *node {
	n.foot = foot
	return n
}

// caseOf adds a case to a switch or select statement.
func (n *node) caseOf(head string, body ...*node) *node {
	n.parts = append(n.parts, &part{pre: head + ":", body: body})
	return n
}

func (n *node) clone() *node {
	c := *n
	c.parts = make([]*part, len(n.parts))
	for i, p := range n.parts {
		q := *p
		q.body = cloneAll(p.body)
		c.parts[i] = &q
	}
	return &c
}

func cloneAll(list []*node) []*node {
	out := make([]*node, len(list))
	for i, n := range list {
		out[i] = n.clone()
	}
	return out
}

func (n *node) print(b *strings.Builder) {
	if len(n.parts) == 0 {
		b.WriteString(n.text)
		b.WriteByte('\n')
		return
	}
	var inner strings.Builder
	for _, p := range n.parts {
		inner.WriteString(p.pre + p.cond + p.post + "\n")
		printAll(&inner, p.body)
	}
	inner.WriteString(n.foot + "\n")
	text := inner.String()
	if n.label != "" && (n.goal || refersTo(text, n.label)) {
		b.WriteString(n.label + ":\n")
	}
	b.WriteString(text)
}

func refersTo(text, label string) bool {
	for _, word := range []string{"break ", "continue "} {
		if strings.Contains(text, word+label+"\n") {
			return true
		}
	}
	return false
}

func printAll(b *strings.Builder, list []*node) {
	for _, n := range list {
		n.print(b)
	}
}

// size is the number of statements.
func size(list []*node) int {
	n := len(list)
	for _, x := range list {
		for _, p := range x.parts {
			n += size(p.body)
		}
	}
	return n
}

// A spot is a place in a tree where a statement stands.
type spot struct {
	list *[]*node
	i    int
}

func (s spot) node() *node { return (*s.list)[s.i] }

// replace puts statements in the place of the one at s.
func (s spot) replace(by ...*node) {
	*s.list = slices.Replace(slices.Clone(*s.list), s.i, s.i+1, by...)
}

// spots returns all places of a tree, outer ones first.
func spots(list *[]*node) []spot {
	var out []spot
	for i := range *list {
		out = append(out, spot{list, i})
		for _, p := range (*list)[i].parts {
			out = append(out, spots(&p.body)...)
		}
	}
	return out
}
