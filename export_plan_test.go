package content

// MaxPlans is the most that the plans of a client take, in bytes, and one more.
const MaxPlans = maxPlans + maxPlan

// Plans returns how many pages are remembered, how many of them have come
// again, and the bytes that they take, as counted and as told.
func (c *Client) Plans() (kept, used int, counted, told int64) {
	for i := range c.plans.slots {
		if p := c.plans.slots[i].plan.Load(); p != nil {
			kept++
			counted += p.bytes()
			if p.used.Load() {
				used++
			}
		}
	}
	return kept, used, counted, c.plans.bytes.Load()
}

// PlansMade is how many plans were made in vain, one after the other, for pages
// that look alike: the most of all slots.
func (c *Client) PlansMade() (most int32) {
	for i := range c.plans.slots {
		most = max(most, c.plans.slots[i].fails.Load())
	}
	return most
}

// PlansOfThePast is how many plans are of another revision than the one that
// is served.
func (c *Client) PlansOfThePast() (n int) {
	for i := range c.plans.slots {
		if p := c.plans.slots[i].plan.Load(); p != nil && p.rev != c.rev.Load() {
			n++
		}
	}
	return n
}
