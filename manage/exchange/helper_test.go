package exchange_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/internal/message"
	"github.com/teletextio/content/manage/exchange"
)

// decode reads a file that must be readable as a whole.
func decode(t *testing.T, format, name, data string, o *exchange.Options) (*exchange.Catalog, *exchange.Report) {
	t.Helper()
	c, report, err := exchange.Decode(format, name, []byte(data), o)
	require.NoError(t, err)
	return c, report
}

// flat returns the texts of one locale by key.
func flat(c *exchange.Catalog, locale string) map[string]string {
	all := map[string]string{}
	for _, e := range c.Entries {
		if text, ok := e.Texts[locale]; ok {
			all[e.Key] = text
		}
	}
	return all
}

// catalog makes a catalog of one locale.
func catalog(locale string, pairs ...string) *exchange.Catalog {
	c := &exchange.Catalog{Bundle: "home", Locales: []string{locale}}
	for i := 0; i < len(pairs); i += 2 {
		c.Entries = append(c.Entries, exchange.Entry{Key: pairs[i], Texts: map[string]string{locale: pairs[i+1]}})
	}
	return c
}

// encode writes a file.
func encode(t *testing.T, format string, c *exchange.Catalog, o *exchange.Options) (string, *exchange.Report) {
	t.Helper()
	data, report, err := exchange.Encode(format, c, o)
	require.NoError(t, err)
	return string(data), report
}

// render renders a message; ok is false when it cannot be.
func render(source, locale string, args ...any) (string, bool) {
	m, err := message.Compile(source, message.HTML, locale)
	if err != nil {
		return "", false
	}
	out, err := m.AppendHTML(nil, &message.Args{Pairs: args}, nil)
	return string(out), err == nil
}

func lossOf(r *exchange.Report) (list []string) {
	for _, p := range r.Losses {
		list = append(list, p.String())
	}
	return list
}

func changeOf(r *exchange.Report) (list []string) {
	for _, p := range r.Changes {
		list = append(list, p.String())
	}
	return list
}
