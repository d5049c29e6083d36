// Package e2e has tests of whole chains, with the real programs between: a
// publication, a CDN before it, a client and a page. They need programs that
// are not everywhere, and say so where they are skipped.
package e2e
