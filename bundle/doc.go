// Package bundle is the contract between those who publish texts and those
// who deliver them: the manifest of a channel, the index of a locale and the
// bundle of texts, how they are named, read, written, signed and ordered, and
// which text a key means.
//
// Reading is strict. Whatever a [Manifest], [Index] or [Bundle] came from, it
// obeys every rule of FORMAT.md, the specification in this folder; everything
// else is a [FormatError] that names the file, the byte and the rule. Writing
// is deterministic: equal values give equal bytes, and so equal hashes and
// names, whoever writes them.
//
// The package does no input or output, knows no language and renders nothing.
// All functions are safe for concurrent use; decoded values are not copied
// behind the caller's back, so share them only while nobody changes them.
package bundle
