package giants

import (
	"fmt"
	"strings"
)

// A Shape is a kind of code that can be made in any size.
type Shape struct {
	Name string
	Make func(n int) string // the source of a package that grows linearly with n, or a bit faster
}

// Head begins every source. Get, open and close of a response are what costs work.
const Head = `package p

import (
	"errors"
	"io"
	"net/http"
)

var (
	_ = errors.New
	_ io.Reader
)

`

// get acquires a response that the rest of the path has to close.
const get = "resp, err := c.Get(u); if err != nil { return err }; "

// Shapes returns all shapes.
func Shapes() []Shape {
	return []Shape{
		{"sequential gets", inFunc("", repeated("\t{ "+get+"resp.Body.Close() }\n"), "\treturn nil")},
		{"sequential deferred gets", inFunc("", repeated("\tresp%[1]d, err := c.Get(u); if err != nil { return err }; defer resp%[1]d.Body.Close()\n"), "\treturn nil")},
		{"switch with gets", inFunc("\tswitch k {\n", repeated("\tcase %d: "+get+"defer resp.Body.Close()\n"), "\t}\n\treturn nil")},
		{"switch with leaks", inFunc("\tswitch k {\n", repeated("\tcase %d: "+get+"if k > 7 { return nil }; resp.Body.Close()\n"), "\t}\n\treturn nil")},
		{"switch into one variable", inFunc("\tvar resp *http.Response\n\tvar err error\n\tswitch k {\n", repeated("\tcase %d: resp, err = c.Get(u)\n"), "\t}\n\tif err != nil { return err }\n\tif resp != nil { resp.Body.Close() }\n\treturn nil")},
		{"chain of ifs", inFunc("\t"+get+"\n", repeated("\tif f(%d) { k++ }\n"), "\tif k > 3 { return nil }\n\tresp.Body.Close()\n\treturn nil")},
		{"chain of early returns", inFunc("\t"+get+"defer resp.Body.Close()\n", repeated("\tif err := g(%d); err != nil { return err }\n"), "\treturn nil")},
		{"chain of early leaks", inFunc("\t"+get+"\n", repeated("\tif err := g(%d); err != nil { return err }\n"), "\tresp.Body.Close()\n\treturn nil")},
		{"flags", inFunc("\t"+get+"\n", all(repeated("\tb%[1]d := f(%[1]d); if b%[1]d { k++ }\n"), repeated("\tif b%d { resp.Body.Close(); return nil }\n")), "\tresp.Body.Close()\n\treturn nil")},
		{"goroutines", inFunc("", repeated("\tgo func() { resp, err := c.Get(u); if err == nil { resp.Body.Close() } }()\n"), "\treturn nil")},
		{"closures", inFunc("\tvar err error\n", repeated("\tfunc() { var resp *http.Response; resp, err = c.Get(u); if err == nil { resp.Body.Close() } }()\n"), "\treturn err")},
		{"deferred literals", inFunc("\t"+get+"\n", repeated("\tdefer func() { if f(%d) { resp.Body.Close() } }()\n"), "\treturn nil")},
		{"nested closures", func(n int) string {
			return function("\t" + get + "\n" + strings.Repeat("func() {", n) + "resp.Body.Close()" + strings.Repeat("}()\n", n) + "return nil\n")
		}},
		{"nested ifs", func(n int) string {
			return function("\t" + get + "\n" + strings.Repeat("if f(1) {\n", n) + "resp.Body.Close()\n" + strings.Repeat("}\n", n) + "return nil\n")
		}},
		{"nested loops with a defer", func(n int) string {
			return function(strings.Repeat("for range k {\n", n) + get + "defer resp.Body.Close()\n" + strings.Repeat("}\n", n) + "return nil\n")
		}},
		{"nested range loops with a defer", func(n int) string {
			return function("xs := make([]string, k)\n" + strings.Repeat("for _, u = range xs {\n", n) + get + "defer resp.Body.Close()\n" + strings.Repeat("}\n", n) + "return nil\n")
		}},
		{"loops with a deferred literal", inFunc("\tus := make([]string, k)\n", repeated("\tfor _, u := range us { "+get+"defer func() { _ = resp.Body.Close() }() }\n"), "\treturn nil")},
		{"loops in a row", inFunc("", repeated("\tfor range k { "+get+"if f(%d) { continue }; resp.Body.Close() }\n"), "\treturn nil")},
		{"nested calls", func(n int) string {
			return "func w(r *http.Response, err error) (*http.Response, error) { return r, err }\n" +
				function("resp, err := "+strings.Repeat("w(", n)+"c.Get(u)"+strings.Repeat(")", n)+"\n if err != nil { return err }\n return resp.Body.Close()\n")
		}},
		{"chain of functions", inPackage("func f0(c *http.Client, u string) (*http.Response, error) { return c.Get(u) }\n",
			repeated("func h%[1]d(c *http.Client, u string) error { "+"resp, err := f%[1]d(c, u); if err != nil { return err }; return resp.Body.Close() }\nfunc f%[2]d(c *http.Client, u string) (*http.Response, error) { return f%[1]d(c, u) }\n"))},
		{"chain of functions backwards", func(n int) string {
			var b strings.Builder
			for i := n; i > 0; i-- {
				fmt.Fprintf(&b, "func f%d(c *http.Client, u string) (*http.Response, error) { return f%d(c, u) }\n", i, i-1)
			}
			return b.String() + "func f0(c *http.Client, u string) (*http.Response, error) { return c.Get(u) }\n"
		}},
		{"functions that all call each other", func(n int) string {
			var b strings.Builder
			m := 1 // n calls in all
			for m*m < n {
				m++
			}
			for i := range m {
				fmt.Fprintf(&b, "func f%d(c *http.Client, u string) (*http.Response, error) {\nswitch len(u) {\n", i)
				for j := range m {
					fmt.Fprintf(&b, "case %d: return f%d(c, u)\n", j, j)
				}
				b.WriteString("}\nreturn c.Get(u)\n}\n")
			}
			return b.String()
		}},
		{"functions that close what all others give them", func(n int) string {
			var b strings.Builder
			m := 1
			for m*m < n {
				m++
			}
			for i := range m {
				fmt.Fprintf(&b, "func f%d(r *http.Response, k int) error {\nswitch k {\n", i)
				for j := range m {
					fmt.Fprintf(&b, "case %d: return f%d(r, k)\n", j, j)
				}
				b.WriteString("}\nreturn r.Body.Close()\n}\n")
			}
			return b.String() + function("\t"+get+"\nreturn f0(resp, k)\n")
		}},
		{"ring of functions", func(n int) string {
			var b strings.Builder
			for i := range n {
				fmt.Fprintf(&b, "func f%d(c *http.Client, u string, k int) (*http.Response, error) { if k == %d { return c.Get(u) }; return f%d(c, u, k+1) }\n", i, i, (i+1)%n)
			}
			return b.String()
		}},
		{"functions", inPackage("", repeated("func f%d(c *http.Client, u string) error { "+get+"defer resp.Body.Close(); return nil }\n"))},
		{"callers of one function", inPackage("func get(c *http.Client, u string) (*http.Response, error) { return c.Get(u) }\n",
			repeated("func f%d(c *http.Client, u string) error { resp, err := get(c, u); if err != nil { return err }; defer resp.Body.Close(); return nil }\n"))},
		{"methods of one interface", inPackage("type closer interface { do(r *http.Response) error }\nfunc use(c *http.Client, u string, d closer) error { "+get+"return d.do(resp) }\n",
			repeated("type t%[1]d struct{}\nfunc (t%[1]d) do(r *http.Response) error { return r.Body.Close() }\n"))},
		{"struct of responses", func(n int) string {
			return "type all struct {\n" + repeated("\tr%d *http.Response\n")(n) + "}\n" +
				function("\tvar s all\n\tvar err error\n"+repeated("\tif s.r%[1]d, err = c.Get(u); err != nil { return err }\n")(n)+repeated("\ts.r%d.Body.Close()\n")(n)+"\treturn nil\n")
		}},
		{"struct of responses that is returned", func(n int) string {
			return "type all struct {\n" + repeated("\tr%d *http.Response\n")(n) + "}\n" +
				"func f(c *http.Client, u string) (*all, error) {\n\ts := new(all)\n\tvar err error\n" + repeated("\tif s.r%[1]d, err = c.Get(u); err != nil { return nil, err }\n")(n) + "\treturn s, nil\n}\n"
		}},
		{"variables that choose", inFunc("\tvar r *http.Response\n", repeated("\tr%[1]d, err := c.Get(u); if err != nil { return err }; if f(%[1]d) { r = r%[1]d } else { r%[1]d.Body.Close() }\n"), "\tr.Body.Close()\n\treturn nil")},
		{"channels", inFunc("", repeated("\tch%[1]d := make(chan *http.Response, 1); go func() { resp, err := c.Get(u); if err == nil { ch%[1]d <- resp } }(); (<-ch%[1]d).Body.Close()\n"), "\treturn nil")},
		{"clients", inPackage("", repeated("func f%d(u string) error { c := &http.Client{Transport: &http.Transport{}}; "+get+"defer resp.Body.Close(); return nil }\n"))},
		{"clients in one function", inFunc("", repeated("\tc%[1]d := &http.Client{Transport: &http.Transport{}}; if resp, err := c%[1]d.Get(u); err == nil { resp.Body.Close() }\n"), "\treturn nil")},
		{"default clients", inFunc("", repeated("\tif resp, err := http.Get(u); err == nil { resp.Body.Close() }\n"), "\treturn nil")},
		{"transports in one function", inFunc("", repeated("\tt%[1]d := &http.Transport{MaxIdleConns: %[1]d}; _ = t%[1]d\n"), "\treturn nil")},
		{"ignore comments", inPackage("", repeated("func f%d(c *http.Client, u string) { //httpleak:ignore bodyclose for the test\n\tc.Get(u) //nolint:bodyclose\n}\n"))},
		{"long selector", func(n int) string {
			return "type t struct{ next *t; r *http.Response }\n" + function("\ts := new(t)\n\tresp, err := c.Get(u)\n if err != nil { return err }\ns"+strings.Repeat(".next", n)+".r = resp\n return nil\n")
		}},
		{"labels", inFunc("", repeated("l%[1]d:\n\tif f(%[1]d) { goto l%[1]d }\n"), "\t"+get+"if k > 2 { return nil }\n\treturn resp.Body.Close()")},
		{"wide select", inFunc("\t"+get+"\n\tch := make(chan int)\n\tselect {\n", repeated("\tcase <-ch: k += %d; resp.Body.Close()\n"), "\t}\n\treturn nil")},
		{"appended responses", inFunc("\tvar list []*http.Response\n", repeated("\t{ "+get+"list = append(list, resp) }\n"), "\tfor _, r := range list { r.Body.Close() }\n\treturn nil")},
		{"array of responses", inFunc("\tvar list [20000]*http.Response\n\tvar err error\n", repeated("\tif list[%d], err = c.Get(u); err != nil { return err }\n"), "\tfor _, r := range list { r.Body.Close() }\n\treturn nil")},
		{"deep struct types", inPackage("type t0 struct{ r *http.Response }\n", repeated("type t%[2]d struct{ a, b, c *t%[1]d }\nfunc f%[1]d(t *t%[1]d, u t%[2]d) {}\n"))},
		{"wide struct types", func(n int) string {
			return "type t struct {\n" + repeated("\ta%d *t\n")(n) + "}\n" + repeated("func f%d(x *t) *t { return x }\n")(n) + function("\t"+get+"\n\tx := new(t)\n"+repeated("\tx = f%d(x)\n")(n)+"return resp.Body.Close()\n")
		}},
	}
}

// repeated returns the n-fold text, in which %[1]d is the number of the copy and %[2]d the next one.
func repeated(text string) func(n int) string {
	return func(n int) string {
		var b strings.Builder
		for i := range n {
			switch {
			case strings.Contains(text, "%[2]d"):
				fmt.Fprintf(&b, text, i, i+1)
			case strings.Contains(text, "%"):
				fmt.Fprintf(&b, text, i)
			default:
				b.WriteString(text)
			}
		}
		return b.String()
	}
}

func all(parts ...func(int) string) func(int) string {
	return func(n int) string {
		var b strings.Builder
		for _, part := range parts {
			b.WriteString(part(n))
		}
		return b.String()
	}
}

// function is a function around body, with a client c, a URL u and a number k, and two others that it can call.
func function(body string) string {
	return "func f(int) bool { return false }\nfunc g(int) error { return nil }\n\nfunc giant(c *http.Client, u string, k int) error {\n" + body + "}\n"
}

func inFunc(before string, middle func(int) string, after string) func(int) string {
	return func(n int) string { return function(before + middle(n) + after + "\n") }
}

func inPackage(before string, rest func(int) string) func(int) string {
	return func(n int) string { return before + rest(n) }
}
