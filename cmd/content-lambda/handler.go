package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/cmd/internal/place"
	"github.com/teletextio/content/manage/keys"
	"github.com/teletextio/content/manage/labels"
	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/texts"
)

// event is what the function is called with; see the command.
type event struct {
	Action  string            `json:"action"`
	ID      string            `json:"id"`
	Files   map[string]string `json:"files"`
	Texts   string            `json:"texts"`
	Labels  json.RawMessage   `json:"labels"`
	Channel string            `json:"channel"`
	From    string            `json:"from"`
	To      int64             `json:"to"`
	By      string            `json:"by"`
	Note    string            `json:"note"`
	Force   bool              `json:"force"`
	Strict  bool              `json:"strict"`
	Empty   bool              `json:"allowEmpty"`
	DryRun  bool              `json:"dryRun"`
	Keep    int               `json:"keep"`
}

// handler answers events. It is made once, when the function starts.
type handler struct {
	store   publish.Store
	client  *s3.Client
	texts   string
	signers []bundle.Signer
	now     func() time.Time
}

// newHandler reads the environment.
func newHandler(ctx context.Context) (h *handler, err error) {
	h = &handler{texts: os.Getenv("CONTENT_TEXTS")}
	where := os.Getenv("CONTENT_TARGET")
	if where == "" {
		return nil, errors.New("CONTENT_TARGET is not set: write s3://bucket/prefix")
	}
	if h.store, err = place.Store(ctx, where); err != nil {
		return nil, err
	}
	if h.client, err = place.S3(ctx); err != nil {
		return nil, err
	}
	pem := []byte(os.Getenv("CONTENT_SIGNING_KEY"))
	if file := os.Getenv("CONTENT_SIGN"); file != "" && len(pem) == 0 {
		if pem, err = os.ReadFile(file); err != nil {
			return nil, fmt.Errorf("CONTENT_SIGN: %w", err)
		}
	}
	if len(pem) > 0 {
		key, err := keys.ParsePrivate(pem)
		if err != nil {
			return nil, fmt.Errorf("the signing key: %w", err)
		}
		h.signers = []bundle.Signer{key}
	}
	if value := os.Getenv("SOURCE_DATE_EPOCH"); value != "" {
		seconds, err := strconv.ParseInt(value, 10, 64)
		if err != nil || seconds < 1 || seconds > 253402300799 {
			return nil, fmt.Errorf("SOURCE_DATE_EPOCH is %q, not a number of seconds since 1970", value)
		}
		h.now = func() time.Time { return time.Unix(seconds, 0) }
	}
	return h, nil
}

// handle answers one event. Errors have a code; see errors.go.
func (h *handler) handle(ctx context.Context, raw json.RawMessage) (any, error) {
	result, err := h.answer(ctx, raw)
	if err != nil {
		return nil, coded(err)
	}
	return result, nil
}

func (h *handler) answer(ctx context.Context, raw json.RawMessage) (any, error) {
	e, err := decode(raw)
	if err != nil {
		return nil, err
	}
	o := &publish.Options{
		Channel: e.Channel, Signers: h.signers, AllowEmpty: e.Empty, Force: e.Force, Strict: e.Strict,
		By: e.By, Note: e.Note, ID: e.ID, DryRun: e.DryRun, Now: h.now,
	}
	if lc, ok := lambdacontext.FromContext(ctx); ok && o.ID == "" {
		o.ID = lc.AwsRequestID
	}
	var res *publish.Result
	switch e.Action {
	case "", publish.ActionPublish:
		res, err = h.publish(ctx, e, o)
	case publish.ActionRollback:
		res, err = publish.Rollback(ctx, h.store, e.To, o)
	case publish.ActionPromote:
		res, err = publish.Promote(ctx, h.store, cmp.Or(e.From, "staging"), cmp.Or(e.Channel, texts.DefaultChannel), o)
	case "collect":
		done, err := publish.Collect(ctx, h.store, &publish.CollectOptions{Keep: max(e.Keep, 0), DryRun: e.DryRun})
		return struct {
			OK bool `json:"ok"`
			*publish.Collection
		}{true, done}, err
	default:
		err = badEvent("the action %q is none of publish, rollback, promote and collect", e.Action)
	}
	if err != nil {
		return nil, err
	}
	if res.Sent == nil {
		res.Sent = []publish.Sent{}
	}
	if res.Warnings == nil {
		res.Warnings = texts.Problems{}
	}
	return struct {
		OK bool `json:"ok"`
		*publish.Result
	}{true, res}, nil
}

// decode reads an event strictly.
func decode(raw json.RawMessage) (*event, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	var e event
	if err := dec.Decode(&e); err != nil {
		return nil, badEvent("%v", err)
	}
	for _, channel := range []string{e.Channel, e.From} {
		if channel != "" && !bundle.ValidChannel(channel) {
			return nil, badEvent("%q is no name of a channel", channel)
		}
	}
	return &e, nil
}

func (h *handler) publish(ctx context.Context, e *event, o *publish.Options) (*publish.Result, error) {
	files := map[string][]byte{}
	for name, text := range e.Files {
		files[name] = []byte(text)
	}
	if len(e.Labels) > 0 && string(e.Labels) != "null" {
		var err error
		if o.Labels, err = labels.Decode(e.Labels); err != nil {
			return nil, badEvent("%v", err)
		}
	}
	name := "texts"
	if e.Files == nil {
		where := cmp.Or(e.Texts, h.texts)
		if !place.IsS3(where) {
			return nil, badEvent("it has neither files nor texts, and CONTENT_TEXTS is not set: write s3://bucket/prefix")
		}
		bucket, prefix, err := place.Split(where)
		if err != nil {
			return nil, badEvent("%v", err)
		}
		if files, err = h.download(ctx, bucket, prefix); err != nil {
			return nil, err
		}
		name = cmp.Or(prefix[strings.LastIndexByte(prefix, '/')+1:], bucket)
	}
	set, err := texts.ReadFiles(files, name)
	var wrong texts.Problems
	if errors.As(err, &wrong) {
		more, _ := publish.CheckWith(set, o)
		wrong = append(wrong, more...)
		wrong.Sort()
		return nil, wrong
	}
	if err != nil {
		return nil, err
	}
	return publish.Publish(ctx, set, h.store, o)
}

// maxTexts is how much is read from a folder of texts, in bytes.
const maxTexts = 256 << 20

// download reads the files directly below a prefix.
func (h *handler) download(ctx context.Context, bucket, prefix string) (map[string][]byte, error) {
	if prefix != "" {
		prefix += "/"
	}
	slash := "/"
	files := map[string][]byte{}
	left := int64(maxTexts)
	pages := s3.NewListObjectsV2Paginator(h.client, &s3.ListObjectsV2Input{Bucket: &bucket, Prefix: &prefix, Delimiter: &slash})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list the texts: %w", err)
		}
		for _, o := range page.Contents {
			name := strings.TrimPrefix(*o.Key, prefix)
			if name == "" {
				continue
			}
			data, err := h.object(ctx, bucket, *o.Key, left)
			if err != nil {
				return nil, err
			}
			left -= int64(len(data))
			files[name] = data
		}
	}
	return files, nil
}

func (h *handler) object(ctx context.Context, bucket, key string, most int64) ([]byte, error) {
	out, err := h.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: &key})
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", key, err)
	}
	defer out.Body.Close() // only read from
	data, err := io.ReadAll(io.LimitReader(out.Body, most+1))
	if err == nil && int64(len(data)) > most {
		return nil, badEvent("the texts are larger than %d bytes", int64(maxTexts))
	}
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", key, err)
	}
	return data, nil
}
