// Writes icu.json: messages of the grammar of FORMAT.md, by chance, and what
// FormatJS makes of them, which is ICU MessageFormat over the Intl of the
// platform.
//
//   npm install intl-messageformat@VERSION
//   node icu.mjs path/to/node_modules > icu.json
//
// A third of them has one character changed; want is null where FormatJS then
// refuses the message. Changed messages that it takes are left out: it knows
// more types and styles than the grammar.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const folder = resolve(process.argv[2], 'intl-messageformat')
const { version } = JSON.parse(readFileSync(resolve(folder, 'package.json')))
const { IntlMessageFormat } = await import(pathToFileURL(resolve(folder, 'index.js')))

let state = 20260101
function below(n) {
  state = (state + 0x6d2b79f5) | 0
  let t = Math.imul(state ^ (state >>> 15), 1 | state)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) % n
}
const pick = (list) => list[below(list.length)]
const some = (list, n) => list.filter(() => below(list.length) < n)

const locales = 'en de fr pl ar ar-EG ja ru cs lt he hi pt es lv sl cy ga it sv tr fa mt bn'.split(' ')
const literals = ['a', ' ', 'x y', "'", "''", "'{'", "'}'", "'#'", '#', "it's", "'{a''b'", "it''s", 'ü', '日本', "'{n}'", '\n', "l'", '|', "'|'"]
const space = () => pick(['', '', '', ' ', '\n', '\t '])
const join = (...parts) => '{' + parts.map((p) => space() + p + space()).join(',') + '}'

function message(depth) {
  let text = ''
  for (let i = below(3) + (depth === 0); i > 0; i--) {
    const kind = below(10)
    if (kind < 5 || depth === 3) text += pick(literals)
    else if (kind === 5) text += join(pick(['n', 'm', 's']))
    else if (kind === 6) text += join(pick(['n', 'm']), 'number', ...pick([[], ['integer'], ['percent']]))
    else text += choice(depth + 1)
  }
  return text
}

function choice(depth) {
  const kind = pick(['plural', 'selectordinal', 'select'])
  const words = kind === 'select' ? ['a', 'b', 'f_1', 'ü', '1'] : ['zero', 'one', 'two', 'few', 'many', '=-1', '=0', '=1', '=5']
  const selectors = some(words, 2)
  selectors.splice(below(selectors.length + 1), 0, 'other')
  const offset = kind === 'select' || below(2) ? '' : 'offset:' + space() + below(4) + ' '
  const branches = selectors.map((s) => space() + s + space() + '{' + message(depth) + '}').join('')
  return join(kind === 'select' ? 's' : pick(['n', 'm']), kind, offset + branches)
}

function changed(text) {
  const at = below(text.length)
  return text.slice(0, at) + pick(['', '{', '}', "'", '#', ',', '=', '\n']) + text.slice(at + below(2))
}

const number = () => pick([below(5), below(130), 0 - below(3), pick([1000, 1234567, 1e6, 999999, 12345]), below(200000) / pick([10, 100, 1000, 10000])])

const rows = []
while (rows.length < 1500) {
  let text = message(0)
  if (text === '' || text.length > 160) continue
  const change = below(3) === 0
  if (change) text = changed(text)
  const row = { locale: pick(locales), text, n: number(), m: number(), s: pick(['a', 'b', 'x', 'f_1', 'ü', '1', '']) }
  try {
    row.want = String(new IntlMessageFormat(text, row.locale, undefined, { ignoreTag: true }).format(row) ?? '')
    if (change) continue
  } catch {
    row.want = null
  }
  rows.push(row)
}
const about = { formatjs: version, node: process.versions.node, icu: process.versions.icu, cldr: process.versions.cldr }
const head = JSON.stringify(about).slice(0, -1)
console.log(`${head},"rows":[\n${rows.map((r) => JSON.stringify(r)).join(',\n')}\n]}`)
