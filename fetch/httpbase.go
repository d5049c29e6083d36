package fetch

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// parseBase reads the base URL. Its errors do not quote the text: what is
// wrong may be inside a password.
func parseBase(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case text == "":
		return nil, baseError("it is empty")
	case err != nil:
		return nil, baseError("it is not a valid URL")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, baseError("it is not an http or https URL")
	case u.Hostname() == "":
		return nil, baseError("it has no host")
	case u.Fragment != "" || strings.Contains(text, "#"):
		return nil, baseError("it has a fragment")
	case hasDotSegment(u.Path):
		return nil, baseError("its path has a dot segment")
	case strings.HasSuffix(u.Path, ".json"):
		return nil, baseError("it names a file; the base is the folder that the manifest lies in")
	}
	return u, nil
}

func baseError(reason string) error { return errors.New("fetch: check the base URL: " + reason) }

func hasDotSegment(path string) bool {
	return slices.ContainsFunc(strings.Split(path, "/"), func(s string) bool {
		return s == "." || s == ".."
	})
}

// objectURL puts a checked name, which needs no escaping, behind the base.
func objectURL(base *url.URL, name string) *url.URL {
	u := *base
	u.Path = strings.TrimSuffix(u.Path, "/") + "/" + name
	if u.RawPath != "" {
		u.RawPath = strings.TrimSuffix(u.RawPath, "/") + "/" + name
	}
	return &u
}

// secretsOf lists the parts of the base that no error text may show, each in
// the forms that it may take, the longest first.
func secretsOf(base *url.URL) []string {
	var list []string
	add := func(s string) {
		if len(s) >= 3 { // shorter ones are no secret, but part of any text
			list = append(list, s, url.QueryEscape(s), url.PathEscape(s))
		}
	}
	if base.User != nil {
		list = append(list, base.User.String())
		add(base.User.Username())
		password, _ := base.User.Password()
		add(password)
	}
	if base.RawQuery != "" {
		list = append(list, base.RawQuery)
		for pair := range strings.SplitSeq(base.RawQuery, "&") {
			_, value, _ := strings.Cut(pair, "=")
			add(value)
		}
		for _, values := range base.Query() {
			for _, value := range values {
				add(value)
			}
		}
	}
	slices.SortFunc(list, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	return slices.DeleteFunc(slices.Compact(list), func(s string) bool { return s == "" })
}

// redact replaces secrets in an error text; clean says that there were none.
func redact(text string, secrets []string) (_ string, clean bool) {
	out := text
	for _, s := range secrets {
		out = strings.ReplaceAll(out, s, "***")
	}
	return out, out == text
}

// reserved are the headers that a caller may not set: they are ours, or the
// connection's.
var reserved = []string{
	"Accept-Encoding", "Connection", "Content-Length", "Expect", "If-Match",
	"If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since",
	"Range", "Te", "Trailer", "Transfer-Encoding", "Upgrade",
}

// checkHeader finds headers that no request could be sent with, or that would
// change what an answer means. It does not quote values.
func checkHeader(h http.Header) error {
	for name, values := range h {
		if !isToken(name) {
			return fmt.Errorf("fetch: check header %q: it is not a header name", shorten(name))
		}
		if http.CanonicalHeaderKey(name) != name {
			return fmt.Errorf("fetch: check header %q: write it %q", name, http.CanonicalHeaderKey(name))
		}
		if slices.Contains(reserved, name) {
			return fmt.Errorf("fetch: check header %q: it cannot be set", name)
		}
		for _, v := range values {
			if strings.ContainsFunc(v, isControl) {
				return fmt.Errorf("fetch: check header %q: its value has a control character", name)
			}
		}
	}
	return nil
}

// isToken reports whether s is a token of RFC 9110, section 5.6.2.
func isToken(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r)
	})
}

func isControl(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }
