package bundle

import "fmt"

// FormatError says where and why a file is not what this package reads. Every
// error of a decoder, an encoder, a Check or a Verify is a *FormatError unless
// its documentation says otherwise; test for it with errors.As and branch on
// Rule. The remedy is always to publish a right file: a reader keeps what it
// has.
type FormatError struct {
	Name   string // the file, as the caller called it
	Offset int64  // the byte that the rule's definition points at, from 0
	Rule   string // one of the Rule constants
	Reason string // for people; the wording is not stable
}

// Error names the file, the offset, the reason and the rule, in one line.
func (e *FormatError) Error() string {
	return fmt.Sprintf("bundle: read %q: byte %d: %s (%s)", e.Name, e.Offset, e.Reason, e.Rule)
}

// shown returns s cut to a length that is fit for an error or a log line.
func shown(s string) string {
	const most = 80
	if len(s) <= most {
		return s
	}
	return s[:most] + "…"
}
