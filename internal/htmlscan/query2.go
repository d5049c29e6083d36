package htmlscan

// HeadEnd returns the offset at which the </head> began that ended the head of
// the page. ok is false as long as there was none: a head may also end without
// it.
func (s *Scanner) HeadEnd() (at int, ok bool) { return s.headEnd, s.headEnded }
