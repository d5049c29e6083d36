package content_test

import (
	html "html/template"
	"strings"
	"testing"
	text "text/template"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
)

const pageTemplate = `<h1>{{ content.Get "home.hello" .Locale "name" .User.Name }}</h1>` +
	`<p title="{{ content.Text "plain" .Locale }}">{{ or (content.Get "home.nothing" .Locale) "Own words" }}</p>`

type pageData struct {
	Locale string
	User   struct{ Name string }
}

func TestFuncsInTemplates(t *testing.T) {
	content.SetDefault(nil)
	asHTML := html.Must(html.New("page").Funcs(content.Funcs()).Parse(pageTemplate))
	asText := text.Must(text.New("page").Funcs(text.FuncMap(content.Funcs())).Parse(pageTemplate))
	data := pageData{Locale: "de"}
	data.User.Name = "Ann & Bob"

	var b strings.Builder
	require.NoError(t, asHTML.Execute(&b, data), "no client yet")
	require.Equal(t, `<h1></h1><p title="">Own words</p>`, b.String())

	content.SetDefault(newText(t, contenttest.NewScript(words), content.Options{}))
	t.Cleanup(func() { content.SetDefault(nil) })
	b.Reset()
	require.NoError(t, asHTML.Execute(&b, data))
	require.Equal(t, `<h1>Hallo, Ann &amp; Bob</h1><p title="Tea &amp; cake">Own words</p>`, b.String())
	b.Reset()
	require.NoError(t, asText.Execute(&b, data))
	require.Equal(t, `<h1>Hallo, Ann &amp; Bob</h1><p title="Tea & cake">Own words</p>`, b.String())
}

func TestFuncsTakeFuncMapsOfBothPackages(t *testing.T) {
	text.Must(text.New("t").Funcs(content.Funcs()).Parse(`{{ content.Get "k" "en" }}`))
}

func TestViewInATemplate(t *testing.T) {
	c := newText(t, contenttest.NewScript(words), content.Options{})
	tmpl := html.Must(html.New("page").Parse(
		`<html lang="{{ .Txt.Locale }}" dir="{{ .Txt.Dir }}"><li {{ .Txt.Attr "home.title" }}>x</li>{{ .Txt.Get "home.rich" }}`))
	var b strings.Builder
	require.NoError(t, tmpl.Execute(&b, map[string]any{"Txt": c.View("ar")}))
	require.Equal(t, `<html lang="ar" dir="rtl"><li data-txt="home.title">x</li>A <b>bold</b> &amp; fine word`, b.String())
}
