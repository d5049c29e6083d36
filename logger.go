package content

import (
	"context"
	"log/slog"
)

// guardedHandler is a handler of the user that cannot end the process: a line
// that it panics over is lost.
type guardedHandler struct{ behind slog.Handler }

func guardLogger(l *slog.Logger) *slog.Logger {
	if l == nil {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(guardedHandler{l.Handler()})
}

func (h guardedHandler) Enabled(ctx context.Context, level slog.Level) (on bool) {
	err := guarded(func() error { on = h.behind.Enabled(ctx, level); return nil })
	return on && err == nil
}

func (h guardedHandler) Handle(ctx context.Context, r slog.Record) error {
	return guarded(func() error { return h.behind.Handle(ctx, r) })
}

func (h guardedHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return guardedHandler{h.behind.WithAttrs(attrs)}
}

func (h guardedHandler) WithGroup(name string) slog.Handler {
	return guardedHandler{h.behind.WithGroup(name)}
}
