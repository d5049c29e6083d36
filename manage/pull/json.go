package pull

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"slices"
)

// member is one member of an object: a text, or an object of members.
type member struct {
	name    string
	text    string
	members []member // not nil: this is an object
}

// editJSON returns the file with the wanted texts, in the order that it has;
// what is new stands at the end, sorted. It is written with two spaces.
func editJSON(data []byte, want map[string]string, is same) ([]byte, error) {
	root := []member{}
	if len(bytes.TrimSpace(data)) > 0 {
		dec := json.NewDecoder(bytes.NewReader(data))
		if _, err := dec.Token(); err != nil {
			return nil, err
		}
		var err error
		if root, err = readMembers(dec); err != nil {
			return nil, err
		}
	}
	left := maps.Clone(want)
	before := len(left)
	changed := false
	root = keep(root, "", left, is, &changed)
	for _, name := range slices.Sorted(maps.Keys(left)) {
		root = append(root, member{name: name, text: left[name]})
		changed = true
	}
	if !changed && before > 0 {
		return data, nil
	}
	var b bytes.Buffer
	writeMembers(&b, root, "")
	b.WriteByte('\n')
	return b.Bytes(), nil
}

func readMembers(dec *json.Decoder) (list []member, err error) {
	list = []member{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, err
		}
		value, err := dec.Token()
		if err != nil {
			return nil, err
		}
		m := member{name: key.(string)} // keys are strings in valid JSON
		switch v := value.(type) {
		case string:
			m.text = v
		case json.Delim:
			if v != '{' {
				return nil, errors.New("a list is no text")
			}
			if m.members, err = readMembers(dec); err != nil {
				return nil, err
			}
		default:
			return nil, errors.New("a number, a boolean or null is no text")
		}
		list = append(list, m)
	}
	_, err = dec.Token()
	return list, err
}

// keep sets the texts that stay, and removes the others and what is empty then.
func keep(list []member, prefix string, left map[string]string, is same, changed *bool) []member {
	kept := list[:0]
	for _, m := range list {
		name := prefix + m.name
		if m.members != nil {
			m.members = keep(m.members, name+".", left, is, changed)
			if len(m.members) == 0 {
				*changed = true
				continue
			}
			kept = append(kept, m)
			continue
		}
		want, ok := left[name]
		if !ok {
			*changed = true
			continue
		}
		if !is(name, m.text, want) {
			m.text = want
			*changed = true
		}
		delete(left, name)
		kept = append(kept, m)
	}
	return kept
}

func writeMembers(b *bytes.Buffer, list []member, indent string) {
	if len(list) == 0 {
		b.WriteString("{}")
		return
	}
	b.WriteString("{\n")
	for i, m := range list {
		b.WriteString(indent + "  ")
		writeString(b, m.name)
		b.WriteString(": ")
		if m.members != nil {
			writeMembers(b, m.members, indent+"  ")
		} else {
			writeString(b, m.text)
		}
		if i < len(list)-1 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
	}
	b.WriteString(indent + "}")
}

func writeString(b *bytes.Buffer, s string) {
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s)       // a string in memory
	b.Truncate(b.Len() - 1) // the line feed
}
