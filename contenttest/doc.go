// Package contenttest is for the tests of programs that use package content.
//
// [New] gives a client that has its texts at once, without a network.
// [Publish] makes a whole publication in memory, for any Fetcher. [Script] is
// a Fetcher that fails, delays and answers as the test says, and whose
// publication can be replaced under a running client. [NoMissing] asks pages
// for all locales and fails the test for every label without a text.
package contenttest
