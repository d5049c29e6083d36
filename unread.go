package content

import "bytes"

// A page without labels needs not be read. So a page is kept unread as long as
// no label prefix has been seen in it: when it ends so, it goes out as it came.
// Then looking for the prefix is all that it costs. When the prefix comes, or
// the page grows longer than unreadSize, it is read from its first byte on.

// unreadSize is the length up to which a page is kept unread.
const unreadSize = 64 << 10

// prefixFinder looks for the prefix of labels, in any case.
type prefixFinder struct {
	prefix       string // in lower case
	at           int    // of its rarest byte
	lower, upper byte   // that byte, in both cases
}

// byRarity has what a prefix may be made of, the rarest in pages first.
const byRarity = "qjzxkvywgbf9786543210umpdlhcrniost-ea"

func newPrefixFinder(prefix string) prefixFinder {
	f := prefixFinder{prefix: prefix}
	best := len(byRarity)
	for i := range len(prefix) {
		if r := bytes.IndexByte([]byte(byRarity), prefix[i]); r < best {
			best, f.at = r, i
		}
	}
	f.lower = prefix[f.at]
	f.upper = f.lower
	if f.lower >= 'a' {
		f.upper -= 'a' - 'A'
	}
	return f
}

// in reports whether the prefix is in b.
func (f *prefixFinder) in(b []byte) bool {
	return f.has(b, f.lower) || f.upper != f.lower && f.has(b, f.upper)
}

// has looks for the prefix with its rarest byte written as c.
func (f *prefixFinder) has(b []byte, c byte) bool {
	n := len(f.prefix)
	for i := f.at; i+n-f.at <= len(b); i++ {
		k := bytes.IndexByte(b[i:len(b)-n+f.at+1], c)
		if k < 0 {
			return false
		}
		i += k
		if from := i - f.at; bytes.EqualFold(b[from:from+n], []byte(f.prefix)) {
			return true
		}
	}
	return false
}

// staysUnread looks for the prefix in what there is of the page more than at the
// last call. When it is there, or the page is too long, the page has to be read.
func (j *injector) staysUnread(page []byte) bool {
	from := max(0, j.searched-len(j.cfg.prefix)+1)
	j.searched = len(page)
	j.unread = len(page) <= unreadSize && !j.cfg.finder.in(page[from:])
	return j.unread
}
