package jsondoc_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/manage/internal/jsondoc"
)

func TestParse(t *testing.T) {
	v, faults := jsondoc.Parse([]byte("{\n \"b\": \"x\\n\",\n \"a\": {\"c\": [1,\n true, null]}\n}"))
	require.Empty(t, faults)
	require.Equal(t, &jsondoc.Value{Kind: jsondoc.Object, Line: 1, Members: []jsondoc.Member{
		{Key: "b", Line: 2, Value: &jsondoc.Value{Kind: jsondoc.String, Line: 2, Text: "x\n"}},
		{Key: "a", Line: 3, Value: &jsondoc.Value{Kind: jsondoc.Object, Line: 3, Members: []jsondoc.Member{
			{Key: "c", Line: 3, Value: &jsondoc.Value{Kind: jsondoc.Array, Line: 3, Items: []*jsondoc.Value{
				{Kind: jsondoc.Other, Line: 3, Text: "1"}, {Kind: jsondoc.Other, Line: 4, Text: "true"}, {Kind: jsondoc.Null, Line: 4},
			}}},
		}}},
	}}, v)
}

func TestFaults(t *testing.T) {
	for data, want := range map[string]jsondoc.Fault{
		"":                               {Line: 1, What: "invalid JSON: unexpected end of JSON input", Fix: "mend the JSON"},
		"{}\n{}":                         {Line: 2, What: "invalid JSON: invalid character '{' after top-level value", Fix: "mend the JSON"},
		"{\"a\": 1,\n\"a\": 2}":          {Line: 2, Path: []string{"a"}, What: `duplicate key "a", first on line 1`, Fix: "keep one of them"},
		"[\"\\\\ud800\",\n\"\\ud800x\"]": {Line: 2, What: `half of a character: \ud800`, Fix: "write the character itself, or both halves"},
		"\"\\ud83d\\ude00 \\udc00\"":     {Line: 1, What: `half of a character: \udc00`, Fix: "write the character itself, or both halves"},
	} {
		_, faults := jsondoc.Parse([]byte(data))
		require.Equal(t, []jsondoc.Fault{want}, faults, data)
	}
}
