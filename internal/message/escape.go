package message

import (
	"unicode/utf8"
)

const hexDigits = "0123456789ABCDEF"

// appendEscaped appends s cleaned and escaped for the place where it lands.
func appendEscaped(dst []byte, s string, at spot) []byte {
	if at >= urlPlace {
		return appendURL(dst, s, at == queryPlace)
	}
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if esc, special := asciiEscape(c, at); special {
				dst = append(append(dst, s[start:i]...), esc...)
				if c == '\r' && (i+1 == len(s) || s[i+1] != '\n') {
					dst = append(dst, '\n')
				}
				start = i + 1
			}
			i++
			continue
		}
		r, w := utf8.DecodeRuneInString(s[i:])
		if w == 1 {
			dst = append(append(dst, s[start:i]...), "\uFFFD"...)
			start = i + 1
		} else if r == 0xA0 && at != rawPlace {
			dst = append(append(dst, s[start:i]...), "&nbsp;"...)
			start = i + w
		} else if dropped(r) {
			dst = append(dst, s[start:i]...)
			start = i + w
		}
		i += w
	}
	return append(dst, s[start:]...)
}

// asciiEscape returns what stands for c, if anything other than c does. A CR
// goes; its newline is the caller's.
func asciiEscape(c byte, at spot) (string, bool) {
	switch c {
	case '\t', '\n':
		return "", false
	case '&':
		return "&amp;", at != rawPlace
	case '<':
		return "&lt;", at != rawPlace
	case '>':
		return "&gt;", at != rawPlace
	case '"':
		return "&quot;", at == attrPlace
	}
	return "", c < ' ' || c == 0x7F
}

// appendURL appends s as a part of a URL in an attribute value. Bytes that no
// URL holds are percent-encoded; in a query or fragment also those that would
// end the parameter. Cleaning is that of text: a CR, with or without an LF
// behind it, counts as an LF.
func appendURL(dst []byte, s string, query bool) []byte {
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, w := utf8.DecodeRuneInString(s[i:])
			i += w
			if !dropped(r) {
				var buf [utf8.UTFMax]byte
				for _, b := range buf[:utf8.EncodeRune(buf[:], r)] {
					dst = append(dst, '%', hexDigits[b>>4], hexDigits[b&15])
				}
			}
			continue
		}
		i++
		if c == '\r' {
			if i < len(s) && s[i] == '\n' {
				continue
			}
			c = '\n'
		}
		switch {
		case isLetter(c) || isDigit(c) || c == '-' || c == '.' || c == '_' || c == '~':
			dst = append(dst, c)
		case c == '&' && !query:
			dst = append(dst, "&amp;"...)
		case !query && isURLByte(c), !query && c == '%' && isEscape(s[i:]):
			dst = append(dst, c)
		case c < ' ' && c != '\t' && c != '\n' || c == 0x7F:
		default:
			dst = append(dst, '%', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return dst
}

// isURLByte reports whether c is one of RFC 3986's reserved characters; the
// ampersand is not among them here.
func isURLByte(c byte) bool {
	switch c {
	case ':', '/', '?', '#', '[', ']', '@', '!', '$', '\'', '(', ')', '*', '+', ',', ';', '=':
		return true
	}
	return false
}

// isEscape reports whether s begins with two hexadecimal digits.
func isEscape(s string) bool { return len(s) >= 2 && isHex(s[0]) && isHex(s[1]) }

func isHex(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }
