// Package html looks at the page that httpleak -html writes, in a browser.
package html

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func TestTen(t *testing.T) {
	findBrowser(t)
	dir := t.TempDir()
	writeModule(t, dir, 10)
	file, found := analyse(t, dir, "./...")
	if len(found) != 10 {
		t.Fatalf("%d findings, want 10", len(found))
	}
	tb := open(t, file, 1200, 900, scheme("light"))
	wantFindings(tb, found)
	want(tb, `document.querySelectorAll(".finding:not([open])").length`, 0) // few are shown at once
	tb.picture("ten-light", true)
	tb.do(chromedp.Evaluate(`document.getElementById("f2").scrollIntoView()`, nil))
	tb.picture("ten-path", false)
	t.Run("filter", func(t *testing.T) { filters(tb, found) })
	t.Run("links", func(t *testing.T) { links(tb) })
	t.Run("keys", func(t *testing.T) { keys(tb) })
	t.Run("access", func(t *testing.T) { access(tb) })
	t.Run("print", func(t *testing.T) { prints(tb) })
	t.Run("colours", func(t *testing.T) { colours(tb) })
	tb.do(scheme("dark"))
	tb.picture("ten-dark", true)
	tb.do(scheme("light"), chromedp.EmulateViewport(390, 844))
	want(tb, `document.documentElement.scrollWidth <= innerWidth`, true)
	tb.picture("ten-narrow", false)
}

func TestThousand(t *testing.T) {
	findBrowser(t)
	dir := t.TempDir()
	writeModule(t, dir, 1000)
	file, found := analyse(t, dir, "./...")
	if len(found) != 1000 {
		t.Fatalf("%d findings, want 1000", len(found))
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > 4<<20 {
		t.Errorf("the page has %d bytes", info.Size())
	}
	start := time.Now()
	tb := open(t, file, 1200, 900, scheme("light"))
	took := time.Since(start)
	t.Logf("%d bytes, shown after %v, the start of the browser included", info.Size(), took)
	var loaded float64
	tb.eval(`performance.getEntriesByType("navigation")[0].loadEventEnd`, &loaded)
	t.Logf("loaded in %.0f ms", loaded)
	if loaded > 5000 {
		t.Errorf("it took %.0f ms to load", loaded)
	}
	wantFindings(tb, found)
	want(tb, `document.querySelectorAll(".finding[open]").length`, 0)
	want(tb, `document.querySelectorAll(".group[open]").length`, 0)
	tb.picture("thousand-light", true)
	t.Run("filter", func(t *testing.T) { filters(tb, found) })
	t.Run("links", func(t *testing.T) { links(tb) })
	tb.do(chromedp.SetValue("#group", "rule"), chromedp.Evaluate(`document.getElementById("group").dispatchEvent(new Event("change", {bubbles: true}))`, nil))
	tb.do(chromedp.Evaluate(`document.querySelector(".group").open = true; document.querySelector(".group .finding").open = true; document.getElementById("tools").scrollIntoView()`, nil))
	tb.picture("thousand-by-rule", false)
	tb.do(scheme("dark"))
	tb.picture("thousand-by-rule-dark", false)
}

func TestNothing(t *testing.T) {
	findBrowser(t)
	dir := t.TempDir()
	writeModule(t, dir, 2)
	file, found := analyse(t, dir, "./clean")
	if len(found) != 0 {
		t.Fatalf("%d findings, want none", len(found))
	}
	tb := open(t, file, 1200, 500)
	want(tb, `document.querySelector("h1").textContent`, "No findings")
	want(tb, `document.querySelectorAll(".finding, .tools, .rule").length`, 0)
	tb.picture("nothing", false)
}

func TestWithoutScript(t *testing.T) {
	findBrowser(t)
	dir := t.TempDir()
	writeModule(t, dir, 4)
	file, found := analyse(t, dir, "./...")
	tb := open(t, file, 1200, 900, emulation.SetScriptExecutionDisabled(true))
	tb.do(emulation.SetScriptExecutionDisabled(false)) // what ran is over; this is for the questions
	wantFindings(tb, found)
	want(tb, `getComputedStyle(document.getElementById("tools")).display`, "none")
}

// wantFindings wants the page to show what was found, in order, and the steps
// of each path in theirs.
func wantFindings(tb *tab, found []finding) {
	tb.Helper()
	var shown []struct {
		Rule, Level, Message, Where string
		Numbers, Steps              []string
		Marks                       []string
	}
	tb.eval(`[...document.querySelectorAll(".finding")].map(f => ({
		rule: f.dataset.rule, level: f.dataset.level,
		message: f.querySelector(".message").textContent, where: f.querySelector(".where").textContent,
		numbers: [...f.querySelectorAll("ol > li > .step > .n")].map(e => e.textContent),
		steps: [...f.querySelectorAll("ol > li > .step")].map(e => e.children[1].textContent + ":" + e.querySelector(".at").textContent),
		marks: [...f.querySelectorAll(".code .n")].map(e => e.textContent),
	}))`, &shown)
	if len(shown) != len(found) {
		tb.Fatalf("the page shows %d findings, want %d", len(shown), len(found))
	}
	for i, f := range found {
		s := shown[i]
		if s.Rule != f.rule() || s.Level != f.Level || s.Message != f.Message || s.Where != fmt.Sprintf("%s:%d", f.File, f.Line) {
			tb.Errorf("finding %d is %+v, want %+v", i, s, f)
		}
		var numbers, steps []string
		for j, step := range f.Path {
			numbers = append(numbers, fmt.Sprint(j+1))
			steps = append(steps, fmt.Sprintf("%s:line %d", step.Message, step.Line))
		}
		if !slices.Equal(s.Steps, steps) || !slices.Equal(s.Numbers, numbers) {
			tb.Errorf("%s has the steps %q %q, want %q", s.Where, s.Numbers, s.Steps, steps)
		}
		slices.Sort(s.Marks)
		if !slices.Equal(s.Marks, numbers) {
			tb.Errorf("%s has the marks %q in its source, want %q", s.Where, s.Marks, numbers)
		}
	}
}

// shown is how many findings are not filtered out.
const shown = `[...document.querySelectorAll(".finding")].filter(f => !f.hidden && !f.closest(".group").hidden).length`

// set changes a field of the filter as a person does.
func (tb *tab) set(id, value string) {
	tb.Helper()
	tb.do(chromedp.Evaluate(fmt.Sprintf(`{ const e = document.getElementById(%q); e.value = %q; e.dispatchEvent(new Event("input", {bubbles: true})); e.dispatchEvent(new Event("change", {bubbles: true})); }`, id, value), nil))
	tb.do(chromedp.Sleep(200 * time.Millisecond))
}

func filters(tb *tab, found []finding) {
	count := func(ok func(finding) bool) int {
		n := 0
		for _, f := range found {
			if ok(f) {
				n++
			}
		}
		return n
	}
	want(tb, shown, len(found))
	retries := count(func(f finding) bool { return f.rule() == "bodyclose/overwrite" })
	tb.do(chromedp.SendKeys("#text", "OVERWRITTEN next"), chromedp.Sleep(300*time.Millisecond))
	want(tb, shown, retries)
	var text string
	tb.eval(`document.getElementById("shown").textContent`, &text)
	if !strings.Contains(text, fmt.Sprint(retries)) {
		tb.Errorf("the filter says %q, want the number %d", text, retries)
	}
	tb.set("text", "no such text anywhere")
	want(tb, shown, 0)
	want(tb, `document.getElementById("empty").hidden`, false)
	tb.do(chromedp.Click("#reset"))
	want(tb, shown, len(found))
	want(tb, `document.getElementById("empty").hidden`, true)
	tb.set("rule", "bodyclose/")
	want(tb, shown, count(func(f finding) bool { return f.Analyzer == "bodyclose" }))
	tb.set("rule", "bodyclose/path")
	want(tb, shown, count(func(f finding) bool { return f.rule() == "bodyclose/path" }))
	tb.set("rule", "")
	tb.do(chromedp.Click(`[name=level][value=leak]`))
	want(tb, shown, count(func(f finding) bool { return f.Level != "leak" }))
	tb.do(chromedp.Click(`[name=level][value=leak]`))
	tb.set("group", "rule")
	want(tb, shown, len(found))
	want(tb, `[...document.querySelectorAll(".finding")].every(f => f.closest(".group").querySelector("h3").textContent.startsWith(f.dataset.rule))`, true)
	tb.set("group", "package")
	wantFindings(tb, found)
	tb.do(chromedp.Click("#expand"))
	want(tb, `document.querySelectorAll(".finding:not([open])").length`, 0)
	tb.do(chromedp.Click("#collapse"))
	want(tb, `document.querySelectorAll(".finding[open]").length`, 0)
}

// links wants what a link names to be there and, once followed, to be seen.
func links(tb *tab) {
	want(tb, `[...document.querySelectorAll("a[href^='#']")].filter(a => !document.getElementById(a.hash.slice(1))).length`, 0)
	want(tb, `new Set([...document.querySelectorAll("[id]")].map(e => e.id)).size === document.querySelectorAll("[id]").length`, true)
	tb.set("text", "no such text anywhere")
	tb.do(chromedp.Evaluate(`location.hash = "f3"`, nil), chromedp.Sleep(200*time.Millisecond))
	const inView = `(e => { const r = e.getBoundingClientRect(); return r.height > 0 && r.top >= 0 && r.top < innerHeight })`
	want(tb, inView+`(document.querySelector("#f3 .code"))`, true)
	tb.do(chromedp.Evaluate(`location.hash = document.querySelector("#f3 .more a").hash`, nil), chromedp.Sleep(200*time.Millisecond))
	want(tb, inView+`(document.querySelector(".rule:target dl"))`, true)
	want(tb, `document.querySelectorAll(".rule:target .twins .code").length`, 2)
	tb.picture("rule", false)
	tb.do(chromedp.Click("[data-show-rule='bodyclose/overwrite']"))
	want(tb, `[...document.querySelectorAll(".finding")].every(f => f.hidden === (f.dataset.rule !== "bodyclose/overwrite"))`, true)
	tb.do(chromedp.Evaluate(`document.getElementById("reset").click(); location.hash = ""; scrollTo(0, 0)`, nil))
}

// keys wants the page to be usable without a mouse.
func keys(tb *tab) {
	tb.do(chromedp.Evaluate(`document.activeElement.blur()`, nil), chromedp.KeyEvent("/"))
	want(tb, `document.activeElement.id`, "text")
	tb.do(chromedp.KeyEvent("zzz"), chromedp.Sleep(200*time.Millisecond))
	want(tb, shown, 0)
	tb.do(chromedp.KeyEvent(kb.Escape))
	want(tb, shown, 10)
	tb.do(chromedp.Evaluate(`document.querySelector("#f1 > summary").focus()`, nil))
	var before, after bool
	tb.eval(`document.getElementById("f1").open`, &before)
	tb.do(chromedp.KeyEvent(kb.Enter))
	tb.eval(`document.getElementById("f1").open`, &after)
	if before == after {
		tb.Error("Enter neither opens nor closes a finding")
	}
}

// access asks for what a screen reader needs.
func access(tb *tab) {
	want(tb, `[...document.querySelectorAll("input, select, button, [role=region]")].filter(e => !(e.ariaLabel || e.closest("label") || e.textContent.trim() && !e.matches("select") || e.getAttribute("aria-labelledby"))).length`, 0)
	want(tb, `document.documentElement.lang`, "en")
	want(tb, `document.querySelectorAll("h1").length`, 1)
	want(tb, `document.querySelectorAll("main").length`, 1)
	want(tb, `document.querySelectorAll("th:not([scope])").length`, 0)
	want(tb, `document.getElementById("shown").ariaLive`, "polite")
	want(tb, `document.querySelectorAll("script").length`, 1) // the sources hold more, as text
	want(tb, `document.querySelectorAll("img").length`, 0)
}

// prints wants everything to be on paper, and the page as it was behind it.
func prints(tb *tab) {
	tb.do(chromedp.Click("#collapse"))
	tb.do(chromedp.Evaluate(`dispatchEvent(new Event("beforeprint"))`, nil))
	want(tb, `document.querySelectorAll("details:not([open])").length`, 0)
	tb.do(chromedp.Evaluate(`dispatchEvent(new Event("afterprint"))`, nil))
	want(tb, `document.querySelectorAll(".finding[open]").length`, 0)
	var pdf []byte
	tb.do(chromedp.ActionFunc(func(ctx context.Context) (err error) {
		pdf, _, err = page.PrintToPDF().Do(ctx)
		return err
	}))
	if len(pdf) < 20_000 {
		tb.Errorf("printed, the page has %d bytes", len(pdf))
	}
	if *pictures != "" {
		if err := os.WriteFile(*pictures+"/ten.pdf", pdf, 0o666); err != nil {
			tb.Fatal(err)
		}
	}
	tb.do(chromedp.Click("#expand"))
}

// colours wants text to be readable on what is behind it, in both schemes, as
// WCAG 2.2 asks (4.5 to 1).
func colours(tb *tab) {
	for _, name := range []string{"light", "dark"} {
		tb.do(scheme(name))
		var low []string
		tb.eval(contrast, &low)
		for _, text := range low {
			tb.Errorf("%s: %s", name, text)
		}
	}
	var dark, light string
	tb.eval(`getComputedStyle(document.body).backgroundColor`, &dark)
	tb.do(scheme("light"))
	tb.eval(`getComputedStyle(document.body).backgroundColor`, &light)
	if dark == light {
		tb.Errorf("dark and light are both %s", dark)
	}
}

// contrast lists elements with text that has too little of it.
const contrast = `(() => {
	const rgb = text => (text.match(/[\d.]+/g) ?? []).map(Number);
	const light = c => { const [r, g, b] = c.map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
	const behind = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] > 0) return c.slice(0, 3); } return [255, 255, 255]; };
	const low = new Set();
	for (const e of document.querySelectorAll("body *")) {
		if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) || !e.getClientRects().length || e.matches("script, style, .skip, option")) continue;
		const a = light(rgb(getComputedStyle(e).color).slice(0, 3)), b = light(behind(e));
		const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
		if (ratio < 4.5) low.add(e.tagName + "." + e.className + " in " + e.parentElement.className + ": " + ratio.toFixed(2));
	}
	return [...low];
})()`
