// Reads labelled pages and what was made of them, a JSON object a line, and
// compares the trees of parse5: that of the edited page must be that of the
// input after the same edit. It prints a JSON object for each line that
// differs, one for each whose input it reads otherwise, and a last one with
// counts.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(process.argv[2] + "/");
const { parse, parseFragment } = await import(pathToFileURL(require.resolve("parse5")));

function* elements(node) {
	for (const child of node.childNodes ?? []) {
		yield child;
		yield* elements(child);
	}
}

function labelled(doc) {
	return [...elements(doc)].filter((n) => n.attrs?.some((a) => a.name === "data-txt"));
}

function dump(node, depth = 0) {
	const attrs = (node.attrs ?? []).map((a) => `${a.prefix ?? ""}:${a.name}=${a.value}`).sort();
	let out = `${" ".repeat(depth)}${node.nodeName} ${node.namespaceURI ?? ""} ${node.value ?? node.data ?? ""} ${attrs.join("|")}\n`;
	for (const child of node.childNodes ?? []) out += dump(child, depth + 1);
	if (node.content) out += dump(node.content, depth + 1);
	return out;
}

function edit(doc, text) {
	for (const n of labelled(doc)) {
		n.childNodes = parseFragment(text).childNodes;
		for (const c of n.childNodes) c.parentNode = n;
	}
	return doc;
}

let same = 0, differ = 0, elsewhere = 0;
for await (const line of createInterface({ input: process.stdin })) {
	const { page, out, text, scripting } = JSON.parse(line);
	const options = { scriptingEnabled: scripting };
	const source = parse(page, options);
	if (labelled(source).length !== 1) {
		elsewhere++; // this parser sees another page in the input itself
		console.log(JSON.stringify({ page, scripting, elsewhere: true }));
		continue;
	}
	if (dump(edit(source, text)) === dump(parse(out, options))) same++;
	else {
		differ++;
		console.log(JSON.stringify({ page, out, scripting }));
	}
}
console.log(JSON.stringify({ same, differ, elsewhere }));
