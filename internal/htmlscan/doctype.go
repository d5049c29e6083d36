package htmlscan

import "bytes"

// quirky reports whether a doctype puts the page into quirks mode. d is what
// stands between "<!doctype" and ">". As in the reference parser, a lone
// public identifier and any rest behind the identifiers do.
func quirky(d []byte) bool {
	d = trimLeft(d)
	n := 0
	for n < len(d) && class[d[n]]&cSpace == 0 {
		n++
	}
	name, rest := d[:n], trimLeft(d[n:])
	if string(name) != "html" || len(rest) > 0 && len(rest) < len("public") {
		return true
	}
	if len(rest) == 0 {
		return false
	}
	key, rest := rest[:len("public")], rest[len("public"):]
	var public []byte
	ok := true
	if equalFold(key, "public") {
		public, rest, ok = quoted(rest)
	} else if !equalFold(key, "system") {
		return true
	}
	if !ok {
		return true
	}
	system, rest, ok := quoted(rest)
	return !ok || len(rest) > 0 || quirkyPublic(public) ||
		equalFold(system, "http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd")
}

// quoted takes a quoted identifier from the start of d.
func quoted(d []byte) (id, rest []byte, ok bool) {
	d = trimLeft(d)
	if len(d) == 0 || d[0] != '"' && d[0] != '\'' {
		return nil, d, false
	}
	id, rest, _ = bytes.Cut(d[1:], d[:1])
	return id, rest, true
}

func trimLeft(b []byte) []byte {
	for len(b) > 0 && class[b[0]]&cSpace != 0 {
		b = b[1:]
	}
	return b
}

func quirkyPublic(id []byte) bool {
	for _, q := range [...]string{"-//w3o//dtd w3 html strict 3.0//en//", "-/w3d/dtd html 4.0 transitional/en", "html"} {
		if equalFold(id, q) {
			return true
		}
	}
	for _, q := range quirkyPrefixes {
		if len(id) >= len(q) && equalFold(id[:len(q)], q) {
			return true
		}
	}
	return false
}

// quirkyPrefixes are the public identifiers of section 13.2.6.4.1.
var quirkyPrefixes = []string{
	"+//silmaril//dtd html pro v0r11 19970101//",
	"-//advasoft ltd//dtd html 3.0 aswedit + extensions//",
	"-//as//dtd html 3.0 aswedit + extensions//",
	"-//ietf//dtd html 2.0 level 1//",
	"-//ietf//dtd html 2.0 level 2//",
	"-//ietf//dtd html 2.0 strict level 1//",
	"-//ietf//dtd html 2.0 strict level 2//",
	"-//ietf//dtd html 2.0 strict//",
	"-//ietf//dtd html 2.0//",
	"-//ietf//dtd html 2.1e//",
	"-//ietf//dtd html 3.0//",
	"-//ietf//dtd html 3.2 final//",
	"-//ietf//dtd html 3.2//",
	"-//ietf//dtd html 3//",
	"-//ietf//dtd html level 0//",
	"-//ietf//dtd html level 1//",
	"-//ietf//dtd html level 2//",
	"-//ietf//dtd html level 3//",
	"-//ietf//dtd html strict level 0//",
	"-//ietf//dtd html strict level 1//",
	"-//ietf//dtd html strict level 2//",
	"-//ietf//dtd html strict level 3//",
	"-//ietf//dtd html strict//",
	"-//ietf//dtd html//",
	"-//metrius//dtd metrius presentational//",
	"-//microsoft//dtd internet explorer 2.0 html strict//",
	"-//microsoft//dtd internet explorer 2.0 html//",
	"-//microsoft//dtd internet explorer 2.0 tables//",
	"-//microsoft//dtd internet explorer 3.0 html strict//",
	"-//microsoft//dtd internet explorer 3.0 html//",
	"-//microsoft//dtd internet explorer 3.0 tables//",
	"-//netscape comm. corp.//dtd html//",
	"-//netscape comm. corp.//dtd strict html//",
	"-//o'reilly and associates//dtd html 2.0//",
	"-//o'reilly and associates//dtd html extended 1.0//",
	"-//o'reilly and associates//dtd html extended relaxed 1.0//",
	"-//softquad software//dtd hotmetal pro 6.0::19990601::extensions to html 4.0//",
	"-//softquad//dtd hotmetal pro 4.0::19971010::extensions to html 4.0//",
	"-//spyglass//dtd html 2.0 extended//",
	"-//sq//dtd html 2.0 hotmetal + extensions//",
	"-//sun microsystems corp.//dtd hotjava html//",
	"-//sun microsystems corp.//dtd hotjava strict html//",
	"-//w3c//dtd html 3 1995-03-24//",
	"-//w3c//dtd html 3.2 draft//",
	"-//w3c//dtd html 3.2 final//",
	"-//w3c//dtd html 3.2//",
	"-//w3c//dtd html 3.2s draft//",
	"-//w3c//dtd html 4.0 frameset//",
	"-//w3c//dtd html 4.0 transitional//",
	"-//w3c//dtd html experimental 19960712//",
	"-//w3c//dtd html experimental 970421//",
	"-//w3c//dtd w3 html//",
	"-//w3o//dtd w3 html 3.0//",
	"-//webtechs//dtd mozilla html 2.0//",
	"-//webtechs//dtd mozilla html//",
}
