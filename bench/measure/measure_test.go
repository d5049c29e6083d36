package measure_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/teletextio/content/bench/measure"
)

func TestNumber(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 0.0654: "0.0654", 1.5: "1.50", 42: "42.0", 999: "999", 1234: "1,234", 25922661: "25,922,661",
	} {
		if got := measure.Number(v); got != want {
			t.Errorf("Number(%v) = %s, want %s", v, got, want)
		}
	}
}

func TestMedian(t *testing.T) {
	if got := measure.Median([]time.Duration{9, 1, 5}); got != 5 {
		t.Error(got)
	}
	if got := measure.Median([]time.Duration{9, 1, 5, 7}); got != 6 {
		t.Error(got)
	}
}

func TestWriteSection(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.md")
	for _, step := range []struct{ name, text string }{{"a", "one"}, {"b", "two"}, {"a", "three\n\n"}} {
		if err := measure.WriteSection(file, step.name, step.text); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := "<!-- a: begin -->\nthree\n<!-- a: end -->\n\n<!-- b: begin -->\ntwo\n<!-- b: end -->\n"
	if string(got) != want {
		t.Errorf("%q, want %q", got, want)
	}
}
