package content

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/internal/message"
)

func TestPlanArgs(t *testing.T) {
	list := func(lists ...[]any) (a *message.Args) {
		for i := len(lists) - 1; i >= 0; i-- {
			a = &message.Args{Pairs: lists[i], Next: a}
		}
		return a
	}
	type args struct {
		own  []any
		page *message.Args
	}
	different := []args{
		{},
		{own: []any{"a", 1}},
		{own: []any{"a", "1"}},
		{own: []any{"a", int64(1)}},
		{own: []any{"a", 2}},
		{own: []any{"b", 1}},
		{own: []any{"a", 1, "b", true}},
		{own: []any{"a"}},
		{own: []any{"a", 1}, page: list([]any{"b", true})},
		{page: list([]any{"a", 1})},
		{page: list([]any{"a", 1}, []any{"b", true})},
		{page: list([]any{"a", 1, "b", true})},
		{page: list([]any{"b", true}, []any{"a", 1})},
	}
	for i, a := range different {
		p := &plan{}
		require.True(t, plainArgs(a.own, a.page))
		p.takeArgs(a.own, a.page)
		for k, b := range different {
			require.Equal(t, i == k, p.sameArgs(b.own, b.page), "%v %v", a, b)
		}
	}
	for _, v := range []any{[]string{"x"}, map[string]int{}, fmt.Errorf("x"), t, nil, struct{}{}, math.Abs, endOfArgs{}} {
		require.False(t, plainArgs([]any{"a", v}, nil), "%v", v)
		require.False(t, plainArgs([]any{"a"}, list([]any{"b"}, []any{v})), "%v", v)
	}
	p := &plan{}
	p.takeArgs([]any{"a", math.NaN()}, nil)
	require.False(t, p.sameArgs([]any{"a", math.NaN()}, nil), "it equals nothing")
}
