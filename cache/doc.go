// Package cache keeps the published texts of one channel in memory.
//
// Nearly every site is whole: its texts fit the budget, each published
// revision is loaded as one immutable [Revision], and a look-up is one map
// access that writes to nothing shared, allocates nothing and never waits.
//
// A revision that does not fit is partial. Half of the budget holds the
// default locale and the bundles of the highest weights; the other half is for
// bundles on demand: two least recently used lists, one for what was asked for
// once and one for what is asked for again, kept by the hash of the object, so
// that whoever holds an older revision gets that revision's text or none.
// Bundles that are popular, in this process or in the one before, are fetched
// before they are asked for.
//
// A revision is complete or it is not there: all its indexes and all bundles
// that it holds are fetched and verified from the manifest down before [Store.Load]
// returns it. Objects that did not change are taken over from the revision
// before. The package also keeps snapshots of a revision on disk.
//
// The package knows publications ([bundle]) and where they lie ([fetch]), not
// what is done with the texts: the caller compiles each bundle into values of
// a type of its own.
package cache
