package bundle

import "strings"

// ValidBundleName reports whether s can name a bundle: [a-z0-9][a-z0-9_-]{0,63},
// no device name of Windows (con, prn, aux, nul, com0 … com9, lpt0 … lpt9) and
// no member that every JavaScript object has.
func ValidBundleName(s string) bool { return nameRule(s) == "" }

// ValidChannel reports whether s can name a channel. The rules are those of
// bundle names.
func ValidChannel(s string) bool { return nameRule(s) == "" }

// ValidProject reports whether s can name a project:
// [A-Za-z0-9][A-Za-z0-9._-]{0,63}.
func ValidProject(s string) bool {
	if s == "" || len(s) > MaxBundleNameLen || !isAlnum(s[0]) {
		return false
	}
	for i := range len(s) {
		if c := s[i]; c != '.' && !isSegmentByte(c) {
			return false
		}
	}
	return true
}

// ValidKey reports whether s can be a full key: segments of [A-Za-z0-9_-]+
// joined by single dots, at most MaxKeyLen bytes, and no segment that every
// JavaScript object has as a member (__proto__, constructor, prototype,
// hasOwnProperty, toString).
func ValidKey(s string) bool { return keyRule(s, MaxKeyLen) == "" }

// ValidName reports whether s can name a text inside its bundle: a key of at
// most MaxNameLen bytes.
func ValidName(s string) bool { return keyRule(s, MaxNameLen) == "" }

// nameRule returns the rule that the bundle or channel name s breaks, or "".
func nameRule(s string) string {
	if s == "" || len(s) > MaxBundleNameLen || !isLowerAlnum(s[0]) {
		return RuleNameShape
	}
	for i := range len(s) {
		if c := s[i]; !isLowerAlnum(c) && c != '_' && c != '-' {
			return RuleNameShape
		}
	}
	if isDevice(s) {
		return RuleNameDevice
	}
	if isReserved(s) {
		return RuleNameReserved
	}
	return ""
}

// keyRule returns the rule that the key s of at most most bytes breaks, or "".
func keyRule(s string, most int) string {
	if s == "" || len(s) > most {
		return RuleKeyShape
	}
	start, reserved := 0, false
	for i := 0; i <= len(s); i++ {
		switch {
		case i == len(s) || s[i] == '.':
			if i == start {
				return RuleKeyShape
			}
			reserved = reserved || isReserved(s[start:i])
			start = i + 1
		case !isSegmentByte(s[i]):
			return RuleKeyShape
		}
	}
	if reserved {
		return RuleNameReserved
	}
	return ""
}

// isDevice reports whether Windows takes s, or s with any extension, for a
// device.
func isDevice(s string) bool {
	switch s {
	case "con", "prn", "aux", "nul":
		return true
	}
	if len(s) != 4 || s[3] < '0' || s[3] > '9' {
		return false
	}
	return strings.HasPrefix(s, "com") || strings.HasPrefix(s, "lpt")
}

// isReserved reports whether s is a member that every JavaScript object has
// and that has been used to poison prototypes.
func isReserved(s string) bool {
	switch s {
	case "__proto__", "constructor", "prototype", "hasOwnProperty", "toString":
		return true
	}
	return false
}

func isDigit(c byte) bool       { return c >= '0' && c <= '9' }
func isLower(c byte) bool       { return c >= 'a' && c <= 'z' }
func isUpper(c byte) bool       { return c >= 'A' && c <= 'Z' }
func isLowerAlnum(c byte) bool  { return isLower(c) || isDigit(c) }
func isAlnum(c byte) bool       { return isLowerAlnum(c) || isUpper(c) }
func isSegmentByte(c byte) bool { return isAlnum(c) || c == '_' || c == '-' }
