// Package fetch reads the objects of a publication from where they lie.
//
// A [Fetcher] is the one thing between a client and its source of texts: it
// takes a name, the entity tag of the copy that the caller holds and a size
// limit, and gives back the body and its entity tag. [HTTP] reads from a CDN
// or a web server, [FS] from a directory or from files embedded in the binary,
// [Func] from anything that a function can reach. Package fetchtest checks
// that a Fetcher of your own keeps the rules.
//
// A Fetcher does not decide what to do about a failure. It does not retry,
// does not remember and does not verify: the client paces the requests, keeps
// the last good revision and checks every object against the hash that the
// publication gives for it.
package fetch
