// Writes the oracles of package cldr: what Intl says for every locale of CLDR.
//
//   node internal/cldr/gen/dump.mjs DIR internal/cldr/testdata
//
// DIR holds cldr-core, for its list of locales. The files in
// testdata were written by a Node whose process.versions they name.
import fs from "node:fs";
import path from "node:path";

const [, , npm, out] = process.argv;
const core = (name) => JSON.parse(fs.readFileSync(path.join(npm, "cldr-core", name), "utf8"));
const available = core("availableLocales.json").availableLocales.full;

// Locales that Intl knows, and those among them for which it answers with the
// data of another.
const locales = Intl.NumberFormat.supportedLocalesOf(available);
const resolved = {};
for (const l of locales) {
  const r = new Intl.NumberFormat(l).resolvedOptions().locale;
  if (r !== l) resolved[l] = r;
}
const about = { node: process.versions.node, icu: process.versions.icu, cldr: process.versions.cldr };

// Regions whose locale Intl finds through the likely script, and old codes.
const extra = [
  "zh-TW", "zh-HK", "zh-MO", "zh-CN", "zh-SG", "sr-ME", "pa-PK", "uz-AF", "iw", "iw-IL", "sh", "mo", "tl", "in", "ji",
  "no-NO", "nb-NO", "nn-NO", "en-XX", "de-1996", "pt-BR", "ar-001", "en-US", "de-DE", "fr-FR", "hi-IN", "fa-IR", "es-ES",
];

const integers = [];
for (let i = 0; i <= 45; i++) integers.push(i);
integers.push(50, 59, 60, 61, 62, 63, 64, 69, 70, 71, 72, 73, 74, 79, 80, 81, 82, 83, 84, 88, 89, 90, 91, 92, 93, 94, 99);
integers.push(100, 101, 102, 103, 104, 105, 106, 107, 110, 111, 112, 113, 114, 117, 119, 120, 121, 122, 123, 131, 141, 161);
integers.push(180, 181, 191, 199, 200, 201, 202, 203, 210, 211, 300, 500, 800, 850, 899, 900, 999, 1000, 1001, 1002, 1003);
integers.push(1011, 1100, 2000, 10000, 12000, 20000, 40000, 60000, 80000, 100000, 100001, 101000, 120000, 1e6, 1000001);
integers.push(1100000, 2e6, 1e7, 1e9, 1e12, 1e15, 2 ** 53 - 1, 1e17);
const fractions = [
  0.1, 0.2, 0.4, 0.5, 0.9, 1.1, 1.2, 1.21, 1.4, 1.5, 1.9, 1.01, 1.11, 1.12, 2.1, 2.2, 2.5, 3.5, 5.4, 6.1, 9.9, 10.1, 10.11,
  11.1, 0.01, 0.001, 0.0004, 0.0005, 1.0004, 1.0005, 1.9995, 0.9996, 100.1, 1000.5, 1e6 + 0.5, 1e-7,
];
const values = [...integers, ...fractions, -1, -2, -1.5, -0, NaN, Infinity, -Infinity];
const numerals = [
  "0.0", "1.0", "1.00", "2.0", "3.0", "5.0", "6.0", "10.0", "11.0", "21.0", "0.1", "0.10", "0.01", "1.10", "1.50", "1.20",
  "2.10", "1.11", "1.21", "10.11", "100.0", "1000000.0", "1000000.00", "0.000", "-1.0",
];
const text = (v) => (Object.is(v, -0) ? "-0" : String(v));
const places = (s) => s.split(".")[1].length;
const letter = { zero: "z", one: "1", two: "2", few: "f", many: "m", other: "." };

function write(name, about, rows) {
  const list = rows.map((r) => " " + JSON.stringify(r)).join(",\n");
  const head = JSON.stringify(about, null, 0).slice(0, -1);
  fs.writeFileSync(path.join(out, name), `${head},"rows":[\n${list}\n]}\n`);
}

// group turns a row per locale into distinct rows with their locales.
function group(list, row) {
  const rows = new Map();
  for (const l of list) {
    const key = JSON.stringify(row(l));
    if (!rows.has(key)) rows.set(key, []);
    rows.get(key).push(l);
  }
  return [...rows].map(([key, names]) => ({ locales: names.join(" "), ...JSON.parse(key) }));
}

const all = [...locales, ...extra];

// Languages without plural rules would get those of Node's own locale.
const ruled = all.filter((l) => Intl.PluralRules.supportedLocalesOf(l).length > 0);
write("plurals.json", { ...about, values: values.map(text), numerals }, group(ruled, (l) => {
  const line = (type) => {
    const rules = new Intl.PluralRules(l, { type });
    const shown = numerals.map((s) => {
      const digits = places(s);
      const options = { type, minimumFractionDigits: digits, maximumFractionDigits: digits };
      return letter[new Intl.PluralRules(l, options).select(Number(s))];
    });
    return [values.map((v) => letter[rules.select(v)]).join(""), shown.join("")];
  };
  const [cardinal, cardinalNumerals] = line("cardinal");
  const [ordinal, ordinalNumerals] = line("ordinal");
  return { cardinal, cardinalNumerals, ordinal, ordinalNumerals };
}));

const written = [
  0, 1, -1, 7, 10, 99, 100, 999, 1000, 1234, -1234, 9999, 10000, 12345, 123456, 1234567, -98765432.125, 1e9, 1e21, 2 ** 70,
  2 ** 53 - 1, 0.5, 1.5, 2.5, -0.5, 0.1, 0.285, 1.005, 0.0005, 1.0005, 0.00049, 999.9995, 1234.5678, 1e-7, 0.07, 12.345,
  -0.0001, -0, NaN, Infinity, -Infinity,
];
const writtenNumerals = ["0.0", "1.50", "-1.00", "1234.10", "1234567.890", "0.05", "-0.00"];
write("numbers.json", { ...about, values: written.map(text), numerals: writtenNumerals, resolved }, group(all, (l) => {
  const styles = { plain: {}, integer: { maximumFractionDigits: 0 }, percent: { style: "percent" } };
  const row = {};
  for (const [name, options] of Object.entries(styles)) {
    const format = new Intl.NumberFormat(l, options);
    row[name] = written.map((v) => format.format(v));
  }
  row.numerals = writtenNumerals.map((s) => {
    const digits = places(s);
    return new Intl.NumberFormat(l, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(Number(s));
  });
  return row;
}));

// Intl takes the direction from the data of the locale, so it knows that of the
// locales of ICU alone.
const own = all.filter((l) => !resolved[l]);
write("direction.json", about, group(own, (l) => ({ direction: new Intl.Locale(l).textInfo.direction })));
