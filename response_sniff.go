package content

import (
	"bytes"
	"net/http"
	"strings"
)

const (
	sniffBytes = 512  // what http.DetectContentType looks at
	metaBytes  = 1024 // where HTML wants a page's own charset declaration
)

// sniff decides by the first bytes of a response, as far as they are there.
// For a response without a Content-Type it returns the one that net/http would
// give it. A byte order mark goes before a declaration in the page.
func sniff(h http.Header, head []byte) (v verdict, contentType string) {
	if _, typed := h["Content-Type"]; !typed {
		if len(head) == 0 {
			return leaveAlone, ""
		}
		contentType = http.DetectContentType(head)
		if _, ok := htmlType(contentType); ok {
			return rewrite, contentType
		}
		return leaveAlone, ""
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		return rewrite, ""
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return leaveAlone, "" // UTF-16
	}
	if charset := metaCharset(head[:min(len(head), metaBytes)]); charset != "" && !isUTF8(charset) {
		return leaveAlone, ""
	}
	return rewrite, ""
}

// metaCharset returns the charset that a meta element in head declares, "" for
// none: <meta charset=x> or <meta … content="text/html; charset=x">. Comments
// are skipped.
func metaCharset(head []byte) string {
	for {
		i := bytes.IndexByte(head, '<')
		if i < 0 {
			return ""
		}
		head = head[i:]
		if bytes.HasPrefix(head, []byte("<!--")) {
			end := bytes.Index(head[2:], []byte("-->"))
			if end < 0 {
				return ""
			}
			head = head[2+end+3:]
			continue
		}
		end := bytes.IndexByte(head, '>')
		if end < 0 {
			return ""
		}
		tag := strings.ToLower(string(head[:min(end, 256)]))
		if strings.HasPrefix(tag, "<meta") && len(tag) > 5 && strings.IndexByte(" \t\r\n\f/", tag[5]) >= 0 {
			if charset := charsetOf(tag); charset != "" {
				return charset
			}
		}
		head = head[end:]
	}
}

// charsetOf returns what stands behind the first charset= of a lower-case tag.
func charsetOf(tag string) string {
	const space = " \t\r\n\f"
	for {
		_, after, found := strings.Cut(tag, "charset")
		if !found {
			return ""
		}
		tag = after
		value, ok := strings.CutPrefix(strings.TrimLeft(after, space), "=")
		if !ok {
			continue
		}
		value = strings.TrimLeft(value, space+`"'`)
		if end := strings.IndexAny(value, space+`;"'/`); end >= 0 {
			value = value[:end]
		}
		return value
	}
}
