package texts

import "github.com/teletextio/content/manage/internal/jsondoc"

// parseJSON returns the document of a JSON file and all that is wrong with it.
// The caller has made sure of UTF-8.
func parseJSON(data []byte) (*node, []fault) {
	root, found := jsondoc.Parse(data)
	var faults []fault
	for _, f := range found {
		key := ""
		for _, name := range f.Path {
			key = under(key, name)
		}
		faults = append(faults, fault{f.Line, key, f.What, f.Fix})
	}
	if root == nil {
		return nil, faults
	}
	return jsonNode(root), faults
}

// jsonKinds are the kinds of nodes by those of JSON values.
var jsonKinds = map[jsondoc.Kind]kind{
	jsondoc.String: kindText, jsondoc.Object: kindMap, jsondoc.Array: kindList, jsondoc.Null: kindNull, jsondoc.Other: kindOther,
}

func jsonNode(v *jsondoc.Value) *node {
	n := &node{kind: jsonKinds[v.Kind], line: v.Line, value: v.Text}
	for _, m := range v.Members {
		n.pairs = append(n.pairs, pair{m.Key, m.Line, jsonNode(m.Value)})
	}
	for _, item := range v.Items {
		n.items = append(n.items, jsonNode(item))
	}
	return n
}
