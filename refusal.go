package content

import "sync/atomic"

// reasons is the closed set, for counting.
var reasons = [...]Reason{
	ReasonNoText, ReasonNotLoaded, ReasonUnknownLocale, ReasonRefusedText,
	ReasonMissingArgument, ReasonBadArgument, ReasonBadLabel, ReasonUnknownAttribute, ReasonAttribute,
	ReasonURL, ReasonElements, ReasonIgnoredTag, ReasonScript, ReasonJSON,
	ReasonJSONPath, ReasonVoid, ReasonRawText,
	ReasonElement, ReasonTable, ReasonForeign, ReasonTemplate, ReasonFormatting,
	ReasonLink, ReasonInteractive, ReasonBlock, ReasonHeading, ReasonListItem,
	ReasonNobr, ReasonChildren, ReasonLeaks, ReasonTorn, ReasonUnclosed,
	ReasonTooLong, ReasonFrameset, ReasonOuter, ReasonOuterRefused,
	ReasonAmbiguous, ReasonTooDeep, ReasonTooMany, ReasonPanic,
}

// refusals counts labels that were left alone, by reason.
type refusals [len(reasons)]atomic.Uint64

func (r *refusals) add(why Reason) {
	for i, known := range reasons {
		if known == why {
			r[i].Add(1)
			return
		}
	}
}

// byReason returns the counts that are not zero; nil when all are.
func (r *refusals) byReason() map[Reason]uint64 {
	var m map[Reason]uint64
	for i, why := range reasons {
		if n := r[i].Load(); n > 0 {
			if m == nil {
				m = map[Reason]uint64{}
			}
			m[why] = n
		}
	}
	return m
}

// labelLeft counts a label that was left alone, and logs it once per key and
// reason of a revision, with what is known of the first. A text that is merely
// not in memory is no news.
func (v *View) labelLeft(key []byte, attr string, why Reason, detail string) {
	if v.c == nil {
		return
	}
	v.c.refusals.add(why)
	if v.rev != nil && why != ReasonNotLoaded {
		if attr != "" && detail != "" {
			detail = attr + ": " + detail
		} else if attr != "" {
			detail = attr
		}
		v.c.logs.once("label left alone", string(key), v.Locale(), string(why), detail)
	}
}
