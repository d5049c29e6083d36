package content

import "sync/atomic"

// skipCause says why a page was left as the handler wrote it. The set is
// closed: its names are the keys of Status.Skipped.
type skipCause uint8

const (
	notSkipped      skipCause = iota // rewritten, or never a page
	skipEncoded                      // a Content-Encoding that cannot be read
	skipCharset                      // a charset that texts cannot be put into
	skipNoTransform                  // Cache-Control: no-transform
	skipAttachment                   // Content-Disposition: attachment
	skipSigned                       // an HTTP message signature
	skipPart                         // a part of a page
	skipAsked                        // Skip was called
	skipCauses
)

var skipNames = [skipCauses]string{
	skipEncoded: "encoded", skipCharset: "charset", skipNoTransform: "no-transform",
	skipAttachment: "attachment", skipSigned: "signed", skipPart: "part", skipAsked: "skip",
}

// String returns the name of the cause, "" for none.
func (s skipCause) String() string { return skipNames[s] }

// skipCounter counts pages that were left alone. It is safe for concurrent use.
type skipCounter [skipCauses]atomic.Uint64

func (c *skipCounter) add(cause skipCause) {
	if cause != notSkipped {
		c[cause].Add(1)
	}
}

// counts returns the causes that occurred; nil when there was none.
func (c *skipCounter) counts() map[string]uint64 {
	var m map[string]uint64
	for cause := range c {
		if n := c[cause].Load(); n > 0 {
			if m == nil {
				m = map[string]uint64{}
			}
			m[skipCause(cause).String()] = n
		}
	}
	return m
}
