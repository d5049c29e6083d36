package fetchtest

import "testing"

// RuleNames returns the names of the checks in the order of the rules.
func RuleNames() []string {
	names := make([]string, len(checks))
	for i, c := range checks {
		names[i] = c.name
	}
	return names
}

// RunRule runs one check with a testing.TB of the caller's.
func RunRule(tb testing.TB, name string, h Harness) {
	for _, c := range checks {
		if c.name == name {
			c.run(tb, h)
		}
	}
}
