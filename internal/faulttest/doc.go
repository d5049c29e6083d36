// Package faulttest is the fault matrix: everything that can go wrong between
// a publication and a page, for each way to start and each kind of Fetcher,
// run against the library as a site uses it.
//
// A cell of the matrix starts a client, breaks something, asks for pages all
// the while and mends it again. It fails when a page is not exactly the app's
// own with the texts of one published revision, or with the page's own; when a
// status or a header is not the app's; when a page waits for the network; when
// the origin is asked more often than in good times; when Status does not say
// what is wrong; when a revision falls; and when what was published meanwhile
// is not there in time after the end.
//
// [Rows] is the table, [Run] runs it and [Markdown] writes it as docs/faults.md
// has it.
package faulttest
