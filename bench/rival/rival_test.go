package rival_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/teletextio/content/bench/corpus"
	"github.com/teletextio/content/bench/rival"
)

// Every contender that injects replaces the labels. Of ours a page is as wanted
// byte for byte, or a label of it is left alone; that happens to less than one
// label of two hundred.
func TestLabelsReplaced(t *testing.T) {
	pages, _, err := corpus.Load()
	if err != nil {
		t.Skip(err)
	}
	for _, e := range rival.All() {
		t.Run(e.Name, func(t *testing.T) {
			c, err := e.Open(pages)
			if errors.Is(err, rival.ErrMissing) {
				t.Skip(err)
			}
			if err != nil {
				t.Fatal(err)
			}
			exact, right, labels := 0, 0, 0
			for i := range pages {
				out, err := c.Output(i)
				if err != nil {
					t.Errorf("%s: %v", pages[i].Name, err)
				}
				n := pages[i].Right(out)
				if bytes.Equal(out, pages[i].Want) {
					exact++
				} else if e.Name == rival.Ours && n == len(pages[i].Labels) {
					t.Errorf("%s: all labels replaced, but not the wanted page", pages[i].Name)
				}
				right += n
				labels += len(pages[i].Labels)
				if n < len(pages[i].Labels) {
					t.Logf("%s: %d of %d labels replaced", pages[i].Name, n, len(pages[i].Labels))
				}
			}
			t.Logf("%d of %d labels replaced, %d of %d pages byte for byte", right, labels, exact, len(pages))
			if right*200 < labels*199 {
				t.Errorf("only %d of %d labels replaced", right, labels)
			}
			if err := c.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// Pages that come again get what they got at first, in pieces of any size.
func TestPagesThatCameBefore(t *testing.T) {
	pages, _, err := corpus.Load()
	if err != nil {
		t.Skip(err)
	}
	open := func(e rival.Entry) rival.Contender {
		c, err := e.Open(pages)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := c.Close(); err != nil {
				t.Error(err)
			}
		})
		return c
	}
	first := open(rival.All()[0])
	for _, e := range rival.Bounds() {
		if !strings.HasPrefix(e.Name, rival.Again) {
			continue
		}
		again := open(e)
		for round := range 4 {
			for i := range pages {
				want, err := first.Output(i)
				if err != nil {
					t.Fatal(err)
				}
				got, err := again.Output(i)
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(want, got) {
					t.Fatalf("%s: %s: another page in round %d", e.Name, pages[i].Name, round)
				}
			}
		}
	}
}
