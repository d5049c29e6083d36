package exchange_test

import (
	"cmp"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/manage/exchange"
	"github.com/teletextio/content/manage/texts"
)

// project is files of translations of a public project.
type project struct {
	name    string
	dir     func(*testing.T) string // "": it is not on this machine
	files   string                  // a pattern
	format  string
	options exchange.Options
	texts   int // at least
	lost    int // at most, of a hundred texts
}

// The projects. Their files are not part of this one: .ci/run fetches them.
var projects = []project{
	{name: "Medusa", dir: below("medusajs-dashboard"), files: "src/i18n/translations/[a-z]*.json", format: "i18next", texts: 6000,
		options: exchange.Options{Bundle: "admin", Plain: true}, lost: 1},
	{name: "Medusa, as HTML", dir: below("medusajs-dashboard"), files: "src/i18n/translations/[a-z]*.json", format: "i18next", texts: 6000,
		options: exchange.Options{Bundle: "admin"}, lost: 2},
	{name: "zod-i18n-map", dir: below("zod-i18n-map"), files: "locales/*/zod.json", format: "i18next", texts: 500, lost: 12,
		options: exchange.Options{Plain: true}},
	{name: "go-i18n", dir: module("github.com/nicksnyder/go-i18n/v2@v2.7.0"), files: "example/active.*.toml", format: "go-i18n-toml", texts: 3,
		options: exchange.Options{Plain: true}},
	{name: "kubectl", dir: module("k8s.io/kubectl@v0.34.1"), files: "pkg/util/i18n/translations/kubectl/*_*/LC_MESSAGES/k8s.po", format: "po", texts: 100,
		options: exchange.Options{Plain: true, Bundle: "kubectl", Source: "en"}, lost: 2},
	{name: "Django", dir: below("Django"), files: "django/conf/locale/*/LC_MESSAGES/django.po", format: "po", texts: 5000,
		options: exchange.Options{Plain: true}, lost: 5},
	{name: "Symfony's validator", dir: below("php-symfony-validator"), files: "usr/share/php/Symfony/Component/Validator/Resources/translations/*.xlf",
		format: "xliff-1.2", texts: 2500, lost: 1, options: exchange.Options{Placeholders: "i18next", Plain: true, Source: "en"}},
	{name: "Symfony's validator, as messages", dir: below("php-symfony-validator"), files: "usr/share/php/Symfony/Component/Validator/Resources/translations/*.xlf",
		format: "xliff-1.2", texts: 700, lost: 70},
}

// below returns the folder of a project in the folder TRANSLATIONS.
func below(name string) func(*testing.T) string {
	return func(t *testing.T) string {
		t.Helper()
		if root := os.Getenv("TRANSLATIONS"); root != "" {
			if dir := filepath.Join(root, name); isDir(dir) {
				return dir
			}
		}
		return ""
	}
}

// module returns the folder of a module, which the module cache may have.
func module(version string) func(*testing.T) string {
	return func(t *testing.T) string {
		t.Helper()
		cmd := exec.Command("go", "mod", "download", "-json", version)
		cmd.Dir = t.TempDir() // the module is none that this one needs
		cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off")
		var got struct{ Dir string }
		out, err := cmd.Output()
		if err != nil || json.Unmarshal(out, &got) != nil {
			return ""
		}
		return got.Dir
	}
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// TestRealFiles takes in files of public projects, a fourth of them or all with
// CONTENT_LONG, writes what was read in their format, as CSV and as XLIFF, and
// reads that again. The losses are in the log.
func TestRealFiles(t *testing.T) {
	for _, p := range projects {
		t.Run(p.name, func(t *testing.T) {
			dir := p.dir(t)
			if dir == "" {
				t.Skip("its files are not on this machine; .ci/run says where from")
			}
			files, err := filepath.Glob(filepath.Join(dir, filepath.FromSlash(p.files)))
			require.NoError(t, err)
			all, lost := 0, map[string]int{}
			for i, name := range files {
				if i%4 != 0 && os.Getenv("CONTENT_LONG") == "" {
					continue
				}
				all += p.file(t, name, lost)
			}
			n := p.log(t, all, lost)
			require.GreaterOrEqual(t, all, p.texts)
			require.LessOrEqual(t, n*100, all*p.lost)
		})
	}
}

// log writes what is lost, and returns how much that is.
func (p *project) log(t *testing.T, all int, lost map[string]int) (n int) {
	t.Helper()
	var whats []string
	for what, times := range lost {
		n += times
		whats = append(whats, what)
	}
	slices.SortFunc(whats, func(a, b string) int { return cmp.Or(lost[b]-lost[a], cmp.Compare(a, b)) })
	t.Logf("%d texts, %d losses", all, n)
	for _, what := range whats[:min(len(whats), 12)] {
		t.Logf("%5d × %s", lost[what], what)
	}
	return n
}

// file takes in one file, and returns how many texts it has.
func (p *project) file(t *testing.T, name string, lost map[string]int) int {
	t.Helper()
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	o := p.options
	if _, _, locale := exchange.Guess(name, data); locale == "" && filepath.Ext(name) == ".json" {
		o.Locale = map[string]string{"ptBR": "pt-BR", "zhCN": "zh-CN", "fil": "fil"}[trimExt(filepath.Base(name))]
	}
	c, report, err := exchange.Decode(p.format, name, data, &o)
	require.NoError(t, err)
	set := &texts.Set{}
	var refused texts.Problems
	set.Texts, refused = c.Texts(set)
	for _, l := range append(report.Losses, refused...) {
		require.NotEmpty(t, l.What)
		require.NotEmpty(t, l.Fix)
		lost[general(l.What)]++
	}
	n := 0
	for id, one := range set.Texts {
		n += len(one)
		for _, format := range []string{p.format, "csv", "xliff-2.0"} {
			p.back(t, name, format, id, one, o)
		}
	}
	return n
}

func trimExt(s string) string { return s[:len(s)-len(filepath.Ext(s))] }

// general takes out of a message what is special to one text.
func general(what string) string {
	var out []rune
	quoted := false
	for _, r := range what {
		if r == '"' {
			quoted = !quoted
		}
		if !quoted && (r < '0' || r > '9') {
			out = append(out, r)
		}
	}
	return string(out)
}

// back writes texts in a format, and makes sure that they come back as they
// are, and that the second file is the first one.
func (p *project) back(t *testing.T, name, format string, id texts.ID, all map[string]texts.Text, o exchange.Options) {
	t.Helper()
	if format != p.format {
		o.Placeholders, o.Plain = "", false
	}
	if format == "po" || format == "xliff-1.2" {
		o.Placeholders = ""
	}
	set := &texts.Set{Texts: map[texts.ID]map[string]texts.Text{id: all}}
	catalogs, err := exchange.Catalogs(format, set, nil, []string{id.Locale}, id.Locale)
	require.NoError(t, err)
	if len(all) == 0 {
		return
	}
	first, report, err := exchange.Export(format, catalogs[0], set, &o)
	require.NoError(t, err)
	require.Empty(t, report.Losses, "%s: what was read from %s can be written so", name, format)
	o.Locale, o.Bundle, o.Source = id.Locale, id.Bundle, ""
	back, said, err := exchange.Decode(format, "back", first, &o)
	require.NoError(t, err)
	require.Empty(t, said.Losses, name)
	want := map[string]string{}
	for key, text := range all {
		want[key] = text.Source
	}
	require.Equal(t, want, flat(back, id.Locale), name)
	second, _, err := exchange.Encode(format, back, &o)
	require.NoError(t, err)
	require.Equal(t, string(first), string(second), name)
}
