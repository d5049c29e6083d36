package content_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
)

// ld is a script of linked data with a list of parts.
func ld(list, body string) string {
	return `<script type="application/ld+json" data-txt-json="` + list + `">` + body + `</script>`
}

var jsonCases = []injectCase{
	{name: "top level", in: ld("headline: home.plain", "{ \"headline\" : \"x\\u0041\\\"\",\n\"n\":1.50 }"), want: ld("headline: home.plain", "{ \"headline\" : \"Plain \\u0026 simple\",\n\"n\":1.50 }")},
	{name: "paths", in: ld("author.name: home.plain; @graph.1.name: home.name; schema:name: bare", `{"author":{"name":""},"@graph":[{"name":"0"},{"name":"1"}],"schema:name":"s"}`), args: []any{"name", "<Ann> \"&\" \\"},
		want: ld("author.name: home.plain; @graph.1.name: home.name; schema:name: bare", `{"author":{"name":"Plain \u0026 simple"},"@graph":[{"name":"0"},{"name":"Hi \u003cAnn\u003e \"\u0026\" \\"}],"schema:name":"Bare key"}`)},
	{name: "order of the paths", in: ld("b: bare; a: home.plain", `{"a":"1","b":"2"}`), want: ld("b: bare; a: home.plain", `{"a":"Plain \u0026 simple","b":"Bare key"}`)},
	{name: "array", in: ld("0.0: bare", `[["x"]]`), want: ld("0.0: bare", `[["Bare key"]]`)},
	{name: "locale", locale: "de", in: ld("a: home.plain; b: home.fallback", `{"a":"1","b":"2"}`), want: ld("a: home.plain; b: home.fallback", `{"a":"Schlicht","b":"English only"}`)},
	{name: "scope", in: `<div data-txt-bundle=home data-txt-locale=de>` + ld("a: plain", `{"a":"1"}`) + `</div>`, want: `<div data-txt-bundle=home data-txt-locale=de>` + ld("a: plain", `{"a":"Schlicht"}`) + `</div>`},
	{name: "in the head", in: `<head>` + ld("a: bare", `{"a":"1"}`) + `<title data-txt=bare>x</title>`, want: `<head>` + ld("a: bare", `{"a":"Bare key"}`) + `<title data-txt=bare>Bare key</title>`},
	{name: "in a table", in: `<table>` + ld("a: bare", `{"a":"1"}`) + `<tr><td>x</table>`, want: `<table>` + ld("a: bare", `{"a":"Bare key"}`) + `<tr><td>x</table>`},
	{name: "before a frameset", in: ld("a: bare", `{"a":"1"}`) + `<frameset></frameset>`, want: ld("a: bare", `{"a":"Bare key"}`) + `<frameset></frameset>`},
	{name: "type in other words", in: `<SCRIPT data-txt-json="a:bare" TYPE=' Application/LD+JSON '>{"a":"1"}</SCRIPT >`, want: `<SCRIPT data-txt-json="a:bare" TYPE=' Application/LD+JSON '>{"a":"Bare key"}</SCRIPT >`},
	{name: "newline and separators", in: ld("a: home.lines", `{"a":"1"}`), want: ld("a: home.lines", `{"a":"x\ny\u2028z"}`), args: []any{"s", "\u2028"}},
	{name: "no such path", in: ld("a: bare; b: bare; c.d: bare; c: bare", `{"a":"1","c":[]}`), want: ld("a: bare; b: bare; c.d: bare; c: bare", `{"a":"Bare key","c":[]}`),
		rest: []content.Reason{content.ReasonJSONPath, content.ReasonJSONPath, content.ReasonJSONPath}},
	{name: "no strings", in: ld("a: bare; b: bare; c: bare; d: bare; e: bare", `{"a":1,"b":null,"c":{"x":"y"},"d":[""],"e":true}`), reason: content.ReasonJSONPath},
	{name: "a dot in a name is out of reach", in: ld("a.b: bare", `{"a.b":"1"}`), reason: content.ReasonJSONPath},
	{name: "name with an escape", in: ld("ab: bare", `{"\u0061b":"1"}`), want: ld("ab: bare", `{"\u0061b":"Bare key"}`)},
	{name: "no text for one", in: ld("a: home.none; b: bare", `{"a":"1","b":"2"}`), want: ld("a: home.none; b: bare", `{"a":"1","b":"Bare key"}`), reason: content.ReasonNoText, rest: []content.Reason{""}},
	{name: "missing argument for one", in: ld("a: home.name; b: bare", `{"a":"1","b":"2"}`), want: ld("a: home.name; b: bare", `{"a":"1","b":"Bare key"}`), reason: content.ReasonMissingArgument, rest: []content.Reason{""}},
	{name: "text with elements", in: ld("a: home.title", `{"a":"1"}`), reason: content.ReasonElements},
	{name: "path twice", in: ld("a: bare; a: home.plain", `{"a":"1"}`), want: ld("a: bare; a: home.plain", `{"a":"Bare key"}`), rest: []content.Reason{content.ReasonBadLabel}},
	{name: "part without a path", in: ld("bare; : bare; a:", `{"a":"1"}`), reason: content.ReasonBadLabel, rest: []content.Reason{content.ReasonBadLabel, content.ReasonBadLabel}},
	{name: "literal arguments", in: `<script type=application/ld+json data-txt-json="a:home.apples" data-txt-args='{"n":1}'>{"a":""}</script>`, want: `<script type=application/ld+json data-txt-json="a:home.apples" data-txt-args='{"n":1}'>{"a":"1 apple"}</script>`},
	{name: "two scripts", in: ld("a: bare", `{"a":"1"}`) + ld("a: home.plain", `{"a":"1"}`), want: ld("a: bare", `{"a":"Bare key"}`) + ld("a: home.plain", `{"a":"Plain \u0026 simple"}`)},
	{name: "kept out", in: `<p translate=no>` + ld("a: bare", `{"a":"1"}`)},

	{name: "another type", in: `<script type="application/json" data-txt-json="a: bare">{"a":"1"}</script>`, reason: content.ReasonScript},
	{name: "type with a parameter", in: `<script type="application/ld+json;x=y" data-txt-json="a: bare">{"a":"1"}</script>`, reason: content.ReasonScript},
	{name: "no type", in: `<script data-txt-json="a: bare">{"a":"1"}</script>`, reason: content.ReasonScript},
	{name: "first type counts", in: `<script type=text/javascript type=application/ld+json data-txt-json="a: bare">{"a":"1"}</script>`, reason: content.ReasonScript},
	{name: "no script", in: `<p type="application/ld+json" data-txt-json="a: bare">{"a":"1"}</p>`, reason: content.ReasonScript},
	{name: "no script, but a label", in: `<p data-txt-json="a: bare" data-txt=bare>{"a":"1"}</p>`, want: `<p data-txt-json="a: bare" data-txt=bare>Bare key</p>`, reason: content.ReasonScript, rest: []content.Reason{""}},
	{name: "style", in: `<style type="application/ld+json" data-txt-json="a: bare">{"a":"1"}</style>`, reason: content.ReasonScript},
	{name: "svg script", in: `<svg><script type="application/ld+json" data-txt-json="a: bare">{"a":"1"}</script></svg>`, reason: content.ReasonForeign},
	{name: "in a template", in: `<template>` + ld("a: bare", `{"a":"1"}`) + `</template>`, reason: content.ReasonTemplate},
	{name: "data-txt on it", in: `<script type="application/ld+json" data-txt=bare data-txt-json="a: bare">{"a":"1"}</script>`, want: `<script type="application/ld+json" data-txt=bare data-txt-json="a: bare">{"a":"Bare key"}</script>`, rest: []content.Reason{content.ReasonRawText}},
	{name: "unclosed", in: `<script type="application/ld+json" data-txt-json="a: bare">{"a":"1"}`, reason: content.ReasonUnclosed},
	{name: "hidden end", in: ld("a: bare; b: bare", `{"a":"<!--<script>","b":"</script>"}`) + `<p>`, reason: content.ReasonJSON, rest: []content.Reason{content.ReasonJSON}},
	{name: "too long", opts: &content.PageOptions{Limits: content.Limits{OldContent: 20}}, in: ld("a: bare", `{"a":"`+strings.Repeat("x", 20)+`"}`), reason: content.ReasonTooLong},
}

func TestJSONLabel(t *testing.T) {
	injectTexts["en"]["home.lines"] = "x\ny{s}z"
	defer delete(injectTexts["en"], "home.lines")
	checkInject(t, jsonCases)
}

// TestJSONLabelStrict holds the reader of scripts against the one of package
// json: what that refuses is refused, too.
func TestJSONLabelStrict(t *testing.T) {
	c := contenttest.New(t, injectTexts)
	bodies := []string{
		``, ` `, `{`, `}`, `{}x`, `{"a"}`, `{"a":}`, `{"a":"x",}`, `{,}`, `{"a":"x" "b":1}`, `["a",]`, `[1 2]`, `{a:1}`, `{'a':1}`, `"x`, `"\x"`, `"\u12g4"`, "\"\t\"", `01`, `1.`, `.5`, `+1`, `-`, `1e`, `1e+`, `tru`, `truex`, `nul`, `NaN`,
		"{\"a\":\"\xff\"}", "\ufeff{}", `{"a":"x"}{}`, `/* */{}`, "{\"a\":\"x\"}\v", `["` + "\x00" + `"]`, strings.Repeat("[", 200), strings.Repeat("[", 100) + strings.Repeat("]", 100),
		`{"a":"1"}`, " \n{\t\"a\" :\r\"1\" } ", `{"a":"1","b":[1,-0,0.5e-7,1E3,true,false,null,{},[],""]}`, `{"a":"1","":{"":"\ud800\/\b\f\n\r\t\\\""}}`, `"a"`, `1`, `[]`, `null`, `{"b":{"a":"x"},"a":"1"}`, `{"a":"</scrip"}`,
	}
	for _, body := range bodies {
		var rep content.Report
		page := ld("a: bare", body)
		got := inject(t, c, page, &content.Page{Report: &rep}, 7)
		require.Len(t, rep.Labels, 1)
		if !json.Valid([]byte(body)) || bytes.Contains([]byte(body), []byte{0xff}) {
			require.Equal(t, content.ReasonJSON, rep.Labels[0].Reason, "%q", body)
			require.Equal(t, page, got)
			continue
		}
		require.Contains(t, []content.Reason{content.ReasonNone, content.ReasonJSONPath}, rep.Labels[0].Reason, "%q: %v", body, rep.Labels)
		if rep.Labels[0].Reason == content.ReasonNone {
			require.Equal(t, strings.NewReplacer(`"1"`, `"Bare key"`, `"</scrip"`, `"Bare key"`).Replace(page), got)
		}
	}
	for _, body := range []string{`{"a":"1","a":"2"}`, `{"a":"1","\u0061":"2"}`, `{"a":"1","b":{"c":1,"c":1}}`, strings.Repeat("[", 200) + strings.Repeat("]", 200), `{"\u0000":1,"a":"1"}`} {
		var rep content.Report
		page := ld("a: bare", body)
		require.Equal(t, page, inject(t, c, page, &content.Page{Report: &rep}, 7))
		require.Equal(t, content.ReasonJSON, rep.Labels[0].Reason, "%q", body)
	}
}

func TestJSONLabelReport(t *testing.T) {
	c := contenttest.New(t, injectTexts)
	var rep content.Report
	inject(t, c, "\n "+ld("a.b: bare; c: bare", `{"a":{"b":"1"}}`), &content.Page{Report: &rep}, 3)
	require.Len(t, rep.Labels, 2)
	require.Equal(t, "2:2 <script a.b> bare replaced", rep.Labels[0].String())
	require.Equal(t, "2:2 <script c> bare left: json-path: the script has no such path", rep.Labels[1].String())
}
