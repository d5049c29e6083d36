package lookup

import "github.com/maypok86/otter/v2"

func openOtter() (func(string) string, error) {
	c, err := otter.New(&otter.Options[string, string]{MaximumSize: 2 * Keys})
	if err != nil {
		return nil, err
	}
	for k, v := range texts() {
		c.Set(k, v)
	}
	return func(key string) string {
		v, _ := c.GetIfPresent(key)
		return v
	}, nil
}
