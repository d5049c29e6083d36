package main

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"net/url"
	"strconv"

	"github.com/teletextio/content"
)

//go:embed templates static
var files embed.FS

var (
	homePage  = parse("home.html")
	rulesPage = parse("rules.html")
)

// parse returns a page in the layout of the site.
func parse(name string) *template.Template {
	return template.Must(template.ParseFS(files, "templates/layout.html", "templates/"+name))
}

// app is the site. It knows nothing of published texts but the locale of the
// page and the arguments that texts may use: its templates have words of their
// own, and the middleware exchanges those that carry labels.
type app struct {
	client *content.Client // only for the list of languages
}

// newApp returns the handler of the site, for client.Middleware to wrap.
func newApp(client *content.Client) http.Handler {
	a := &app{client: client}
	mux := http.NewServeMux()
	mux.Handle("GET /static/", http.FileServerFS(files))
	mux.HandleFunc("GET /{$}", a.home)
	mux.HandleFunc("GET /rules", func(w http.ResponseWriter, r *http.Request) {
		write(w, rulesPage, a.page(r))
	})
	return mux
}

// page is what every template gets.
type page struct {
	Lang, Dir string
	Path      string
	Keep      string // the query, for links to other pages of the site
	Languages []language
	Name      string
	Count     int
}

// language is one entry of the language switch.
type language struct {
	content.Locale
	Href    string
	Current bool
}

func (a *app) page(r *http.Request) page {
	p := page{Lang: "en", Dir: "ltr", Path: r.URL.Path}
	if txt := content.From(r.Context()); txt.Locale() != "" {
		p.Lang, p.Dir = txt.Locale(), txt.Dir()
	}
	query := r.URL.Query()
	for _, l := range a.client.Locales() {
		query.Set("locale", l.Tag)
		p.Languages = append(p.Languages, language{l, link(r.URL.Path, query), l.Tag == p.Lang})
	}
	if r.URL.RawQuery != "" {
		p.Keep = "?" + r.URL.RawQuery
	}
	return p
}

func link(path string, query url.Values) string {
	return (&url.URL{Path: path, RawQuery: query.Encode()}).String()
}

// home greets ?name= and says that ?count= books are waiting.
func (a *app) home(w http.ResponseWriter, r *http.Request) {
	p := a.page(r)
	p.Name = r.FormValue("name")
	p.Count = 3
	if n, err := strconv.Atoi(r.FormValue("count")); err == nil && n >= 0 {
		p.Count = n
	}
	named := "no"
	if p.Name != "" {
		named = "yes"
	}
	content.SetArgs(r.Context(), "named", named, "name", p.Name, "count", p.Count)
	write(w, homePage, p)
}

// write renders first and sends then, so that an error in a template is no
// half of a page.
func write(w http.ResponseWriter, t *template.Template, p page) {
	var b bytes.Buffer
	if err := t.Execute(&b, p); err != nil {
		http.Error(w, "the page cannot be shown", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(b.Bytes())
}
