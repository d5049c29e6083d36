// Package texts reads the texts of a project from a folder, as people and git
// keep them, and reports everything that is wrong with them at once.
//
// # The folder
//
// There is one file per bundle and locale, and content.yaml beside them:
//
//	content.yaml
//	home.en.yaml
//	home.de.yaml
//	shop.en.json
//
// A file's name is the bundle, a dot, the locale as a canonical BCP 47 tag, a
// dot, and yaml, yml or json. Other files, files that begin with a dot and
// folders are not texts; a folder that holds such files is reported as a
// warning, because it is not read.
//
// A file maps keys to texts. A nested mapping joins with dots, so these two
// are the same, and both in one file are a duplicate:
//
//	cart: {title: Your cart}
//	cart.title: Your cart
//
// In home.en.yaml this is the key home.cart.title of an app. A file without
// any text is a bundle without texts.
//
// # YAML
//
// A scalar is the text that is written, whatever YAML would make of it: no is
// the text "no", 1e3 is "1e3" and 2026-01-01 is "2026-01-01". The same holds
// for keys. Comments are welcome. These are errors, because each of them
// would publish something else than what is seen: null (an empty value, ~),
// lists, duplicate keys, anchors, aliases and merge keys, tags other than
// !!str, a second document, and the unescaped characters U+0085, U+2028 and
// U+2029, which YAML takes for ends of lines; in double quotes they are
// written \N, \L and \P. As everywhere in YAML, the line ends of a text in
// several lines are LF, also in a file that has CR LF.
//
// # JSON
//
// Texts are strings; numbers, booleans and null are errors. Duplicate keys,
// invalid UTF-8, unpaired surrogates and bytes behind the document are errors.
//
// # content.yaml
//
// It may also be content.yml or content.json. Every field has a default, and
// so has the file. Unknown fields are errors.
//
//	project: acme                # default: the folder's name, with - for other
//	                             # characters than letters, digits, ., _ and -
//	channel: live                # default: live
//	defaultLocale: en            # default: en where there is one, else the first in order
//	defaultBundle: home          # default: home
//	routes: {checkout: shop}     # key prefix -> bundle; default: none
//	locales:                     # default: the locales that the files have
//	  en:
//	  ar: {name: العربية, dir: rtl}
//	  de-AT: {fallback: [de, en]}
//	bundles:
//	  home: {weight: 2}          # for prefetching; default 0
//	keys:
//	  home.subject: {type: text, max: 80}
//	target: ../public            # where to publish: a folder, relative to this one,
//	                             # or s3://bucket/prefix; default: it has to be named
//	labels: ../labels.json       # what content labels has written, relative to this folder:
//	                             # texts are held against it; default: nothing
//
// Where locales is there, it lists all of them: a file of another locale is an
// error, which finds misspelt names. A locale without a file is fine: it
// lives on its fallbacks. The default of dir is the direction of the locale's
// script, of fallback the parents that CLDR knows (an empty list: none; the
// default locale always follows), of name none. The default type of a key is html; max is a number of
// characters (Unicode code points) of the text as it is published, 0 for no
// limit.
package texts
