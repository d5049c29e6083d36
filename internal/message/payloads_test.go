package message_test

import (
	"fmt"
	"strings"
)

// payloads returns hostile contents: those that are written out below, and
// those that follow from combining elements, handlers, schemes and encodings.
func payloads() []string {
	out := append([]string(nil), breakers...)
	out = append(append(out, attributes...), mutations...)
	for _, tag := range []string{
		"a", "abbr", "audio", "b", "body", "br", "button", "custom-x", "details", "div", "embed", "frameset", "iframe",
		"img", "input", "isindex", "keygen", "link", "marquee", "math", "object", "p", "select", "span", "style", "svg",
		"table", "td", "template", "textarea", "video",
	} {
		for _, event := range []string{"onclick", "ONLOAD", "onerror", "onfocus", "ontoggle", "onanimationstart", "onpointerover", "onbeforetoggle"} {
			for _, form := range []string{
				"<%s %s=alert(1)>x</%[1]s>", "<%s %s='alert(1)'>", "<%s/%s=alert(1)//", "<%s\n%s\n=\n\"alert(1)\">x</%[1]s>",
			} {
				out = append(out, fmt.Sprintf(form, tag, event))
			}
		}
		out = append(out, fmt.Sprintf("<%s style=\"background:url(javascript:alert(1))\">x</%[1]s>", tag),
			fmt.Sprintf("<%s id=location name=cookie>x</%[1]s>", tag), fmt.Sprintf("<%s><script>alert(1)</script></%[1]s>", tag),
			fmt.Sprintf("<%s data-txt-name=x onclick=alert(1)>x</%[1]s>", tag), fmt.Sprintf("</%s>", tag))
	}
	for _, url := range urls() {
		for _, form := range []string{
			`<a href="%s">x</a>`, `<a href='%s'>x</a>`, `<a href=%s>x</a>`, `<img src="%s">`, `<img srcset="a.png 1x, %s 2x">`,
			`<q cite="%s">x</q>`, `<form action="%s"></form>`, `<button formaction="%s">x</button>`, `<object data="%s"></object>`,
			`<a ping="%s">x</a>`, `<svg><a xlink:href="%s">x</a></svg>`, `<iframe src="%s"></iframe>`, `<base href="%s">`,
			`<meta http-equiv=refresh content="0;url=%s">`, `<a href="{g, select, a {%s} other {%[1]s}}">x</a>`, `<video poster="%s"></video>`,
		} {
			out = append(out, fmt.Sprintf(form, url))
		}
	}
	return out
}

// urls returns active URLs in many writings.
func urls() []string {
	var out []string
	for _, scheme := range []string{"javascript", "vbscript", "data", "livescript", "file", "blob", "filesystem", "view-source", "about", "intent"} {
		rest := "alert(1)"
		var dec, hex, bare strings.Builder
		for _, c := range scheme {
			fmt.Fprintf(&dec, "&#%07d;", c)
			fmt.Fprintf(&hex, "&#x%X;", c)
			fmt.Fprintf(&bare, "&#%d", c)
		}
		mixed := strings.ToUpper(scheme[:1]) + scheme[1:2] + strings.ToUpper(scheme[2:])
		for _, s := range []string{
			scheme + ":", mixed + ":", dec.String() + ":", hex.String() + "&colon;", bare.String() + ":", " " + scheme + ":", "\x01\x1f" + scheme + ":",
			"\t\n\r" + scheme + ":", scheme[:2] + "\t" + scheme[2:] + ":", scheme[:2] + "\n" + scheme[2:] + "\r:", scheme[:2] + "&Tab;" + scheme[2:] + ":",
			scheme[:2] + "&NewLine;" + scheme[2:] + "&colon;", "&#1;" + scheme + ":", scheme + "&#58;", scheme[:2] + "\x00" + scheme[2:] + ":",
			"%01" + scheme + ":", scheme + "%3A", "feed:" + scheme + ":", "\u00a0" + scheme + ":", "\ufeff" + scheme + ":", "\u2028" + scheme + ":", scheme + "\uff1a",
			scheme[:2] + "\u200d" + scheme[2:] + ":", "//" + scheme + ":", "./" + scheme + ":", "?" + scheme + ":", "\\" + scheme + ":", scheme + "\u202e:", scheme[:2] + "\ufdd0" + scheme[2:] + ":",
		} {
			out = append(out, s+rest)
		}
	}
	return out
}

// breakers try to leave the place where they stand.
var breakers = []string{
	"<", ">", "</", "<!", "<!-", "<!--", "<!-->", "<!--->", "--><script>alert(1)</script>", "<!--<script>", "<![CDATA[", "]]>", "<?", "<?xml", "<%", "%>", "<%=x%>",
	"</div>", "</p>", "</td></table>", "</title><script>alert(1)</script>", "</textarea><script>alert(1)</script>", "</style>", "</script>", "</noscript><img src=x onerror=alert(1)>",
	"</xmp><script>alert(1)</script>", "</iframe><script>alert(1)</script>", "</template><script>alert(1)</script>", "</select><script>alert(1)</script>", "</svg>", "</math>", "</body>", "</html>",
	"\"", "'", "\"'", "\" onmouseover=\"alert(1)", "' onmouseover='alert(1)", "\" onmouseover=alert(1) x=\"", "\"><script>alert(1)</script>", "'><script>alert(1)</script>", "`", "` onmouseover=alert(1)",
	"&", "&amp", "&amp;lt;script&amp;gt;", "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)", "&#x3C;img src=x onerror=alert(1)&#x3E;", "&quot;onclick=&quot;", "&quot; onclick=alert(1)", "&NewLine;", "&Tab;", "&nbsp;", "&#0;", "&#xD800;", "&#x110000;", "&#x80;", "&#13;&#10;",
	"\x00", "\x00<script>", "<\x00script>alert(1)</script>", "<scr\x00ipt>alert(1)</script>", "<b\x00 title=x>y</b>", "<b title=\x00>y</b>", "\x1b[31m", "\x7f", "\u0085", "\u2028", "\u2029", "\ufeff", "\u202e\u202dx", "\u2066x", "\u2069", "\ufdd0", "\uffff", "\U0001ffff",
	"\xff", "\xc0\xbcscript\xc0\xbe", "\xe2\x80", "\xed\xa0\x80", "\uff1cscript\uff1e", "\u02bascript", "<\u0073cript>alert(1)</script>", "<ſcript>alert(1)</ſcript>", "<ımg>", "<K>x</K>",
	"{{constructor.constructor('alert(1)')()}}", "{{x}}", "{x}", "'{x}'", "${alert(1)}", "#{x}", "<%= x %>", "{{=<% %>=}}", "{n, plural, other {<script>}}", "{n, plural, one {</b>} other {<b>}}", "{g, select, other {<b title=\"}}", "{n, plural, one {<a href=\"} other {}}javascript:alert(1)\">x</a>", "<b title=\"{n, plural, one {\" onclick=\"alert(1)} other {}}\">x</b>", "<b title={x}>y</b>", "<b title='{x}'>y</b>", "<b {x}=1>y</b>", "<{x}>", "<a href=\"{x}\">y</a>", "<a href=\"java{x}\">y</a>", "<img srcset=\"{x}\">", "<!--{x}-->", "<script>{x}</script>", "<style>{x}</style>", "<b onclick=\"{x}\">y</b>", "<b style=\"{x}\">y</b>", "<iframe srcdoc=\"{x}\"></iframe>",
	"<b", "<b ", "<b title", "<b title=", "<b title=\"", "<b title='x", "<b title=\"x\"", "<b>", "</b>", "<b></i>", "<b><i></b></i>", "<a><a></a></a>", "<p><p></p></p>", "<p><div></div></p>", "<li><li></li></li>", "<ul><li>x", "<h1><h2>x</h2></h1>", "<a href=/><b><a href=/>x</a></b></a>", "<table><a>x</a></table>", "<b><p></b></p>", "<i><b><i><b>x</b></i></b></i>", "<a><div><a>x</a></div></a>", "<ruby><rt><ruby><rt>x</rt></ruby></rt></ruby>", "<dl><dt><dl><dt>x</dt></dl></dt></dl>", "<dd><dd>x</dd></dd>",
	"<script>alert(1)</script>", "<SCRIPT>alert(1)</SCRIPT>", "<script src=//x></script>", "<script\n>alert(1)</script >", "<script/x>alert(1)</script>", "<<script>alert(1)//<</script>", "<scr<script>ipt>alert(1)</scr</script>ipt>", "<script>alert(1)<!--", "<svg><script>alert(1)</script></svg>", "<svg/onload=alert(1)>", "<svg><animate onbegin=alert(1)>", "<svg><use href=data:x>", "<svg><a xlink:href=javascript:alert(1)>x</a></svg>", "<math href=javascript:alert(1)>x</math>", "<math><maction actiontype=statusline xlink:href=javascript:alert(1)>x</maction></math>",
	"<img src=x onerror=alert(1)>", "<img src=x:alert(alt) onerror=eval(src) alt=0>", "<img/src=x/onerror=alert(1)>", "<img src=`x`onerror=alert(1)>", "<img \"\"\"><script>alert(1)</script>\">", "<image src=x onerror=alert(1)>", "<image>", "<input autofocus onfocus=alert(1)>", "<keygen autofocus onfocus=alert(1)>", "<isindex action=javascript:alert(1)>", "<video><source onerror=alert(1)>", "<audio src=x onerror=alert(1)>", "<body onload=alert(1)>", "<html onload=alert(1)>", "<head>x</head>", "<frameset onload=alert(1)>", "<marquee onstart=alert(1)>", "<object data=javascript:alert(1)>", "<embed src=javascript:alert(1)>", "<applet code=x>", "<link rel=import href=//x>", "<link rel=stylesheet href=//x>", "<meta http-equiv=refresh content=0;url=javascript:alert(1)>", "<base href=javascript://>", "<style>@import'//x'</style>", "<style>*{x:expression(alert(1))}</style>", "<iframe srcdoc='&lt;script>alert(1)&lt;/script>'>", "<form action=javascript:alert(1)><button>x</button></form>", "<button formaction=javascript:alert(1)>x</button>", "<dialog open>x</dialog>", "<portal src=x>", "<slot name=x>x</slot>", "<nextid>", "<bgsound src=x>", "<layer>", "<plaintext>", "<listing>x</listing>", "<noembed>x</noembed>", "<noframes>x</noframes>", "<fencedframe>", "<selectedcontent>",
	"<b id=x>y</b>", "<a name=x>y</a>", "<a id=__proto__>y</a>", "<b is=x-y>y</b>", "<b slot=x>y</b>", "<b part=x>y</b>", "<b contenteditable>y</b>", "<b tabindex=1 autofocus>y</b>", "<b popover>y</b>", "<a download href=/>y</a>", "<a target=_top href=/>y</a>", "<a target=_blank href=/ rel=opener>y</a>", "<b data-txt=x>y</b>", "<b data-txt-attr=\"title: x\">y</b>", "<b data-i18n=x>y</b>", "<b hx-get=/ >y</b>", "<b x-data=alert(1)>y</b>", "<b v-html=x>y</b>", "<b ng-init=x>y</b>", "<b @click=x>y</b>", "<b :href=x>y</b>", "<b data-bind=x>y</b>", "<img usemap=#x>", "<img crossorigin src=x>", "<img lowsrc=javascript:x>", "<img dynsrc=javascript:x>", "<td background=javascript:x>",
}

// attributes try what a single attribute can do.
var attributes = []string{
	"<b title=\"x\" title=\"y\">z</b>", "<b TITLE=x title=y>z</b>", "<b title = x>z</b>", "<b title=x=y>z</b>", "<b title=x<y>z</b>", "<b title=`x`>z</b>", "<b title='x\"y'>z</b>", "<b title=\"x'y\">z</b>",
	"<b title=\"&quot;\">z</b>", "<b title=\"&#34; onclick=alert(1) &#34;\">z</b>", "<b title=\"&ltimg src=x&gt\">z</b>", "<b title=\"&copy=1&copy2&copy\">z</b>", "<b class=\"{{x}}\">z</b>", "<b class='x\ny'>z</b>", "<b lang=\"x&quot;y\">z</b>", "<b dir=x>z</b>", "<b role=\"presentation\" aria-hidden=true>z</b>",
	"<b aria-label=\"<script>alert(1)</script>\">z</b>", "<b aria-onclick=x>z</b>", "<b aria-owns=x aria-x-y=1>z</b>", "<time datetime=\"<b>\">z</time>", "<data value='\"><script>'>z</data>", "<ol start=\"javascript:x\" type=a reversed><li value=3>z</li></ol>", "<del cite=javascript:x>z</del>", "<ins cite=\"//x.test\" datetime=now>z</ins>",
	"<blockquote cite=\"JAVASCRIPT&colon;x\">z</blockquote>", "<a hreflang=\"javascript:x\" href=/>z</a>", "<a rel=\"stylesheet\" href=/>z</a>", "<a rel=\"noopener opener\" target=_blank href=/>z</a>", "<a target=\"_blank \" href=/>z</a>", "<a target=\"\" href=/>z</a>", "<a href>z</a>", "<a href=\"\">z</a>", "<a href=\" \">z</a>", "<a href=\"x:y\">z</a>", "<a href=\"http:x\">z</a>", "<a href=\"http:\\\\x.test\">z</a>", "<a href=\"https://a:b@x.test/\">z</a>", "<a href=\"mailto:a@b?body=<script>\">z</a>", "<a href=\"tel:+1;ext=\">z</a>", "<a href=\"//x.test\">z</a>", "<a href=\"\\\\x.test\">z</a>",
	"<img src=\"\">", "<img src=\"data:image/svg+xml,<svg onload=alert(1)>\">", "<img srcset=\",,,\">", "<img srcset=\"a.png 1x 2x\">", "<img srcset=\"a.png 1x,,javascript:x\">", "<img srcset=\"javascript:x,a.png\">", "<img srcset=\"a.png(1,javascript:x)\">", "<img sizes=\"expression(alert(1))\" loading=\"x\">", "<img width=\"1 onerror=alert(1)\" src=/>", "<img alt='\"onerror=alert(1) x=\"' src=/x>", "<bdo dir=rtl>z</bdo>", "<q cite=\"data:x\">z</q>", "<details open ontoggle=alert(1)><summary>x</summary></details>", "<details><summary><a href=javascript:x>y</a></summary></details>",
}

// mutations are shaped to mean one thing to one parser and another to the next.
var mutations = []string{
	"<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
	"<p title=\"</noscript><img src=x onerror=alert(1)>\">x</p>",
	"<b title=\"</title><script>alert(1)</script>\">x</b>", "<b title=\"</textarea><script>alert(1)</script>\">x</b>", "<b title=\"</style><img src=x onerror=alert(1)>\">x</b>",
	"<b title=\"--><img src=x onerror=alert(1)>\">x</b>", "<b title=\"]]><img src=x onerror=alert(1)>\">x</b>", "<b title=\"</script>\">x</b>",
	"<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">", "<svg><p><style><g title=\"</style><img src onerror=alert(1)>\">",
	"<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
	"<math><annotation-xml encoding=\"text/html\"><style><img src=x onerror=alert(1)></style></annotation-xml></math>",
	"<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
	"<table><td><svg><desc><td><title><a id=\"</title><img src=x onerror=alert(1)>\">", "<select><template><style><!--</style><a rel=\"--></style></template></select><img src=x onerror=alert(1)>\">",
	"<select><noembed></select><script>alert(1)</script></noembed></select>", "<select><xmp><script>alert(1)</script></xmp></select>", "<select><style></select><img src=x onerror=alert(1)></style>",
	"<template><s><template><s><img src=x onerror=alert(1)>@shafigullin</s></template></s></template>", "<xmp><p title=\"</xmp><svg/onload=alert(1)>\">",
	"<a title=\"`><script>alert(1)</script>\">x</a>", "<listing>&lt;img src=x onerror=alert(1)&gt;</listing>", "<textarea><b title=\"</textarea><script>alert(1)</script>\">",
	"<br></br>", "</p>", "</br>", "<image/src=x>", "<b/title=x>y</b>", "<b\ftitle=x>y</b>", "<b\vtitle=x>y</b>", "<b title=x/>y</b>", "<b title=\"x\"class=y>z</b>",
	"<pre>\n\n<b>x</b></pre>", "<pre>\r\n\r\nx</pre>", "\n\nx", "<pre>{x}</pre>", "<ruby>x<rt>y<rp>z</ruby>", "<p>x<p>y", "<ol><li>x<li>y</ol>", "<dl><dt>x<dd>y</dl>",
	strings.Repeat("<b>", 600), strings.Repeat("<b>", 600) + strings.Repeat("</b>", 600), strings.Repeat("<div>", 33) + strings.Repeat("</div>", 33), strings.Repeat("</b>", 1000), strings.Repeat("<", 5000), strings.Repeat("&", 5000), strings.Repeat("'{", 2000), strings.Repeat("{a, select, other {", 9) + strings.Repeat("}}", 9),
	strings.Repeat("<b title=x>", 20) + "x" + strings.Repeat("</b>", 20), "<b" + strings.Repeat(" aria-a=x", 1000) + ">y</b>",
}
