"use strict";
(() => {
	const $ = id => document.getElementById(id);
	const tools = $("tools");
	if (!tools) return; // there are no findings
	tools.hidden = false;

	const list = $("findings");
	const findings = [...list.querySelectorAll(".finding")];
	const packages = [...list.querySelectorAll(".group")];
	const home = new Map(findings.map(f => [f, f.closest(".group")]));
	const rules = [...document.querySelectorAll(".rule")];
	const texts = new Map(); // what the text filter looks at, made when it is first asked for
	const textOf = f => {
		if (!texts.has(f)) texts.set(f, (home.get(f).querySelector("h3").textContent + " " + f.dataset.rule + " " + f.textContent).toLowerCase());
		return texts.get(f);
	};
	const number = n => n.toLocaleString("en");

	// The choice of rules: an analyzer, or one of its categories.
	for (const analyzer of [...new Set(rules.map(r => r.dataset.analyzer))].sort()) {
		const own = rules.filter(r => r.dataset.analyzer === analyzer);
		const options = document.createElement("optgroup");
		options.label = analyzer;
		if (own.length > 1) options.append(new Option("all of " + analyzer, analyzer + "/"));
		for (const r of own) options.append(new Option(r.dataset.name, r.dataset.name));
		$("rule").append(options);
	}

	// Groups by rule are made when they are first asked for.
	let byRule;
	const groupsByRule = () => byRule ??= rules.map(r => {
		const group = document.createElement("details");
		group.className = "group";
		const title = document.createElement("h3"), small = document.createElement("small"), count = document.createElement("span");
		title.textContent = r.dataset.name;
		small.textContent = r.dataset.summary;
		title.append(small);
		count.className = "number";
		const summary = document.createElement("summary");
		summary.append(title, " ", count);
		const items = document.createElement("div");
		items.className = "list";
		group.append(summary, items);
		group.dataset.name = r.dataset.name;
		group.open = packages.some(p => p.open);
		return group;
	});
	const regroup = () => {
		const wanted = $("group").value === "rule" ? groupsByRule() : packages;
		for (const g of list.querySelectorAll(".group")) g.remove();
		for (const f of findings) {
			const group = wanted === packages ? home.get(f) : wanted.find(g => g.dataset.name === f.dataset.rule);
			group.querySelector(".list").append(f);
		}
		$("empty").before(...wanted);
		filter();
	};

	// matches reports whether each word is in the text.
	const matches = (f, words) => words.length === 0 || words.every(w => textOf(f).includes(w));
	const filter = () => {
		const words = $("text").value.toLowerCase().split(/\s+/).filter(Boolean);
		const rule = $("rule").value;
		const levels = new Set([...tools.querySelectorAll("[name=level]:checked")].map(c => c.value));
		const narrowed = words.length > 0 || rule !== "";
		let shown = 0;
		for (const group of list.querySelectorAll(".group")) {
			let inGroup = 0;
			for (const f of group.querySelectorAll(".finding")) {
				const of = f.dataset.rule;
				const ok = levels.has(f.dataset.level) && (rule === "" || of === rule || rule.endsWith("/") && (of + "/").startsWith(rule)) && matches(f, words);
				f.hidden = !ok;
				if (ok) inGroup++;
			}
			group.hidden = inGroup === 0;
			group.querySelector("summary .number").textContent = number(inGroup);
			if (narrowed && inGroup > 0) group.open = true;
			shown += inGroup;
		}
		$("empty").hidden = shown > 0;
		$("shown").textContent = shown === findings.length ? number(shown) + " shown" : number(shown) + " of " + number(findings.length) + " shown";
	};
	const reset = () => {
		tools.reset();
		regroup();
	};

	let timer;
	$("text").addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(filter, findings.length > 200 ? 120 : 0); });
	tools.addEventListener("change", e => e.target.id === "group" ? regroup() : filter());
	tools.addEventListener("submit", e => e.preventDefault());
	$("reset").addEventListener("click", reset);
	const openAll = open => {
		for (const d of list.querySelectorAll("details")) if (!d.hidden) d.open = open || d.matches(".group") && findings.length <= 120;
	};
	$("expand").addEventListener("click", () => openAll(true));
	$("collapse").addEventListener("click", () => openAll(false));

	// A rule of the overview narrows the list to it; its text is below.
	document.addEventListener("click", e => {
		const link = e.target.closest("[data-show-rule]");
		if (!link || e.ctrlKey || e.metaKey || e.shiftKey) return;
		e.preventDefault();
		$("rule").value = link.dataset.showRule;
		filter();
		tools.scrollIntoView();
		list.focus({ preventScroll: true });
	});

	// What a link names is opened, and not left out.
	const reveal = () => {
		const id = decodeURIComponent(location.hash.slice(1));
		const target = id && ($(id) ?? packages.find(p => p.id === id));
		if (!target) return;
		if (!target.isConnected || target.closest("[hidden]")) reset();
		for (let d = target.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
		target.scrollIntoView();
	};
	addEventListener("hashchange", reveal);

	// "/" is for the filter, as in other lists.
	addEventListener("keydown", e => {
		if (e.key === "/" && !e.target.closest("input, select, textarea") && !e.ctrlKey && !e.metaKey && !e.altKey) {
			e.preventDefault();
			$("text").focus();
		}
		if (e.key === "Escape" && e.target === $("text")) reset();
	});

	// On paper nothing can be opened.
	let closed = [];
	addEventListener("beforeprint", () => {
		closed = [...document.querySelectorAll("details:not([open])")];
		for (const d of closed) d.open = true;
	});
	addEventListener("afterprint", () => { for (const d of closed) d.open = false; });

	filter();
	reveal();
})();
