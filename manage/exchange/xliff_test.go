package exchange_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/manage/exchange"
)

// xliff1 and xliff2 put units into a file.
func xliff1(units string) string {
	return `<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="home" source-language="en" target-language="de" datatype="html"><body>` + units + `</body></file></xliff>`
}

func xliff2(units string) string {
	return `<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en" trgLang="de"><file id="home">` + units + `</file></xliff>`
}

func TestXLIFFDecode(t *testing.T) {
	for name, c := range map[string]struct {
		file    string
		options exchange.Options
		want    map[string]string
		source  map[string]string
		lost    []string
		changed []string
		empty   int
	}{
		"1.2": {file: xliff1(`<trans-unit id="a"><source>x</source><target>y &lt;b&gt;{name}&lt;/b&gt;</target></trans-unit>`),
			want: map[string]string{"a": "y <b>{name}</b>"}},
		"2.0": {file: xliff2(`<unit id="a"><segment><source>x</source><target>y <![CDATA[<b>{name}</b>]]></target></segment></unit>`),
			want: map[string]string{"a": "y <b>{name}</b>"}},
		"sources": {file: xliff1(`<group><trans-unit id="1" resname="a"><source>x</source><target>y</target><alt-trans><target>no</target></alt-trans></trans-unit></group>`), options: exchange.Options{Source: "en"},
			want: map[string]string{"a": "y"}, source: map[string]string{"a": "x"}},
		"names and groups of 2": {file: xliff2(`<group id="g"><unit id="u1" name="a"><segment><source>x</source><target>y</target></segment></unit></group>`), options: exchange.Options{Source: "en"},
			want: map[string]string{"a": "y"}, source: map[string]string{"a": "x"}},
		"not translated": {file: xliff1(`<trans-unit id="a"><source>x<g id="1"/></source></trans-unit><trans-unit id="b"><source>x</source><target/></trans-unit>`), want: map[string]string{}, empty: 2},
		"codes of 1.2": {file: xliff1(`<trans-unit id="a"><source/><target><bpt id="1">&lt;b&gt;</bpt>x<ept id="1">&lt;/b&gt;</ept> <x id="2" equiv-text="{name}"/> <ph id="3">{n, number}</ph> <g id="4" ctype="x-html-em">y</g> <g id="5" ctype="bold">z</g><x id="6" ctype="lb"/><mrk mtype="term">t</mrk></target></trans-unit>`),
			want: map[string]string{"a": "<b>x</b> {name} {n, number} <em>y</em> <b>z</b><br>t"}},
		"codes of 2": {file: xliff2(`<unit id="a"><originalData><data id="d1">{name}</data><data id="d2">&lt;b&gt;</data><data id="d3">&lt;/b&gt;</data></originalData><segment><source>x</source><target><ph id="1" dataRef="d1"/> <pc id="2" dataRefStart="d2" dataRefEnd="d3">x</pc> <sc id="3" dataRef="d2"/>y<ec startRef="3" dataRef="d3"/> <ph id="4" equiv="e" disp="{x}"/> <pc id="5" type="fmt" subType="xlf:i">z</pc><mrk id="m">t</mrk><cp hex="00a0"/></target></segment></unit>`),
			want: map[string]string{"a": "{name} <b>x</b> <b>y</b> {x} <i>z</i>t\u00a0"}},
		"codes that say nothing": {file: xliff1(`<trans-unit id="a"><source/><target><g id="1">x</g></target></trans-unit><trans-unit id="b"><source/><target><x id="2"/></target></trans-unit><trans-unit id="c"><source/><target><foo/></target></trans-unit>`),
			want: map[string]string{}, lost: []string{
				"f:1: home.a (de): the inline element g 1 does not say what it stands for; say what it stands for with a ctype, such as x-html-em",
				"f:1: home.b (de): the inline element x 2 does not say what it stands for; add the original code to the file",
				"f:1: home.c (de): the element foo is not known within a text; remove it"}},
		"codes of 2 that say nothing": {file: xliff2(`<unit id="a"><segment><source/><target><ph id="1" dataRef="none"/></target></segment></unit><unit id="b"><segment><source/><target><cp hex="d800"/>x</target></segment></unit>`),
			want: map[string]string{}, lost: []string{
				"f:1: home.a (de): the inline element ph 1 does not say what it stands for; add the original code to the file",
				`f:1: home.b (de): "d800" is no character; remove it`}},
		"segments": {file: xliff2(`<unit id="a"><segment><source>A.</source><target>B.</target></segment><ignorable><source> </source></ignorable><segment><source>C.</source><target>D.</target></segment></unit><unit id="b"><segment><source>A.</source></segment><ignorable><source> </source></ignorable><segment><source>C.</source></segment></unit><unit id="c"><segment><source>A.</source><target>B.</target></segment><segment><source>C.</source></segment></unit>`),
			want: map[string]string{"a": "B. D."}, empty: 1, lost: []string{"f:1: home.c (de): some segments of the unit have no target; translate all of it"}},
		"plural": {file: xliff1(`<trans-unit id="a"><source/><target>{n, plural, one {x} other {# y}}</target></trans-unit>`), want: map[string]string{"a": "{n, plural, one {x} other {# y}}"}},
		"not a message": {file: xliff1("\n" + `<trans-unit id="a"><source/><target>{{ x }}</target></trans-unit>`), want: map[string]string{},
			lost: []string{`f:2: home.a (de): its placeholders are not those of a message: "{{ x }}"; mend it, or choose another syntax with --syntax`}},
		"another syntax": {file: xliff1(`<trans-unit id="a"><source/><target>{{ x }} {y}</target></trans-unit>`), options: exchange.Options{Placeholders: "i18next"}, want: map[string]string{"a": "{x} '{'y'}'"}, changed: []string{`f:1: home.a (de): what looks like a placeholder, "{y}", is taken for characters; say with --format and --syntax how placeholders are written`}},
		"a choice in another syntax": {file: xliff1(`<trans-unit id="a"><source/><target>{n, plural, one {x} other { {{y}} }}</target></trans-unit>`), options: exchange.Options{Placeholders: "i18next"}, want: map[string]string{},
			lost: []string{`f:1: home.a (de): it has a choice of a message, "{n, plural,", and the file is read with another syntax; choose the syntax icu, or divide the text`}},
		"no placeholders": {file: xliff1(`<trans-unit id="a"><source/><target>%x% {y} it's</target></trans-unit>`), options: exchange.Options{Placeholders: "none", Plain: true}, want: map[string]string{"a": "%x% '{'y'}' it's"}, changed: []string{`f:1: home.a (de): what looks like a placeholder, "%x%", is taken for characters; say with --format and --syntax how placeholders are written`}},
		"notes": {file: xliff1(`<trans-unit id="a"><source/><target>y</target><note>n</note></trans-unit>`), want: map[string]string{"a": "y"},
			changed: []string{"f: the file has 1 notes for translators, which are left out; write them as comments into the files of texts"}},
		"another namespace": {file: xliff1(`<m:meta xmlns:m="urn:m"><trans-unit id="no"><source>x</source></trans-unit></m:meta><trans-unit id="a"><source/><target>y<m:x xmlns:m="urn:m">z</m:x></target></trans-unit>`), want: map[string]string{"a": "y"}},
		"ids that are no keys": {file: xliff1(`<trans-unit id="a b"><source/><target>y</target></trans-unit>`), want: map[string]string{"a-b-c8687a08": "y"},
			changed: []string{`f:1: home.a-b-c8687a08 (de): "a b" is no key: it is called a-b-c8687a08`}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, format := range []string{"xliff-1.2", "xliff-2.0"} { // the file says which it is
				o := c.options
				got, report := decode(t, format, "f", c.file, &o)
				require.Equal(t, "home", got.Bundle)
				require.Equal(t, c.want, flat(got, "de"))
				if c.source != nil {
					require.Equal(t, c.source, flat(got, "en"))
				}
				require.Equal(t, c.lost, lossOf(report))
				require.Equal(t, c.changed, changeOf(report))
				require.Equal(t, c.empty, report.Empty)
			}
		})
	}
	got, _ := decode(t, "xliff-1.2", "f", `<xliff version="1.2"><file original="x.y" source-language="pt_BR" datatype="plaintext"><body><trans-unit id="a"><source>x</source></trans-unit></body></file></xliff>`, nil)
	require.Equal(t, map[string]string{"a": "x"}, flat(got, "pt-BR"), "a file without translations has the texts of its source")
}

const exported12 = `<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
  <file original="home" source-language="en" target-language="de" datatype="html">
    <body>
      <trans-unit id="items" xml:space="preserve">
        <source>{n, plural, one {&lt;b&gt;#&lt;/b&gt; item} other {# items}}</source>
        <target>{n, plural, one {# Ding} other {# Dinge}}</target>
      </trans-unit>
      <trans-unit id="link" xml:space="preserve">
        <source>Hi <ph id="1">&lt;a href="{url}"&gt;</ph><ph id="2">{name}</ph><ph id="3">&lt;/a&gt;</ph> &amp; <ph id="2.2">{name}</ph>
'x'</source>
      </trans-unit>
      <trans-unit id="quoted" xml:space="preserve">
        <source></source>
        <target>'{'x'}' {y}</target>
      </trans-unit>
    </body>
  </file>
</xliff>
`

const exported20 = `<?xml version="1.0" encoding="UTF-8"?>
<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en" trgLang="de">
  <file id="home">
    <unit id="items" xml:space="preserve">
      <segment>
        <source>{n, plural, one {&lt;b&gt;#&lt;/b&gt; item} other {# items}}</source>
        <target>{n, plural, one {# Ding} other {# Dinge}}</target>
      </segment>
    </unit>
    <unit id="link" xml:space="preserve">
      <originalData>
        <data id="d1">&lt;a href="{url}"&gt;</data>
        <data id="d2">{name}</data>
        <data id="d3">&lt;/a&gt;</data>
      </originalData>
      <segment>
        <source>Hi <ph id="1" dataRef="d1" disp="&lt;a href=&#34;{url}&#34;&gt;"/><ph id="2" dataRef="d2" disp="{name}"/><ph id="3" dataRef="d3" disp="&lt;/a&gt;"/> &amp; <ph id="2.2" dataRef="d2" disp="{name}"/>
'x'</source>
      </segment>
    </unit>
    <unit id="quoted" xml:space="preserve">
      <segment>
        <source></source>
        <target>'{'x'}' {y}</target>
      </segment>
    </unit>
  </file>
</xliff>
`

func TestXLIFFEncode(t *testing.T) {
	c := &exchange.Catalog{Bundle: "home", Source: "en", Locales: []string{"de"}, Entries: []exchange.Entry{
		{Key: "items", Texts: map[string]string{"en": "{n, plural, one {<b>#</b> item} other {# items}}", "de": "{n, plural, one {# Ding} other {# Dinge}}"}},
		{Key: "link", Texts: map[string]string{"en": "Hi <a href=\"{url}\">{name}</a> & {name}\r\n'x'"}},
		{Key: "quoted", Texts: map[string]string{"de": "'{'x'}' {y}"}},
	}}
	for format, want := range map[string]string{"xliff-1.2": exported12, "xliff-2.0": exported20} {
		got, report := encode(t, format, c, nil)
		require.Equal(t, want, got)
		require.Empty(t, report.Losses)
		require.Empty(t, report.Changes)
		back, report := decode(t, format, "x", got, &exchange.Options{Source: "en"})
		require.Empty(t, report.Losses)
		require.Equal(t, flat(c, "de"), flat(back, "de"))
		en := flat(c, "en")
		en["link"] = strings.ReplaceAll(en["link"], "\r", "")
		require.Equal(t, en, flat(back, "en"))
	}
	c.Entries[0].Texts = map[string]string{"de": "x\x01y\ufffez"}
	got, report := encode(t, "xliff-1.2", c, nil)
	require.Contains(t, got, "<target>xyz</target>")
	require.Equal(t, []string{"home.items (de): the text has the character U+0001, which is left out; remove it", "home.items (de): the text has the character U+FFFE, which is left out; remove it"}, changeOf(report))
}
