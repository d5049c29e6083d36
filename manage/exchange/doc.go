// Package exchange converts between texts and the files of other programs and
// of translators: i18next JSON, go-i18n TOML and JSON, XLIFF 1.2 and 2, gettext
// PO, and CSV.
//
// [Decode] reads a file into a [Catalog], whose texts are messages; [Encode]
// writes one. Each format is one file of this package. What formats have in
// common stands between them: a syntax of placeholders ([Placeholders]) turns a
// text without choices into parts of a message and back, and formats that have
// one text for each plural category take the choices of a message to its
// outside.
//
// # Nothing is lost in silence
//
// A text that cannot be carried over is left out and listed among the Losses of
// the [Report], one that comes out in another form among its Changes, each with
// file, line, key, locale, what is wrong and how to mend it. [Export] reads what
// it has written and lists what comes back as another text. The methods that
// bring a catalog into a folder hold every text against the checks of
// [publish.Check]: what could not be published is a loss, too, and nothing else
// is done about markup.
//
// # Coming back
//
// A file that was exported and comes back unchanged changes nothing: [Same]
// reports whether two texts are written alike in a format, so that one that is
// there stays as it was written, also where the format says less than it does.
// Importing, exporting and importing again gives the same texts.
//
// # Files are not trusted
//
// They are held to a size, a depth and UTF-8; XML may have no document type, and
// so no entities; cells of a table that a spreadsheet would take for a formula
// get an apostrophe, which an import takes off. Nothing in a file names another
// file.
package exchange
