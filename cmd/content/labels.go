package main

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/teletextio/content"
	"github.com/teletextio/content/manage/labels"
	"github.com/teletextio/content/manage/texts"
)

// labelFinder holds the flags of content labels.
type labelFinder struct {
	out    string
	page   content.PageOptions
	view   string
	args   []string
	strict bool
	json   bool
}

func labelsCommand() *command {
	l := &labelFinder{}
	return &command{
		name: "labels", args: []string{"TEMPLATES|URL…"},
		short: "write down the labels of an app, to check texts against them",
		long: `
Reads templates, pages and URLs, and writes every label down: its key, its
element, the arguments that it gives and its functional children. A folder
stands for the templates in it and below: files that end in .html, .htm, .xhtml,
.gohtml, .tmpl, .tpl or .templ. In Go templates, texts that are asked for in
actions count, too, such as {{.Txt.Get "home.title" "name" .Name}}.

Give the file to content publish --labels, or name it as labels in content.yaml.
A publish then refuses texts that their labels cannot show, and warns of keys
without a text and of texts without a label.

What a template makes when it is executed, such as a key, cannot be written
down; each such place is a warning. Arguments that the app gives to a whole page
with content.SetArgs are in no template: name them with --args, else the
arguments of labels that give none themselves are unknown, and not checked.`,
		example: `
content labels ./templates --out labels.json
content labels ./templates --args user,year --out labels.json
content labels https://www.example.com/ https://www.example.com/shop
content publish texts public --labels labels.json`,
		flags: l.flags,
		run:   l.run,
	}
}

func (l *labelFinder) flags(f *flag.FlagSet) {
	f.StringVar(&l.out, "out", "", "write to `FILE` (default: standard output)")
	f.Func("args", "every page gets the arguments `NAMES`, with commas between\nthem; \"\" for none", func(v string) error {
		l.args = strings.FieldsFunc(v, func(c rune) bool { return c == ',' || c == ' ' })
		if l.args == nil {
			l.args = []string{}
		}
		return nil
	})
	f.StringVar(&l.view, "view", "Txt", "templates have the texts of a request as `NAME`")
	pageFlags(f, &l.page)
	f.BoolVar(&l.strict, "strict", false, "fail when there are warnings")
	f.BoolVar(&l.json, "json", false, "answer in JSON")
}

// pageFlags are the flags of commands that read pages.
func pageFlags(f *flag.FlagSet, page *content.PageOptions) {
	f.StringVar(&page.Prefix, "prefix", "", "label attributes begin with `NAME` (default: data-txt)")
	f.Func("profile", "read labels as `TOOL` writes them: i18next", func(v string) error {
		page.Profile = content.Profile(v)
		return nil
	})
	f.Func("rule", "add the rule `S=KEY`, or S@ATTRIBUTE=KEY, with a selector S,\nas PageOptions.Rules do; more than once for more rules", func(v string) error {
		rule, ok := ruleOf(v)
		if !ok {
			return fmt.Errorf("%q is no SELECTOR=KEY", v)
		}
		page.Rules = append(page.Rules, rule)
		return nil
	})
}

// ruleOf reads SELECTOR=KEY or SELECTOR@ATTRIBUTE=KEY. A selector may have = and
// @ in brackets; a key has neither.
func ruleOf(v string) (rule content.Rule, ok bool) {
	i := strings.LastIndexByte(v, '=')
	if i <= 0 || strings.ContainsAny(v[i+1:], `]"'`) {
		return rule, false
	}
	rule.Selector, rule.Key = v[:i], v[i+1:]
	if at := strings.LastIndexByte(rule.Selector, '@'); at > strings.LastIndexByte(rule.Selector, ']') {
		rule.Selector, rule.Attr = rule.Selector[:at], rule.Selector[at+1:]
	}
	return rule, rule.Selector != "" && rule.Key != ""
}

func (l *labelFinder) run(ctx context.Context, io *streams, args []string) error {
	io.json = l.json
	pages, err := templatesOf(args)
	if err != nil {
		return err
	}
	file := &labels.File{Format: labels.Format, Labels: []labels.Label{}}
	odd := texts.Problems{}
	for _, name := range pages {
		page, err := readPage(ctx, name)
		if err != nil {
			return err
		}
		o := &labels.Options{Page: &l.page, Template: !isURL(name), View: l.view, Args: l.args}
		found, strange, err := labels.Find(ctx, filepath.ToSlash(name), page, o)
		if err != nil {
			return err
		}
		file.Labels = append(file.Labels, found...)
		odd = append(odd, strange...)
	}
	if len(file.Labels) == 0 {
		if !l.json {
			io.warnings(odd)
		}
		return fmt.Errorf("no labels in %s; none of their attributes is %s", count(len(pages), "page"), labelPrefix(&l.page))
	}
	if l.strict && len(odd) > 0 {
		return odd
	}
	return l.answer(io, file, odd)
}

// answer writes the file, and says what is odd.
func (l *labelFinder) answer(io *streams, file *labels.File, odd texts.Problems) error {
	data, err := file.Encode()
	if err != nil {
		return err
	}
	if l.out != "" {
		if err := os.WriteFile(l.out, data, 0o666); err != nil {
			return err
		}
	}
	if l.json {
		return io.answer(struct {
			OK       bool           `json:"ok"`
			File     string         `json:"file,omitempty"`
			Labels   []labels.Label `json:"labels"`
			Warnings texts.Problems `json:"warnings"`
		}{true, l.out, file.Labels, odd})
	}
	io.warnings(odd)
	if l.out == "" {
		_, err = io.out.Write(data)
		return err
	}
	_, err = fmt.Fprintf(io.out, "%s in %s; content publish TEXTS --labels %s checks texts against them\n",
		count(len(file.Labels), "label"), l.out, l.out)
	return err
}

// templateNames are what names of templates end in.
var templateNames = []string{".html", ".htm", ".xhtml", ".gohtml", ".tmpl", ".tpl", ".templ"}

// templatesOf returns what the arguments stand for: of a folder its templates,
// in order.
func templatesOf(args []string) (pages []string, err error) {
	for _, arg := range args {
		if isURL(arg) {
			pages = append(pages, arg)
			continue
		}
		dir := strings.TrimSuffix(arg, "/...") // as the go command has it
		info, err := os.Stat(dir)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			pages = append(pages, arg)
			continue
		}
		before := len(pages)
		err = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case e.IsDir() && path != dir && (strings.HasPrefix(e.Name(), ".") || e.Name() == "node_modules"):
				return fs.SkipDir
			case e.Type().IsRegular() && slices.Contains(templateNames, strings.ToLower(filepath.Ext(path))):
				pages = append(pages, path)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if len(pages) == before {
			return nil, fmt.Errorf("%q has no templates: no file ends in %s", arg, strings.Join(templateNames, ", "))
		}
	}
	return pages, nil
}
