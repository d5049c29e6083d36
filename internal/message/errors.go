package message

import (
	"errors"
	"strconv"
)

// ErrEmpty is what Compile returns for a text that renders nothing whatever
// its arguments are. Such a text counts as absent.
var ErrEmpty = errors.New("message: compile text: it is empty")

// ErrElements is what AppendText and AppendEscaped return for a text that
// holds elements: it has no place where only text can stand.
var ErrElements = errors.New("message: render text: it holds elements where only text can stand")

// SyntaxError says that a source is not a well-formed message.
type SyntaxError struct {
	Offset int    // in bytes from the start of the source
	Reason string // one sentence without a full stop
}

// Error implements error.
func (e *SyntaxError) Error() string {
	return "message: parse text at byte " + strconv.Itoa(e.Offset) + ": " + e.Reason
}

// RefusedError says that the markup of a text is not allowed. Reason names the
// element or the attribute.
type RefusedError struct {
	Reason string // one sentence without a full stop
	Offset int    // in bytes from the start of the source
}

// Error implements error.
func (e *RefusedError) Error() string {
	return "message: check text at byte " + strconv.Itoa(e.Offset) + ": " + e.Reason
}

// MissingError says that a text names an argument that is not given.
type MissingError struct {
	Name string
}

// Error implements error.
func (e *MissingError) Error() string {
	return "message: render argument " + strconv.Quote(e.Name) + ": not given"
}

// ArgumentError says that an argument's value cannot stand where the text puts
// it: not a number in a plural, an unsafe scheme in a URL, a type that has no
// written form.
type ArgumentError struct {
	Name   string
	Reason string
}

// Error implements error.
func (e *ArgumentError) Error() string {
	return "message: render argument " + strconv.Quote(e.Name) + ": " + e.Reason
}

// SlotError says that the page cannot fill a functional child of the text: it
// has none of that name, or one of another element.
type SlotError struct {
	Name   string
	Reason string
}

// Error implements error.
func (e *SlotError) Error() string {
	return "message: render functional child " + strconv.Quote(e.Name) + ": " + e.Reason
}
