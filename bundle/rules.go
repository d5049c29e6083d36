package bundle

import "slices"

// The rules that a file can break: the closed list behind [FormatError].Rule.
// FORMAT.md defines each of them and the offset that is reported with it.
const (
	// The file as bytes.
	RuleFileSize     = "file-size"     // longer than its limit
	RuleFileBOM      = "file-bom"      // begins with a byte order mark
	RuleFileUTF8     = "file-utf8"     // not UTF-8
	RuleFileMismatch = "file-mismatch" // says it is another file than the one asked for
	RuleEnvelope     = "envelope"      // a manifest's frame is not byte for byte the one defined

	// The file as JSON.
	RuleJSONSyntax    = "json-syntax"    // not JSON (RFC 8259)
	RuleJSONTrailing  = "json-trailing"  // bytes behind the value
	RuleJSONDepth     = "json-depth"     // nested deeper than MaxDepth
	RuleJSONDuplicate = "json-duplicate" // a name stands twice in one object
	RuleJSONSurrogate = "json-surrogate" // an escape that is half a surrogate pair

	// Members and their values.
	RuleMemberCase    = "member-case"    // a known name in other letter case
	RuleMemberMissing = "member-missing" // a required member is not there
	RuleMemberType    = "member-type"    // a value of another type, or null
	RuleFormatMajor   = "format-major"   // another major format
	RuleNameShape     = "name-shape"     // not a bundle or channel name
	RuleNameDevice    = "name-device"    // a device name of Windows
	RuleNameReserved  = "name-reserved"  // a name or key segment that JavaScript objects have
	RuleProjectShape  = "project-shape"  // not a project name
	RuleKeyShape      = "key-shape"      // not a key, text name or route prefix
	RuleLocaleShape   = "locale-shape"   // not a canonical BCP 47 tag
	RuleLocaleUnknown = "locale-unknown" // names a locale that the manifest does not list
	RuleFallbackList  = "fallback-list"  // a fallback list with its own locale or a repetition
	RuleDirValue      = "dir-value"      // a direction other than ltr and rtl
	RuleTimeShape     = "time-shape"     // not an RFC 3339 time
	RuleNumberRange   = "number-range"   // a number outside its range
	RuleHashShape     = "hash-shape"     // not 64 lower-case hex digits
	RuleTextType      = "text-type"      // a text type other than html and text
	RuleCount         = "count"          // more entries than the limit
	RuleEmptySet      = "empty-set"      // nothing in it, and no "empty": true

	// Trust.
	RuleSignatureShape = "signature-shape" // a keyid or signature that cannot be one
	RuleSignatureTrust = "signature-trust" // no valid signature of a trusted key
	RuleRefBytes       = "ref-bytes"       // not the length that the reference says
	RuleRefHash        = "ref-hash"        // not the content that the reference says
)

// The rules of reading that no file can break: what a reader must take. The
// tests switch them off one by one, as they do with the others.
const (
	readUnknown   = "read-unknown"    // members that are not known are passed over
	readMinor     = "read-minor"      // a later minor format is read
	readSpace     = "read-space"      // any white space stands wherever JSON allows it
	readEscape    = "read-escape"     // every short escape stands for its character
	readLastInfix = "read-last-infix" // the last infix ends the signed object
)

// rules is the closed list, in the order of FORMAT.md.
var rules = []string{
	RuleFileSize, RuleFileBOM, RuleFileUTF8, RuleFileMismatch, RuleEnvelope,
	RuleJSONSyntax, RuleJSONTrailing, RuleJSONDepth, RuleJSONDuplicate, RuleJSONSurrogate,
	RuleMemberCase, RuleMemberMissing, RuleMemberType, RuleFormatMajor,
	RuleNameShape, RuleNameDevice, RuleNameReserved, RuleProjectShape, RuleKeyShape,
	RuleLocaleShape, RuleLocaleUnknown, RuleFallbackList, RuleDirValue, RuleTimeShape,
	RuleNumberRange, RuleHashShape, RuleTextType, RuleCount, RuleEmptySet,
	RuleSignatureShape, RuleSignatureTrust, RuleRefBytes, RuleRefHash,
}

// Rules returns every value that [FormatError].Rule can have, in the order of
// FORMAT.md. The caller owns the slice.
func Rules() []string { return slices.Clone(rules) }
