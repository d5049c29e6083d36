package contenttest

import "slices"

// Fault is something that can be wrong on the way to a publication.
//
// Whatever the fault, a client serves the texts that it has: those in memory,
// after a start those of its snapshot or seed, else the page shows its own.
// Pages never wait for it and never change because of it. What differs is how
// the client reports it: [Fault.Reason] is the key in Status.Failures, and the
// comments below say what is special. When the fault is over, texts are up to
// date within two of Options.Refresh, if nothing else is said.
type Fault string

// The faults of the connection.
const (
	FaultRefused   Fault = "refused"   // nobody listens
	FaultDNS       Fault = "dns"       // the host has no address
	FaultBlackhole Fault = "blackhole" // packets vanish; fails after 5 seconds
	FaultTLS       Fault = "tls"       // the certificate has expired
	FaultSilent    Fault = "silent"    // the connection is accepted, and never an answer
	FaultTrickle   Fault = "trickle"   // the body comes with one byte a second
	FaultSlow      Fault = "slow"      // the answer comes after 5 seconds, and is right: no failure
	FaultReset     Fault = "reset"     // the connection breaks in the middle of the body
	FaultShort     Fault = "short"     // the body is shorter than its Content-Length
	FaultTruncated Fault = "truncated" // the body is cut and says nothing of it
)

// The faults of the server and of what stands before it.
const (
	FaultStatus500    Fault = "status-500"
	FaultStatus502    Fault = "status-502"
	FaultStatus503    Fault = "status-503"
	FaultStatus504    Fault = "status-504"
	FaultThrottled    Fault = "throttled"     // 429 with Retry-After: 7, which the client honours
	FaultUnavailable  Fault = "unavailable"   // 503 with Retry-After: 7, which the client honours
	FaultUnauthorized Fault = "unauthorized"  // 401: checks are 2.5 to 5 minutes apart until one succeeds
	FaultForbidden    Fault = "forbidden"     // 403: the same
	FaultNoManifest   Fault = "no-manifest"   // 404 for the manifest: never "there are no texts"
	FaultNoObject     Fault = "no-object"     // 404 for what a manifest names: the revision before stays whole
	FaultRedirectLoop Fault = "redirect-loop" // redirected to itself
	FaultRedirectAway Fault = "redirect-away" // redirected to another host; never followed
	FaultCoding       Fault = "coding"        // Content-Encoding says gzip and the body is not
)

// The faults of what is served with status 200.
const (
	FaultEmpty       Fault = "empty"        // no bytes
	FaultNull        Fault = "null"         // null
	FaultEmptyObject Fault = "empty-object" // {}
	FaultEmptyArray  Fault = "empty-array"  // []
	FaultPortal      Fault = "portal"       // the HTML page of a captive portal
	FaultGarbage     Fault = "garbage"      // random bytes
	FaultUTF8        Fault = "utf8"         // invalid UTF-8 inside a string
	FaultOversize    Fault = "oversize"     // a body without end; the client reads up to its limit
	FaultBomb        Fault = "bomb"         // 1 GiB in 1 MiB of gzip; the same
	FaultDeep        Fault = "deep"         // 100,000 arrays, one in the other
	FaultDuplicate   Fault = "duplicate"    // a member that is there twice
	FaultVersion     Fault = "version"      // the next major format
	FaultHash        Fault = "hash"         // objects with one other byte, under their right names
)

// The faults of trust and order, which concern the manifest.
const (
	FaultSignature Fault = "signature" // signed with a key that nobody knows; only noticed with Options.Keys
	FaultUnsigned  Fault = "unsigned"  // without its signatures; the same
	FaultOlder     Fault = "older"     // the manifest that passed first, again: a replay, or an edge that is far behind
	FaultFlap      Fault = "flap"      // that one, and the right one, by turns: two edges; the newer stays
	FaultFrozen    Fault = "frozen"    // the manifest that passed last, for ever: no failure, Status.Published grows old
)

// FaultPanic is a panic in the transport: the client catches it.
const FaultPanic Fault = "panic"

// Faults lists all faults, in the order above.
func Faults() []Fault { return slices.Clone(allFaults) }

var allFaults = []Fault{
	FaultRefused, FaultDNS, FaultBlackhole, FaultTLS, FaultSilent, FaultTrickle, FaultSlow,
	FaultReset, FaultShort, FaultTruncated,
	FaultStatus500, FaultStatus502, FaultStatus503, FaultStatus504, FaultThrottled,
	FaultUnavailable, FaultUnauthorized, FaultForbidden, FaultNoManifest, FaultNoObject,
	FaultRedirectLoop, FaultRedirectAway, FaultCoding,
	FaultEmpty, FaultNull, FaultEmptyObject, FaultEmptyArray, FaultPortal, FaultGarbage,
	FaultUTF8, FaultOversize, FaultBomb, FaultDeep, FaultDuplicate, FaultVersion, FaultHash,
	FaultSignature, FaultUnsigned, FaultOlder, FaultFlap, FaultFrozen,
	FaultPanic,
}

// Reason returns the key under which a client that follows a publication
// counts the fault in Status.Failures, when it meets it in the manifest or, for
// [FaultNoObject] and [FaultHash], in what the manifest names. It is "" for a
// fault that is no failure of a check.
func (f Fault) Reason() string { return effects[f].reason }
