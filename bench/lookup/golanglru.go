package lookup

import lru "github.com/hashicorp/golang-lru/v2"

func openLRU() (func(string) string, error) {
	c, err := lru.New[string, string](Keys)
	if err != nil {
		return nil, err
	}
	for k, v := range texts() {
		c.Add(k, v)
	}
	return func(key string) string {
		v, _ := c.Get(key)
		return v
	}, nil
}
