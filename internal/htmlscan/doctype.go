package htmlscan

import "strings"

// quirky reports whether a doctype puts the page into quirks mode. d is what
// stands between "<!doctype" and ">".
func quirky(d string) bool {
	const space = " \t\r\n\f"
	d = strings.TrimLeft(d, space)
	name, rest := d, ""
	if i := strings.IndexAny(d, space); i >= 0 {
		name, rest = d[:i], strings.TrimLeft(d[i:], space)
	}
	if name != "html" {
		return true
	}
	if len(rest) < 6 {
		return rest != ""
	}
	key, rest := strings.ToLower(rest[:6]), rest[6:]
	var public, system string
	var ids int
	for key == "public" || key == "system" {
		rest = strings.TrimLeft(rest, space)
		if rest == "" || rest[0] != '"' && rest[0] != '\'' {
			break
		}
		id, after, _ := strings.Cut(rest[1:], rest[:1])
		rest = after
		ids++
		if key == "public" {
			public, key = strings.ToLower(id), "system"
		} else {
			system, key = id, ""
		}
	}
	if key != "" || rest != "" {
		// The reference parser takes a lone public identifier and any rest as
		// quirks, too.
		return true
	}
	return ids > 0 && (quirkyPublic(public, system != "") ||
		strings.EqualFold(system, "http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd"))
}

func quirkyPublic(id string, hasSystem bool) bool {
	switch id {
	case "-//w3o//dtd w3 html strict 3.0//en//", "-/w3d/dtd html 4.0 transitional/en", "html":
		return true
	}
	if !hasSystem && (strings.HasPrefix(id, "-//w3c//dtd html 4.01 frameset//") ||
		strings.HasPrefix(id, "-//w3c//dtd html 4.01 transitional//")) {
		return true
	}
	for _, q := range quirkyPrefixes {
		if strings.HasPrefix(id, q) {
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
