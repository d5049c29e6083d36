package exchange

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"strings"
)

// csvFormat is a table: keys in the first column, a column for each locale,
// and columns called note, which are left alone.
var csvFormat = format{
	name: "csv", short: "CSV, a column for each locale", ext: ".csv", also: ".tsv", table: true, style: "icu",
	decode: decodeCSV, encode: encodeCSV,
}

// active finds cells that a spreadsheet would take for a formula, behind any
// number of apostrophes, so that adding one and taking one off are inverse.
var active = regexp.MustCompile(`^'*[=+\-@\t\r\n＝＋－＠]`)

// disarmed puts an apostrophe before a formula.
func disarmed(cell string) string {
	if active.MatchString(cell) {
		return "'" + cell
	}
	return cell
}

// armed takes it off.
func armed(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && active.MatchString(rest) {
		return rest
	}
	return cell
}

func decodeCSV(j *job, data []byte) (*Catalog, error) {
	r := csv.NewReader(bytes.NewReader(data))
	r.Comma = comma(data)
	header, err := r.Read()
	if err != nil {
		return nil, j.wrongCSV(err)
	}
	nameBundle, _ := guessName(j.file)
	j.Bundle = cmp.Or(j.Bundle, nameBundle, j.DefaultBundle)
	c := &Catalog{Bundle: j.Bundle}
	locales, err := j.columns(c, header)
	if err != nil {
		return nil, err
	}
	all := collect{job: j}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			c.Entries = all.entries
			return c, nil
		}
		if err != nil {
			return nil, j.wrongCSV(err)
		}
		name := armed(row[0])
		for i, locale := range locales {
			if strings.EqualFold(header[i], "note") && row[i] != "" {
				j.said++
			}
			if locale == "" {
				continue
			}
			line, _ := r.FieldPos(i)
			key := keyOf(name)
			n := notes{}
			if locale == c.Locales[0] { // once is enough
				named(&n, name, key)
			}
			all.take(line, key, locale, armed(row[i]), n)
		}
	}
}

// columns returns the locale of each column, "" for what is not read.
func (j *job) columns(c *Catalog, header []string) ([]string, error) {
	locales := make([]string, len(header))
	for i, name := range header {
		name = strings.TrimSpace(armed(name))
		locale := localeOf(name)
		switch {
		case i == 0:
			if !strings.EqualFold(name, "key") {
				return nil, j.fatal(1, "the first column is "+shown(name)+", not key", "begin the file with a line such as key,en,de")
			}
		case strings.EqualFold(name, "note"):
		case locale == "":
			return nil, j.fatal(1, "the column "+shown(name)+" is no locale", "call it as a locale, such as de, or note")
		case j.Locale == "" || j.Locale == locale:
			for _, other := range c.Locales {
				if other == locale {
					return nil, j.fatal(1, "there are two columns for "+locale, "keep one of them")
				}
			}
			locales[i] = locale
			c.Locales = append(c.Locales, locale)
		}
	}
	if len(c.Locales) == 0 {
		return nil, j.fatal(1, "there is no column for a locale"+strings.TrimSuffix(", "+j.Locale, ", "), "begin the file with a line such as key,en,de")
	}
	return locales, nil
}

// comma is what separates the cells: what stands behind the first name in the
// header, since a spreadsheet in some languages writes semicolons.
func comma(data []byte) rune {
	head, _, _ := bytes.Cut(data, []byte("\n"))
	if i := bytes.IndexAny(head, ",;\t"); i >= 0 {
		return rune(head[i])
	}
	return ','
}

func (j *job) wrongCSV(err error) error {
	if wrong := new(csv.ParseError); errors.As(err, &wrong) {
		return j.fatal(wrong.Line, "invalid CSV: "+wrong.Err.Error(), "mend the line; quotes in a cell in quotes are doubled")
	}
	return j.fatal(1, "the file is empty", "begin it with a line such as key,en,de")
}

func encodeCSV(j *job, c *Catalog) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	row := append([]string{"key"}, c.Locales...)
	_ = w.Write(row) // into memory, as below
	for _, e := range c.Entries {
		row = []string{disarmed(e.Key)}
		for _, locale := range c.Locales {
			n := &notes{}
			text := ""
			if source, ok := e.Texts[locale]; ok {
				text = j.toText(e.Key, source, n)
				if !j.settle(n, e.Line, e.Key, locale) {
					text = ""
				}
			}
			row = append(row, disarmed(text))
		}
		_ = w.Write(row)
	}
	w.Flush()
	return b.Bytes(), nil
}
