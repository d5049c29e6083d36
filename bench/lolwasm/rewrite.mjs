// lol-html built for WebAssembly, as a contender of the benchmarks. The
// protocol is that of rival/process.go.
//
//     node rewrite.mjs MODULE PAGES TEXTS

import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { createRequire } from "node:module";

const [module, list, texts] = process.argv.slice(2);
const { HTMLRewriter } = createRequire(import.meta.url)(module);

const lines = (file) => readFileSync(file, "utf8").split("\n").filter(Boolean);
const pages = lines(list).map((name) => readFileSync(name));
const finished = new Map(
  lines(texts).map((line) => {
    const [key, lang, html] = line.split("\t");
    return [key, { lang, html }];
  }),
);

const out = new Uint8Array(4 << 20);
let used = 0;

const asHTML = { html: true };
const handlers = {
  element(element) {
    const text = finished.get(element.getAttribute("data-txt"));
    if (text === undefined) return;
    element.setInnerContent(text.html, asHTML);
    if (text.lang !== "") {
      element.setAttribute("lang", text.lang);
      element.setAttribute("dir", "ltr");
    }
  },
};

async function rewrite(page) {
  used = 0;
  const rewriter = new HTMLRewriter((chunk) => {
    out.set(chunk, used);
    used += chunk.length;
  });
  try {
    rewriter.on("[data-txt]", handlers);
    await rewriter.write(page);
    await rewriter.end();
  } finally {
    rewriter.free();
  }
}

async function timed(work) {
  const start = process.hrtime.bigint();
  await work();
  return process.hrtime.bigint() - start;
}

async function perform([command, ...args]) {
  switch (command) {
    case "pass":
      return timed(async () => {
        for (const page of pages) await rewrite(page);
      });
    case "hot": {
      const page = pages[Number(args[0])];
      return timed(async () => {
        for (let n = Number(args[1]); n > 0; n--) await rewrite(page);
      });
    }
    case "out": {
      const took = await timed(() => rewrite(pages[Number(args[0])]));
      writeFileSync(args[1], out.subarray(0, used));
      return took;
    }
    default:
      throw new Error("unknown command " + command);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    console.log("ok " + (await perform(line.split(" "))));
  } catch (err) {
    console.log("error " + String(err).replaceAll("\n", " "));
  }
}
