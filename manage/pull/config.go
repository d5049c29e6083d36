package pull

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/manage/texts"
)

// editConfig returns content.yaml with the settings of a set. Fields that are
// right stay as they are, with their comments; others are set, added or
// removed. Fields that a publication does not have (target, labels) stay.
func editConfig(data []byte, set *texts.Set) ([]byte, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, err
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		comment := doc.HeadComment
		doc = yaml.Node{Kind: yaml.DocumentNode, HeadComment: comment, Content: []*yaml.Node{{Kind: yaml.MappingNode, Tag: "!!map"}}}
	}
	root := doc.Content[0]
	before, err := encodeYAML(&doc)
	if err != nil {
		return nil, err
	}
	want := settings(renamed(root, set))
	merge(root, want, func(field string) bool { return field == "target" || field == "labels" })
	after, err := encodeYAML(&doc)
	if err == nil && string(before) == string(after) && len(data) > 0 {
		return data, nil
	}
	return after, err
}

// renamed returns the set with its keys called as the file calls them: routes
// and the default bundle give one text several keys.
func renamed(root *yaml.Node, set *texts.Set) *texts.Set {
	route := &bundle.Manifest{DefaultBundle: set.DefaultBundleName(), Routes: set.Routes}
	type text struct{ bundle, name string }
	called := map[text]string{}
	for i := 0; i+1 < len(root.Content); i += 2 {
		if keys := root.Content[i+1]; root.Content[i].Value == "keys" && keys.Kind == yaml.MappingNode {
			for j := 0; j < len(keys.Content); j += 2 {
				b, n := route.Resolve(keys.Content[j].Value)
				called[text{b, n}] = keys.Content[j].Value
			}
		}
	}
	copied := *set
	copied.Keys = map[string]bundle.KeyMeta{}
	for key, meta := range set.Keys {
		b, n := route.Resolve(key)
		copied.Keys[cmp.Or(called[text{b, n}], key)] = meta
	}
	return &copied
}

// settings are the fields of content.yaml, but for those that have their
// defaults.
func settings(set *texts.Set) *yaml.Node {
	n := mapping()
	put(n, "project", textNode(set.Project))
	if set.Channel != "" && set.Channel != texts.DefaultChannel {
		put(n, "channel", textNode(set.Channel))
	}
	put(n, "defaultLocale", textNode(set.MainLocale()))
	if name := set.DefaultBundleName(); name != texts.DefaultBundle {
		put(n, "defaultBundle", textNode(name))
	}
	if len(set.Routes) > 0 {
		routes := mapping()
		for _, prefix := range slices.Sorted(maps.Keys(set.Routes)) {
			put(routes, prefix, textNode(set.Routes[prefix]))
		}
		put(n, "routes", routes)
	}
	locales := mapping()
	for _, tag := range set.Tags() {
		put(locales, tag, localeNode(set.Locales[tag]))
	}
	if len(locales.Content) > 0 {
		put(n, "locales", locales)
	}
	bundles := mapping()
	for _, name := range slices.Sorted(maps.Keys(set.Weights)) {
		if w := set.Weights[name]; w > 0 {
			b := mapping()
			put(b, "weight", numberNode(strconv.FormatFloat(w, 'g', -1, 64)))
			put(bundles, name, b)
		}
	}
	if len(bundles.Content) > 0 {
		put(n, "bundles", bundles)
	}
	keys := mapping()
	for _, key := range slices.Sorted(maps.Keys(set.Keys)) {
		k := mapping()
		if meta := set.Keys[key]; meta.Type != "" {
			put(k, "type", textNode(meta.Type))
		}
		if meta := set.Keys[key]; meta.Max > 0 {
			put(k, "max", numberNode(strconv.Itoa(meta.Max)))
		}
		put(keys, key, k)
	}
	if len(keys.Content) > 0 {
		put(n, "keys", keys)
	}
	return n
}

func localeNode(l texts.Locale) *yaml.Node {
	n := mapping()
	if l.Name != "" {
		put(n, "name", textNode(l.Name))
	}
	if l.Dir != "" {
		put(n, "dir", textNode(l.Dir))
	}
	if l.Fallback != nil {
		list := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Style: yaml.FlowStyle}
		for _, tag := range l.Fallback {
			list.Content = append(list.Content, textNode(tag))
		}
		put(n, "fallback", list)
	}
	return n
}

func mapping() *yaml.Node { return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"} }

func numberNode(s string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Value: s} }

func put(n *yaml.Node, key string, v *yaml.Node) { n.Content = append(n.Content, textNode(key), v) }

// merge makes a mapping say what another one says. What says it already is not
// touched. foreign names fields that stay although they are not wanted.
func merge(n, want *yaml.Node, foreign func(string) bool) {
	find := func(in *yaml.Node, key string) *yaml.Node {
		for i := 0; i+1 < len(in.Content); i += 2 {
			if in.Content[i].Value == key {
				return in.Content[i+1]
			}
		}
		return nil
	}
	kept := n.Content[:0]
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		w := find(want, k.Value)
		switch {
		case w == nil && foreign != nil && foreign(k.Value):
		case w == nil:
			continue
		case equal(v, w):
		case v.Kind == yaml.MappingNode && w.Kind == yaml.MappingNode:
			merge(v, w, nil)
		default:
			w.HeadComment, w.LineComment, w.FootComment = v.HeadComment, v.LineComment, v.FootComment
			v = w
		}
		kept = append(kept, k, v)
	}
	n.Content = kept
	for i := 0; i+1 < len(want.Content); i += 2 {
		if find(n, want.Content[i].Value) == nil {
			n.Content = append(n.Content, want.Content[i], want.Content[i+1])
		}
	}
}

// equal reports whether two nodes say the same. Null is an empty mapping, and
// one text alone a list of it.
func equal(a, b *yaml.Node) bool {
	if a.Kind == yaml.ScalarNode && a.ShortTag() == "!!null" {
		return b.Kind == yaml.MappingNode && len(b.Content) == 0
	}
	if a.Kind == yaml.ScalarNode && b.Kind == yaml.SequenceNode {
		return len(b.Content) == 1 && a.Value == b.Content[0].Value
	}
	if a.Kind != b.Kind || len(a.Content) != len(b.Content) {
		return false
	}
	if a.Kind == yaml.ScalarNode {
		return a.Value == b.Value
	}
	if a.Kind == yaml.SequenceNode {
		return slices.EqualFunc(a.Content, b.Content, equal)
	}
	for i := 0; i+1 < len(a.Content); i += 2 {
		found := false
		for j := 0; j+1 < len(b.Content); j += 2 {
			found = found || a.Content[i].Value == b.Content[j].Value && equal(a.Content[i+1], b.Content[j+1])
		}
		if !found {
			return false
		}
	}
	return true
}
