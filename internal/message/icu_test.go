package message_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/internal/message"
)

// TestMessagesAreThoseOfICU renders messages made by chance and compares them
// with what an implementation of ICU MessageFormat makes of them: quoting,
// nested choices, offsets, # and numbers, in languages of many plural rules.
// What it refuses is refused here. testdata/icu.mjs writes the messages.
func TestMessagesAreThoseOfICU(t *testing.T) {
	data, err := os.ReadFile("testdata/icu.json")
	require.NoError(t, err)
	var oracle struct {
		Rows []struct {
			Locale, Text, S string
			N, M            float64
			Want            *string
		}
	}
	require.NoError(t, json.Unmarshal(data, &oracle))
	require.Greater(t, len(oracle.Rows), 1000)
	refused := 0
	for _, row := range oracle.Rows {
		text, err := message.Compile(row.Text, message.Plain, row.Locale)
		if row.Want == nil {
			refused++
			require.Error(t, err, row.Text)
			continue
		}
		if err == message.ErrEmpty {
			require.Empty(t, *row.Want, row.Text)
			continue
		}
		require.NoError(t, err, row.Text)
		got, err := text.AppendText(nil, args("n", row.N, "m", row.M, "s", row.S))
		require.NoError(t, err, row.Text)
		require.Equal(t, *row.Want, string(got), "%s in %s with n %v, m %v, s %q", row.Text, row.Locale, row.N, row.M, row.S)
	}
	require.Greater(t, refused, 100)
}
