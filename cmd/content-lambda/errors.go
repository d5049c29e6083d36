package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/aws/aws-lambda-go/lambda/messages"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/texts"
)

// The codes of errors.
const (
	codeEvent     = "Content.Event"     // the event is not one
	codeTexts     = "Content.Texts"     // texts are wrong: problems says which
	codeEmpty     = "Content.Empty"     // there are no texts at all
	codeRemoval   = "Content.Removal"   // too much would be removed without force
	codeConflict  = "Content.Conflict"  // others publish at the same moment; try again
	codeRevision  = "Content.Revision"  // there is no such revision or channel
	codeUntrusted = "Content.Untrusted" // the revision is signed by another key
	codeFormat    = "Content.Format"    // what is published is damaged, or another project's
	codeStore     = "Content.Store"     // S3 failed or refused; try again
)

// eventError is an event that is not one.
type eventError struct{ what string }

func (e *eventError) Error() string { return "read the event: " + e.what }

func badEvent(format string, args ...any) error { return &eventError{fmt.Sprintf(format, args...)} }

// problem is the errorMessage, as JSON.
type problem struct {
	Code     string         `json:"code"`
	Message  string         `json:"message"`
	Retry    bool           `json:"retry"`
	Problems texts.Problems `json:"problems,omitempty"`
}

// coded turns an error into what Lambda answers with.
func coded(err error) error {
	p := problem{Code: codeStore, Message: err.Error(), Retry: true}
	final := func(code string) { p.Code, p.Retry = code, false }
	var wrong texts.Problems
	var format *bundle.FormatError
	var status *fetch.StatusError
	switch {
	case errors.As(err, new(*eventError)):
		final(codeEvent)
	case errors.As(err, &wrong):
		final(codeTexts)
		p.Problems = wrong
	case errors.Is(err, publish.ErrEmpty):
		final(codeEmpty)
	case errors.As(err, new(*publish.RemovalError)):
		final(codeRemoval)
	case errors.Is(err, publish.ErrConflict):
		p.Code = codeConflict
	case errors.Is(err, publish.ErrNoRevision), errors.Is(err, fetch.ErrNotFound):
		final(codeRevision)
	case errors.Is(err, publish.ErrUntrusted):
		final(codeUntrusted)
	case errors.As(err, &format), errors.As(err, new(*publish.OtherProjectError)), errors.Is(err, publish.ErrHistory):
		final(codeFormat)
	case errors.As(err, &status):
		p.Retry = status.Status >= 500 || status.Status == 429
	}
	body, jsonErr := json.Marshal(p)
	if jsonErr != nil {
		return err
	}
	return messages.InvokeResponse_Error{Type: p.Code, Message: string(body)}
}
