package message_test

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/internal/message"
)

// TestFormatListsTheMarkup holds the elements, attributes and link types that
// FORMAT.md lists against those that a text may have.
func TestFormatListsTheMarkup(t *testing.T) {
	data, err := os.ReadFile("../../bundle/FORMAT.md")
	require.NoError(t, err)
	_, rest, ok := strings.Cut(string(data), "\n### Markup\n")
	require.True(t, ok)
	part, _, ok := strings.Cut(rest, "\n## ")
	require.True(t, ok)

	elements, attrs, links := message.AllowedMarkup()
	require.Equal(t, elements, inBackquotes(regexp.MustCompile("(?m)^Elements: .*").FindString(part)))
	require.Equal(t, links, inBackquotes(regexp.MustCompile("`rel` holds only [^;]*").FindString(part))[1:])

	listed := map[string][]string{}
	_, rest, _ = strings.Cut(part, "|---|---|\n")
	table, _, _ := strings.Cut(rest, "\n\n")
	for row := range strings.Lines(table) {
		cells := strings.Split(row, "|")
		names := inBackquotes(cells[1])
		if strings.Contains(cells[1], "each element") {
			names = []string{""}
		}
		for _, element := range names {
			listed[element] = append(listed[element], inBackquotes(cells[2])...)
		}
	}
	listed[""] = slices.DeleteFunc(listed[""], func(s string) bool { return s == "aria-" })
	for _, names := range listed {
		slices.Sort(names)
	}
	require.Equal(t, slices.Sorted(maps.Keys(attrs)), slices.Sorted(maps.Keys(listed)))
	for element, names := range attrs {
		require.Equal(t, names, listed[element], element)
	}
}

// inBackquotes returns what stands in backquotes, in order.
func inBackquotes(s string) (list []string) {
	for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(s, -1) {
		list = append(list, m[1])
	}
	return list
}
