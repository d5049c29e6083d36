// Package browser has tests of programs that know nothing of published texts,
// behind the middleware: they must work as without it. It is a module of its
// own, so that they are in nobody's go.sum.
package browser
