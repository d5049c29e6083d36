package content

import "slices"

// A formatting element that a browser opens again has the attributes of the
// first: its lang, its translate, its scopes. The scopes of open elements do not
// hold them, so a label in such a clone is left alone.

// inClone reports whether the clone of a formatting element is open that says
// something about labels.
func (j *injector) inClone() bool {
	if len(j.formats) == 0 {
		return false
	}
	if j.scan.Displaced(j.formats...) {
		return true
	}
	for i := range j.scan.Depth() {
		if first := j.scan.OriginAt(i); first != j.scan.NodeAt(i) {
			if _, ok := slices.BinarySearch(j.formats, first); ok {
				return true
			}
		}
	}
	return false
}
