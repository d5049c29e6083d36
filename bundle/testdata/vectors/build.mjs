// Fills the member "files" of every publication in publications/ from its
// member "source": node build.mjs. It is a writer of the format that shares
// no code with the Go package and follows FORMAT.md alone; the Go tests hold
// the Go writer against its bytes. It never touches look-ups.
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'

const format = 'txt/1'
const sha256 = (data) => createHash('sha256').update(data).digest('hex')
const refOf = (file) => ({ sha256: sha256(file), bytes: Buffer.byteLength(file) })
const sorted = (object) => Object.keys(object).sort()

// JSON.stringify escapes what JSON requires and lone surrogates, and writes
// numbers as ECMAScript does: nothing is left to do for single values.
const value = JSON.stringify
const object = (members) => '{' + members.filter(Boolean).join(',') + '}'
const member = (name, text) => value(name) + ':' + text
const lines = (map, write) => {
  const names = sorted(map)
  if (names.length === 0) return '{}'
  return '{\n' + names.map((name) => member(name, write(map[name], name))).join(',\n') + '\n}'
}
const reference = (ref) => [member('sha256', value(ref.sha256)), member('bytes', value(ref.bytes))]

function bundleFile(bundle, locale, texts, types) {
  const keys = {}
  for (const name of sorted(texts)) if (types[name] === 'text') keys[name] = types[name]
  const meta = object([
    member('bundle', value(bundle)),
    member('locale', value(locale)),
    sorted(keys).length > 0 && member('keys', lines(keys, (type) => object([member('type', value(type))]))),
  ])
  return object([
    member('format', value(format)),
    sorted(texts).length === 0 && member('empty', 'true'),
    member('meta', meta),
    member('texts', lines(texts, value)),
  ]) + '\n'
}

function indexFile(locale, bundles) {
  return object([
    member('format', value(format)),
    sorted(bundles).length === 0 && member('empty', 'true'),
    member('locale', value(locale)),
    member('bundles', lines(bundles, (entry) => object([
      ...reference(entry.ref),
      member('keys', value(entry.keys)),
      entry.weight && member('weight', value(entry.weight)),
    ]))),
  ]) + '\n'
}

function manifestFile(source, indexes) {
  const signed = object([
    member('format', value(format)),
    ...['project', 'channel', 'epoch', 'sequence', 'published', 'defaultLocale', 'defaultBundle']
      .map((name) => member(name, value(source[name]))),
    sorted(source.locales).length === 0 && member('empty', 'true'),
    sorted(source.routes ?? {}).length > 0 && member('routes', lines(source.routes, value)),
    member('locales', lines(source.locales, (locale, tag) => object([
      locale.fallback && member('fallback', value(locale.fallback)),
      member('dir', value(locale.dir)),
      locale.name && member('name', value(locale.name)),
      member('index', object(reference(indexes[tag]))),
    ]))),
  ])
  const signatures = (source.sign ?? []).map((seed) => signature(signed, seed))
  signatures.sort((a, b) => (a.keyid < b.keyid ? -1 : 1))
  const list = signatures.map((s) => object([member('keyid', value(s.keyid)), member('sig', value(s.sig))]))
  return '{"signed":' + signed + ',"signatures":[' + list.join(',') + ']}\n'
}

function signature(signed, seed) {
  // PKCS #8 around a 32-byte seed (RFC 8410).
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.from(seed, 'base64')])
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const raw = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32)
  return {
    keyid: sha256(raw).slice(0, 32),
    sig: sign(null, Buffer.from('txt/1 manifest\n' + signed), key).toString('base64'),
  }
}

function publication(source) {
  const files = {}
  const indexes = {}
  const name = (start, ref) => start + '.' + ref.sha256.slice(0, 32) + '.json'
  for (const locale of sorted(source.locales)) {
    const bundles = {}
    const texts = source.texts[locale] ?? {}
    for (const bundle of sorted(texts)) {
      const file = bundleFile(bundle, locale, texts[bundle], source.types?.[bundle] ?? {})
      const ref = refOf(file)
      files[name('b/' + bundle + '.' + locale, ref)] = file
      bundles[bundle] = { ref, keys: sorted(texts[bundle]).length, weight: source.weights?.[bundle] }
    }
    const file = indexFile(locale, bundles)
    indexes[locale] = refOf(file)
    files[name('i/' + locale, indexes[locale])] = file
  }
  files[source.channel + '.json'] = manifestFile(source, indexes)
  return files
}

const folder = new URL('publications/', import.meta.url)
for (const name of readdirSync(folder).filter((n) => n.endsWith('.json'))) {
  const path = new URL(name, folder)
  const vector = JSON.parse(readFileSync(path, 'utf8'))
  vector.files = publication(vector.source)
  writeFileSync(path, JSON.stringify(vector, null, 2) + '\n')
}
