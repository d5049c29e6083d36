// Package fetchtest checks that a fetch.Fetcher keeps the rules that are
// written at that interface: one check for each rule.
//
//	func TestFetcher(t *testing.T) {
//		fetchtest.Run(t, fetchtest.Harness{New: newSource})
//	}
package fetchtest
