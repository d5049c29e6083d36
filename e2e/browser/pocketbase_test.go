package browser

import (
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	cdp "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
)

// TestPocketBaseInChromium drives a whole application by its own pages, with
// the middleware and without: a login, a dashboard of a dozen pages, a form, an
// upload, downloads, parts of one, and an event stream. What is seen must be
// the same. The page that carries the dashboard has no labels and is
// compressed: a rule labels its title, and Upstream asks for it uncompressed.
func TestPocketBaseInChromium(t *testing.T) {
	if testing.Short() {
		t.Skip("a whole application in a browser: skipped by -short")
	}
	client := contenttest.New(t, contenttest.Texts{"en": {"home.title": "Hello"}})
	wrap, err := client.Wrap(&content.PageOptions{
		Upstream: true,
		Rules:    []content.Rule{{Selector: "head > title", Key: "home.title"}},
	})
	require.NoError(t, err)
	bare := visit(t, startPocketBase(t, func(h http.Handler) http.Handler { return h }))
	ours := visit(t, startPocketBase(t, wrap))
	require.Contains(t, bare["page"], "<title>PocketBase</title>")
	require.Equal(t, strings.Replace(bare["page"], "<title>PocketBase<", "<title>Hello<", 1), ours["page"])
	delete(bare, "page")
	delete(ours, "page")
	require.Equal(t, bare, ours)
	require.Empty(t, client.Status().Skipped)
	t.Logf("%d observations are the same", len(ours))
}

const (
	email    = "test@example.com"
	password = "correct horse battery"
)

// startPocketBase serves an empty application with one account, and returns
// its address.
func startPocketBase(t *testing.T, wrap func(http.Handler) http.Handler) string {
	pb := pocketbase.NewWithConfig(pocketbase.Config{DefaultDataDir: t.TempDir(), HideStartBanner: true})
	require.NoError(t, pb.Bootstrap())
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	pb.OnServe().BindFunc(func(e *core.ServeEvent) error {
		e.Listener, e.InstallerFunc = listener, nil
		accounts, err := e.App.FindCollectionByNameOrId(core.CollectionNameSuperusers)
		if err != nil {
			return err
		}
		account := core.NewRecord(accounts)
		account.SetEmail(email)
		account.SetPassword(password)
		if err := e.App.Save(account); err != nil {
			return err
		}
		if err := e.Next(); err != nil {
			return err
		}
		e.Server.Handler = wrap(e.Server.Handler)
		return nil
	})
	done := make(chan error, 1)
	go func() { done <- apis.Serve(pb, apis.ServeConfig{HttpAddr: listener.Addr().String()}) }()
	t.Cleanup(func() {
		_ = pb.OnTerminate().Trigger(&core.TerminateEvent{App: pb}, func(e *core.TerminateEvent) error { return e.App.ResetBootstrapState() })
		<-done
	})
	return "http://" + listener.Addr().String()
}

// visit does in a browser what a person would, and returns what was seen.
func visit(t *testing.T, base string) map[string]string {
	browser := chromium(t)
	ctx, cancel := context.WithTimeout(browser, 3*time.Minute)
	defer cancel()
	seen := map[string]string{}
	run := func(actions ...chromedp.Action) {
		t.Helper()
		require.NoError(t, chromedp.Run(ctx, actions...))
	}
	look := func(name, script string) {
		t.Helper()
		var value string
		run(chromedp.Evaluate(script, &value, chromedp.EvalAsValue, awaited))
		seen[name] = strings.ReplaceAll(value, base, "")
	}
	run(countRequests)

	// A wrong and a right login, by the form of the page.
	run(chromedp.Navigate(base+"/_/"), chromedp.WaitVisible(`input[type=password]`))
	look("page", `fetch("/_/").then(r => r.text())`)
	look("login title", `document.title`)
	submit := `.auth-with-password-form button.next`
	run(chromedp.SendKeys(`#login_identity`, email), chromedp.SendKeys(`#login_pass`, "wrong"), chromedp.Click(submit),
		chromedp.WaitVisible(`//*[contains(text(), "Invalid login credentials")]`, chromedp.BySearch))
	run(clear(`#login_pass`), chromedp.SendKeys(`#login_pass`, password), chromedp.Click(submit),
		chromedp.WaitNotPresent(`.auth-with-password-form`))

	// The pages of the dashboard.
	for _, page := range []string{"collections", "logs", "settings", "settings/mail", "settings/storage", "settings/backups",
		"settings/crons", "settings/export-collections", "settings/import-collections", "settings/sql"} {
		run(chromedp.Evaluate(`location.hash = "#/`+page+`"`, nil), settle())
		look(page, `document.title + " | " + [...document.querySelectorAll("main h1, main h2, main h3, main nav, main label, .page-content label, button[type=submit], .breadcrumbs")].map(e => e.innerText.trim()).join(" | ")`)
	}

	// A form is filled in and sent; the settings are there after a reload.
	run(chromedp.Evaluate(`location.hash = "#/settings"`, nil), chromedp.WaitVisible(`input[name="meta.appName"]`),
		clear(`input[name="meta.appName"]`), chromedp.SendKeys(`input[name="meta.appName"]`, "Ours & theirs"),
		chromedp.Click(`//button[contains(., "Save changes")]`, chromedp.BySearch), settle(),
		chromedp.Reload(), chromedp.WaitVisible(`input[name="meta.appName"]`))
	look("application name", `document.querySelector('input[name="meta.appName"]').value`)

	// By the client of the page: a collection, an upload, downloads, a stream.
	look("upload and download", `(async () => {
		await app.pb.collections.create({name: "files", type: "base", fields: [{name: "file", type: "file", maxSelect: 1, maxSize: 50000000}], listRule: "", viewRule: ""})
		const bytes = new Uint8Array(5000000).map((_, i) => i * 7 % 251)
		const record = await app.pb.collection("files").create({file: new File([bytes], "a.html", {type: "text/html"})})
		const url = app.pb.files.getURL(record, record.file)
		const hash = async b => [...new Uint8Array(await crypto.subtle.digest("SHA-256", b))].join()
		const whole = await fetch(url, {cache: "no-store"})
		const part = await fetch(url, {cache: "no-store", headers: {Range: "bytes=1000-1999"}})
		return JSON.stringify([whole.status, whole.headers.get("content-length"), await hash(await whole.arrayBuffer()) == await hash(bytes),
			part.status, part.headers.get("content-range"), await hash(await part.arrayBuffer()) == await hash(bytes.slice(1000, 2000))])
	})()`)
	look("event stream", `new Promise(async (resolve, fail) => {
		setTimeout(() => fail(new Error("no event")), 20000)
		await app.pb.collection("files").subscribe("*", e => resolve(e.action))
		await app.pb.collection("files").create({})
	})`)
	look("backup", `(async () => {
		await app.pb.backups.create("a.zip")
		const token = await app.pb.files.getToken()
		const res = await fetch(app.pb.backups.getDownloadURL(token, "a.zip"))
		const head = new Uint8Array(await res.arrayBuffer()).slice(0, 2)
		return res.status + " " + res.headers.get("content-type") + " " + String.fromCharCode(...head)
	})()`)
	look("other answers", `(async () => {
		const list = []
		for (const [method, path] of [["GET", "/api/health"], ["HEAD", "/_/"], ["GET", "/nothing"], ["GET", "/api/nothing"], ["OPTIONS", "/api/collections"],
			["GET", "/api/collections"], ["POST", "/api/batch"], ["GET", "/_/images/logo.svg"], ["PATCH", "/api/settings"], ["DELETE", "/api/backups/none.zip"]]) {
			const res = await fetch(path, {method, cache: "no-store"})
			list.push(method + " " + path + " " + res.status + " " + res.headers.get("content-type") + " " + (await res.text()).length)
		}
		return list.join("\n")
	})()`)
	return seen
}

// countRequests has each page count its requests that are not answered yet.
var countRequests = chromedp.ActionFunc(func(ctx context.Context) error {
	_, err := cdp.AddScriptToEvaluateOnNewDocument(`window.unanswered = 0
		const ask = window.fetch
		window.fetch = async (...args) => {
			window.unanswered++
			try { return await ask(...args) } finally { window.unanswered-- }
		}`).Do(ctx)
	return err
})

// settle waits until a page has nothing to wait for: no request is unanswered,
// and what stands there has not changed for half a second.
func settle() chromedp.Action {
	return chromedp.Evaluate(`new Promise(done => {
		let last = "", calm = 0
		const look = () => {
			const now = location.hash + document.title + document.body.innerText
			calm = now === last && window.unanswered === 0 ? calm + 1 : 0
			last = now
			if (calm < 5) setTimeout(look, 100); else done()
		}
		look()
	})`, nil, chromedp.EvalAsValue, awaited)
}

// clear empties a field as a person does.
func clear(selector string) chromedp.Action {
	return chromedp.Evaluate(`(e => { e.value = ""; e.dispatchEvent(new Event("input", {bubbles: true})) })(document.querySelector('`+selector+`'))`, nil)
}

// chromium starts a headless browser, or skips the test.
func chromium(t *testing.T) context.Context {
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("there is no Chromium: the application is not driven by its pages")
	}
	dir, err := os.MkdirTemp("", "chromium")
	require.NoError(t, err)
	t.Cleanup(func() { // its helper processes may write for a moment after the browser has ended
		require.Eventually(t, func() bool { return os.RemoveAll(dir) == nil }, 20*time.Second, 50*time.Millisecond)
	})
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.UserDataDir(dir))
	allocator, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	return ctx
}
