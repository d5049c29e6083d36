package content

import (
	"slices"

	"github.com/teletextio/content/internal/htmlscan"
)

// cloneWatch finds out whether a label stands in a formatting element that a
// browser has opened again. Such a clone has the attributes of the first: its
// lang, its translate, its scopes, which the scopes of open elements do not
// hold. It is asleep until a formatting element with such attributes comes;
// from then on it sees every start tag.
type cloneWatch struct {
	scoped []scopedFormat
	seen   []uint32 // formatting elements that tags have made since then, rising
}

// scopedFormat is a formatting element that says something about labels.
type scopedFormat struct {
	id    htmlscan.ID
	index int
	node  uint32
}

// watchClones notes the element of the last start tag if it opens formatting.
// scoped tells whether its attributes say something about labels.
func (j *injector) watchClones(scoped bool) {
	w := &j.label.clones
	if !scoped && len(w.scoped) == 0 {
		return
	}
	index, node, ok := j.scan.Made()
	if !ok || !j.scan.Element().IsFormatting() {
		return
	}
	if scoped {
		w.scoped = append(w.scoped, scopedFormat{j.scan.Element(), index, node})
		j.scan.All = true
	}
	w.seen = append(w.seen, node)
}

// inClone reports whether a clone is open that may be of a formatting element
// that says something about labels.
func (j *injector) inClone() bool {
	w := &j.label.clones
	if len(w.scoped) == 0 {
		return false
	}
	for i := range j.scan.Depth() {
		id, node := j.scan.IDAt(i), j.scan.NodeAt(i)
		if !id.IsFormatting() || node < w.scoped[0].node {
			continue
		}
		if _, seen := slices.BinarySearch(w.seen, node); !seen && w.gone(&j.scan, id) {
			return true
		}
	}
	return false
}

// gone reports whether a formatting element of the name, which says something
// about labels, is no longer open itself.
func (w *cloneWatch) gone(s *htmlscan.Scanner, id htmlscan.ID) bool {
	return slices.ContainsFunc(w.scoped, func(f scopedFormat) bool {
		return f.id == id && !s.IsOpen(f.index, f.node)
	})
}

// replaced forgets the formatting elements from a label's on: what has been
// replaced as a whole is not opened again behind it.
func (w *cloneWatch) replaced(node uint32) {
	for len(w.scoped) > 0 && w.scoped[len(w.scoped)-1].node >= node {
		w.scoped = w.scoped[:len(w.scoped)-1]
	}
}

// reset makes w ready for another page.
func (w *cloneWatch) reset() { w.scoped, w.seen = w.scoped[:0], w.seen[:0] }
