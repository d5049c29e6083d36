// Package content puts published, localized texts into the HTML that a Go web
// application sends out.
//
// Editors change the words of a running site; nothing is deployed. The words
// are published as small immutable JSON files, usually behind a CDN. A
// [Client] fetches them, keeps them in memory and looks for newer ones. Its
// middleware writes them into pages on their way to the reader, wherever an
// element carries a label:
//
//	client, err := content.New(fetch.HTTP("https://cdn.example.com/acme", nil), nil)
//	if err != nil {
//		log.Fatal(err) // an option that cannot work; never the network
//	}
//	defer client.Close()
//	http.ListenAndServe(":8080", client.Middleware(app))
//
// and in a page of app:
//
//	<h1 data-txt="home.title">Welcome</h1>
//
// The reader gets finished HTML. What stands between the tags is the page's
// own text: it is what is sent when there is no published one, whatever the
// reason. [fetch.FS] in place of [fetch.HTTP] reads a folder, or files that
// are embedded in the program.
//
// The README goes from nothing to a page in ten minutes; examples/hello,
// examples/templates, examples/frameworks and examples/observability in the
// repository are whole programs, and the examples of this page are tested.
//
// # Publishing
//
// The command in cmd/content makes a publication of a folder of texts, with one
// YAML or JSON file for each group of texts and locale:
//
//	go install ./cmd/content                        in a checkout of the repository
//	content init texts                              begins the folder
//	echo 'title: Willkommen' > texts/home.de.yaml   the text home.title in German
//	content publish texts public                    checks all texts and publishes them
//	content serve public                            serves them as a CDN would
//
// The folder public is what a web server or a CDN serves to the client, and what
// a program may embed. Publish again, and running programs follow.
//
// # Keys
//
// A key such as home.title names a text. The part before the first dot is the
// bundle, a group of texts that is published and loaded as one file for each
// locale; a key without a dot belongs to the publication's default bundle, and
// routes of the publication may send prefixes elsewhere.
//
// # Labels
//
// These attributes label elements. [PageOptions.Prefix] replaces data-txt by
// another name, [ProfileI18next] reads labels of i18next, and a [Rule] labels
// what a selector matches.
//
//	data-txt="home.title"                  replaces what is inside of the element
//	data-txt-attr="alt: k.a; title: k.t"   sets attributes
//	data-txt-json="headline: k.h"          sets strings of JSON-LD, in <script type="application/ld+json">
//	data-txt-args='{"count": 3}'           arguments of this element's texts, for static pages
//	data-txt-name="link"                   an element inside of a labelled one that stays the page's
//	data-txt-locale="fr"                   the locale of the labels inside and on the element, or its nearest published parent
//	data-txt-bundle="home"                 the bundle of their keys without a dot
//	translate="no"                         no labels here: for what visitors have written
//
// A text is HTML by an allow-list, unless its type is text. In title, textarea,
// option, in attributes and in strings of JSON-LD its text content is used; a
// text with elements is refused there. Attributes that can be set are those
// that hold text for people (alt, title, placeholder, aria-label, the content
// of a description and the like), href of links and src of images.
//
// Where a text is taken from another locale than the one in force at that
// place, lang and dir are set on the element.
//
// Only the inside of replaced elements and the labelled attributes change.
// Every other byte is the application's. A label whose replacement could have
// an effect anywhere else, or that a browser would understand in another way
// than it looks, is refused: it stays byte for byte as it is. [Reason] lists
// all reasons, and a [Report] tells them for one page.
//
// # Arguments
//
// Texts have placeholders in a subset of ICU MessageFormat: {name},
// {n, number}, and the choices plural, selectordinal and select, by the rules
// of CLDR. [SetArgs] gives arguments to all texts of a page:
//
//	content.SetArgs(r.Context(), "name", user.Name, "count", len(letters))
//
// In a loop, [View.Attr] labels an element with arguments of its own:
//
//	{{range .Lines}}<li {{$.Txt.Attr "cart.line" "name" .Name "count" .N}}>{{.Name}}</li>{{end}}
//
// Arguments are data: they are escaped for where they land and never parsed. A
// text that names an argument which nobody has given is not used; the label
// keeps its own text.
//
// # Texts without labels
//
// [From] returns the [View] of a request: one revision in one locale for the
// whole of the page, whatever is published meanwhile.
//
//	txt := content.From(r.Context())
//	txt.Get("home.title", "name", "Ann")   // template.HTML; "" when there is none
//	txt.Text("mail.subject")               // plain text, not for pages
//	txt.Component("home.title")            // a component of templ
//	txt.Locale(), txt.Dir()                // for the lang and dir attributes of html
//
// Templates may also ask by key and locale; see [Funcs] and [SetDefault]:
//
//	{{ or (content.Get "home.title" .Locale) "Welcome" }}
//
// Outside of requests there are [Client.View] and [Client.Get], and
// [Client.Inject] for pages that are not served.
//
// # Locales
//
// A publication has a list of locales, and only those on it exist: nothing
// that a request says about its locale gets any further. The middleware asks
// the sources of [LocaleOptions] in this order: the first segment of the path
// if PathPrefix is set, the host if Host is set, ?locale=, the cookie locale, a
// function if Func is set, Accept-Language. A tag that is not published is
// served by its nearest published parent, de-AT by de; after that, the default
// locale. For each key that a locale lacks, its fallback list is asked, or the
// parents that CLDR knows, then the default locale, and then the page keeps
// its own text.
//
// [View.Locales] and [View.URL] make a language switch that stays on the page,
// [View.Path] makes links that stay in the locale. The middleware
// sets Content-Language and adds to Vary what it has looked at. It does not
// touch the lang of the html element: [View.Locale] and [View.Dir] are for
// that, which are empty where no text is published, or [SEO], which also links
// the page's other languages. [Client.Sitemap] writes a sitemap.
//
// # Caching of pages
//
// A page that could be rewritten leaves with one validator, a weak ETag that
// names the application's own validator, the revision and the locale; without
// a validator of the application it has none. Conditional requests are turned
// back into the application's own. Install compression outside of this
// middleware: what is compressed already is passed through.
//
// # When things fail
//
// The page is served. No request waits for the network for a text that is in
// memory, and nothing that a CDN, a network or an editor does makes an error
// page, a blank label or a mixture of two revisions.
//
//   - The origin is down or slow at a start: [New] waits for Options.StartWait
//     at most, a quarter of a second by default, and goes on. Texts come from
//     Options.Snapshot, the folder where the last revision is kept, or from
//     Options.Seed, which can be embedded; without these, pages show their own
//     texts until the origin answers.
//   - The origin goes down later: the last revision is served on, without end.
//     Checks go on, further apart where the origin asks for it.
//   - A publication is torn, damaged, signed by nobody known, older, or of
//     another project or channel: it is refused as a whole, and the revision
//     in memory stays.
//   - A text is malformed or holds markup that is not allowed: it is refused,
//     the label keeps its own text.
//   - A handler panics, or a page is cut short: the middleware passes on what
//     the server would have done.
//
// Options.Logger gets one line for the first of a row of failures, for each
// refused text and for each missing one, and one when the origin answers
// again. [Client.Status] shows the state, and [Client.StatusHandler] serves it
// to programs and people. Do not make a readiness probe depend on it: a page
// without published texts shows its own, an instance out of service shows
// nothing.
//
// When a label keeps its own text, PageOptions.Debug tells why in development,
// in the header Content-Texts and as JSON with ?content-debug, and the command
// content check tells it of pages in files or on a server.
//
// # Trust
//
// Those who may publish may write any text that the allow-list permits, which
// has no scripts, no styles and no forms. With Options.Keys, only manifests
// that bear an ed25519 signature of one of these keys are applied, whoever
// controls the CDN.
//
// # Testing
//
// Package contenttest gives a test a client that has its texts at once, scripts
// a source that fails, breaks the network before a real one, and checks that no
// label of a page is without a text:
//
//	client := contenttest.New(t, contenttest.Texts{"en": {"home.title": "Hello"}})
//	contenttest.NoMissing(t, client, app, "/", "/about")
package content
