package content

import (
	"encoding/binary"
	"hash/maphash"
	"sync/atomic"
)

// plans are the plans of a client, one for each look that pages have. A page
// that never comes again costs a look at a few of its bytes; one that looks as
// another did and is not the same costs a hash now and then. It is safe for
// concurrent use.
type plans struct {
	seed   maphash.Seed
	slots  [1 << planBits]planSlot
	bytes  atomic.Int64
	begins [1 << beginBits]atomic.Uint64 // looks of how pages begin
}

const (
	planBits  = 13 // many more slots than pages that come often, so that few share one
	beginBits = 14
	maxPlans  = 8 << 20 // bytes, from which on all are forgotten
	maxPause  = int32(1 << 10)
)

// planSlot is the place of all pages of some looks.
type planSlot struct {
	look  atomic.Uint64 // of the page that came last
	plan  atomic.Pointer[plan]
	pause atomic.Int32 // so many pages of the look pass before another one is hashed
	fails atomic.Int32 // plans in a row that were of no use
}

// missed makes longer and longer pauses while plans are made in vain.
func (s *planSlot) missed(inVain bool) {
	if !inVain {
		s.fails.Store(0)
		return
	}
	s.pause.Store(min(1<<min(s.fails.Add(1), 20), maxPause))
}

func newPlans() *plans { return &plans{seed: maphash.MakeSeed()} }

// keep puts a plan into a slot.
func (all *plans) keep(s *planSlot, p *plan) {
	if all.bytes.Load() > maxPlans {
		all.clear()
	}
	all.put(s, p)
}

// put exchanges the plan of a slot.
func (all *plans) put(s *planSlot, p *plan) {
	var n int64
	if p != nil {
		n = p.bytes()
	}
	if old := s.plan.Swap(p); old != nil {
		n -= old.bytes()
	}
	all.bytes.Add(n)
}

// clear forgets all plans: those of another revision are of no use.
func (all *plans) clear() {
	if all.bytes.Load() == 0 {
		return
	}
	for i := range all.slots {
		all.put(&all.slots[i], nil)
	}
}

// pageLook is what is known of a page by its look.
type pageLook struct {
	slot  *planSlot
	again bool // the page that came last to the slot looked the same
	size  int  // of the page; 0: it has not been looked at

	before bool // the page that came last with such a beginning began the same
	known  bool // whether it did
}

// lookAt looks at a page, once. While its slot pauses, no page comes again.
func (j *injector) lookAt(page []byte) pageLook {
	if j.look.size == len(page) {
		return j.look
	}
	look := lookOf(page, j.view.Locale())
	s := &j.view.c.plans.slots[look>>(64-planBits)]
	j.look.slot, j.look.size, j.look.again = s, len(page), false
	if wasLast(&s.look, look) {
		j.look.again = s.pause.Load() <= 0 || s.pause.Add(-1) < 0
	}
	return j.look
}

// wasLast reports whether a look is the last one of its place, and makes it so.
func wasLast(place *atomic.Uint64, look uint64) bool {
	if place.Load() == look {
		return true
	}
	place.Store(look)
	return false
}

// beganBefore reports whether the page that came last to the place of this
// beginning looked the same. It looks once.
func (j *injector) beganBefore(begin []byte) bool {
	if !j.look.known {
		look := lookOf(begin, j.view.Locale())
		j.look.known, j.look.before = true, wasLast(&j.view.c.plans.begins[look>>(64-beginBits)], look)
	}
	return j.look.before
}

// lookOf is a cheap hash: of the length, and of a few bytes all over the page.
func lookOf(page []byte, locale string) uint64 {
	const samples, prime = 8, 0x9E3779B97F4A7C15
	h := uint64(len(page))
	for _, c := range []byte(locale) {
		h = (h ^ uint64(c)) * prime
	}
	step := (len(page) - 8) / (samples - 1)
	for i := range samples {
		h = (h ^ binary.LittleEndian.Uint64(page[i*step:])) * prime
		h ^= h >> 32
	}
	return h | 1 // 0 is no page
}
