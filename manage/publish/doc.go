// Package publish turns a set of texts into a publication: it checks every
// text, writes bundles and indexes, and then the manifest of the channel.
//
// # Targets
//
// A [Target] is where a publication lies. [Folder] and [Memory] are here, S3 is
// in package s3target. A target that is a [Store] is asked what an object is
// instead of being read, and can be collected.
//
// # What readers see
//
// Bundles and indexes are named by their content and never change, so they are
// written first; the manifest, which makes them visible, is the last write of
// all and is conditional on the one that was read. A publisher that dies at
// any point leaves the revision that was there, whole, and objects that no
// manifest names; the next publish makes use of them. Of two publishers at
// once one is first, and the other publishes its texts behind it, under the
// next sequence.
//
// An object that exists is compared byte by byte and left alone when it is
// right, else it is written again. When nothing has changed at all, no
// revision is made: the manifest keeps its sequence, and [Result].Unchanged
// is true. Objects that were lost or damaged are restored in any case.
//
// # History
//
// Beside the publication every revision has a [Record]: when it was published,
// by whom and why, what changed, and its manifest. A record is written before
// its manifest under a name with the manifest's hash, and names the one before
// it: the history is what can be reached from the manifest that is published,
// so a record of a revision that never came to be is in no history. [Rollback]
// and [Promote] publish content that is there again, under a new sequence, with
// a record and one write of a manifest. [Collect] removes what no kept revision
// of any channel names. A record that was lost ends the history there; texts
// are not touched by it.
//
// # Guards
//
// A publish that would remove a whole locale, or a fifth of the texts, is a
// [RemovalError]. With signers, only content that one of them has signed is
// signed again by a rollback or a promotion.
//
// # Numbers
//
// The sequence is the current manifest's plus one, and the epoch that
// manifest's own; without a manifest a new history begins with sequence 1 and
// the present time as its epoch, which clients follow because it is greater:
// a history begins in a second that has begun after its publish did.
// The time of publishing is the present, or one second after the current
// manifest's where that is later. Given a fixed time ([Options].Now), an empty
// target and the same texts, every byte of a publication is reproducible.
//
// A manifest of another project, or one that cannot be read, is never
// overwritten, and a target has one project only, in all channels.
package publish
