package bundle_test

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/bundle"
)

// schemas returns the JSON Schema of each kind of file.
func schemas(t *testing.T) map[string]*jsonschema.Schema {
	all := map[string]*jsonschema.Schema{}
	for _, kind := range []string{"manifest", "index", "bundle"} {
		c := jsonschema.NewCompiler()
		c.DefaultDraft(jsonschema.Draft2020)
		s, err := c.Compile(filepath.Join("schema", kind+".schema.json"))
		require.NoError(t, err)
		all[kind] = s
	}
	return all
}

// validate holds a file against a schema. A file that is no JSON is not
// something that a schema sees.
func validate(s *jsonschema.Schema, data []byte) (isJSON bool, err error) {
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return false, err
	}
	return true, s.Validate(v)
}

// TestSchemas holds every vector against its schema: valid files pass, and of
// the others exactly those fail that say so.
func TestSchemas(t *testing.T) {
	all := schemas(t)
	for _, v := range fileVectors(t) {
		t.Run(v.Rule+"/"+v.Name, func(t *testing.T) {
			if v.Rule == bundle.RuleFileSize {
				require.False(t, v.Schema)
				return // megabytes of white space, which no schema sees
			}
			isJSON, err := validate(all[v.Read], v.data())
			if v.Error == nil {
				require.NoError(t, err)
				return
			}
			require.Equal(t, v.Schema, isJSON && err != nil, "the vector's member schema; the schema says: %v", err)
		})
	}
}
