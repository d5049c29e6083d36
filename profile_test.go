package content_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
)

var i18next = &content.PageOptions{Profile: content.ProfileI18next}

var profileCases = []injectCase{
	{name: "content", in: `<p data-i18n="home.plain">x</p>`, want: `<p data-i18n="home.plain">Plain &amp; simple</p>`},
	{name: "namespace", in: `<p data-i18n="home:plain">x</p>`, want: `<p data-i18n="home:plain">Plain &amp; simple</p>`},
	{name: "html and text", in: `<p data-i18n="[html]home.title">x</p><p data-i18n=[text]home.plain>x</p>`, want: `<p data-i18n="[html]home.title">Hello <b>you</b></p><p data-i18n=[text]home.plain>Plain &amp; simple</p>`},
	{name: "attributes and content", in: `<a title=x data-i18n="[title]home.plain;[href]home:href; bare ;">x</a>`, want: `<a title="Plain &amp; simple" data-i18n="[title]home.plain;[href]home:href; bare ;" href="/welcome">Bare key</a>`},
	{name: "attributes only", in: `<p data-i18n="[title]home.plain">x</p>`, want: `<p data-i18n="[title]home.plain" title="Plain &amp; simple">x</p>`},
	{name: "refused attribute", in: `<p data-i18n="[onclick]home.plain;home.plain">x</p>`, want: `<p data-i18n="[onclick]home.plain;home.plain">Plain &amp; simple</p>`, reason: content.ReasonAttribute, rest: []content.Reason{""}},
	{name: "append", in: `<p data-i18n="[append]home.plain">x</p>`, reason: content.ReasonBadLabel},
	{name: "two for the content", in: `<p data-i18n="home.plain;bare">x</p>`, want: `<p data-i18n="home.plain;bare">Plain &amp; simple</p>`, reason: content.ReasonBadLabel, rest: []content.Reason{""}},
	{name: "half a bracket", in: `<p data-i18n="[title home.plain">x</p>`, reason: content.ReasonBadLabel},
	{name: "empty", in: `<p data-i18n>x</p>`, want: `<p data-i18n>x</p>`},
	{name: "options", in: `<p data-i18n=home.name data-i18n-options='{"name":"Ann"}'>x</p>`, want: `<p data-i18n=home.name data-i18n-options='{"name":"Ann"}'>Hi Ann</p>`},
	{name: "scopes", in: `<div data-i18n-locale=de data-i18n-bundle=home><p data-i18n=plain>x</p></div>`, want: `<div data-i18n-locale=de data-i18n-bundle=home><p data-i18n=plain lang="de" dir="ltr">Schlicht</p></div>`},
	{name: "own labels are not read", in: `<p data-txt=home.plain>x</p>`},
	{name: "JSON", in: `<script type=application/ld+json data-i18n-json="a: bare">{"a":""}</script>`, want: `<script type=application/ld+json data-i18n-json="a: bare">{"a":"Bare key"}</script>`},
	{name: "rule behind it", opts: &content.PageOptions{Profile: content.ProfileI18next, Rules: []content.Rule{{"p", "bare", ""}, {"p", "bare", "title"}}}, in: `<p data-i18n="[title]home.plain">x</p><p data-i18n=home.none>x</p>`,
		want: `<p data-i18n="[title]home.plain" title="Plain &amp; simple">Bare key</p><p data-i18n=home.none title="Bare key">x</p>`},
	{name: "stripped", opts: &content.PageOptions{Profile: content.ProfileI18next, Strip: true}, in: `<p data-i18n="[title]home.plain;home.name" data-i18n-options='{"name":"Ann"}'>x</p><i data-i18n="[title]bare">x</i><i data-i18n="[title]bare;[x]bare">x</i>`,
		want: `<p title="Plain &amp; simple">Hi Ann</p><i title="Bare key">x</i><i data-i18n="[title]bare;[x]bare" title="Bare key">x</i>`},
}

func TestProfileI18next(t *testing.T) {
	for i := range profileCases {
		if profileCases[i].opts == nil {
			profileCases[i].opts = i18next
		}
	}
	checkInject(t, profileCases)
}

func TestProfileErrors(t *testing.T) {
	c := contenttest.New(t, injectTexts)
	_, err := c.Wrap(&content.PageOptions{Profile: content.ProfileI18next, Prefix: "x"})
	require.ErrorContains(t, err, `Prefix "x" with Profile "i18next"`)
	_, err = c.Wrap(&content.PageOptions{Profile: "polyglot"})
	require.ErrorContains(t, err, `Profile "polyglot"`)
}
