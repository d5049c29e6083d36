// Package bench measures package content beside its rivals: what replaces
// labels in HTML, and what looks up a text by its key. It is a module of its
// own, so that no rival reaches the module graph of a user.
//
// The figures of RESULTS.md are made by cmd/inject and cmd/get, which measure
// all contenders interleaved in one run. The benchmarks of this package are
// for a quick look.
package bench
