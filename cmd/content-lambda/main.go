// Command content-lambda publishes texts from AWS Lambda: what the command
// content publishes from a folder, byte for byte, on an event. It is the file
// bootstrap of a function with the runtime provided.al2023, on arm64 or amd64:
//
//	CGO_ENABLED=0 GOOS=linux GOARCH=arm64 go build -tags lambda.norpc -trimpath -ldflags "-s -w" -o bootstrap ./cmd/content-lambda
//
// # Event in
//
//	{
//	  "action":  "publish",             // default; or "rollback", "promote", "collect"
//	  "id":      "7f3c…",               // a second event of the same id within a day does nothing; default:
//	                                    // the id of the request, which Lambda keeps when it tries again
//	  "files":   {"home.en.yaml": "…"}, // the files of the folder of texts; or
//	  "texts":   "s3://drafts/acme",    // where they lie; default: CONTENT_TEXTS
//	  "labels":  {"format": "labels/1", "labels": […]}, // what content labels writes, for texts to be held against
//	  "channel": "staging",             // default: that of content.yaml, else live; of promote: the channel to
//	  "from":    "staging",             // promote only; default: staging
//	  "to":      41,                    // rollback only; default: the revision before
//	  "by": "ann", "note": "prices",
//	  "force": false, "strict": false, "allowEmpty": false, "dryRun": false,
//	  "keep":    20                     // collect only
//	}
//
// Unknown members are errors: an event of S3 or of a queue is turned into this
// one by the rule or the pipe that sends it.
//
// # Result out
//
// The JSON that content publish --json prints, with "ok": true.
//
// # Errors
//
// The errorType is one of these codes, for a Step Function to catch:
//
//	Content.Event      the event is not one
//	Content.Texts      texts are wrong: problems says which
//	Content.Empty      there are no texts at all
//	Content.Removal    too much would be removed without force
//	Content.Conflict   others publish at the same moment; try again
//	Content.Revision   there is no such revision or channel
//	Content.Untrusted  the revision is signed by another key
//	Content.Format     what is published is damaged, or another project's
//	Content.Store      S3 failed or refused
//
// errorMessage is a JSON object:
//
//	{"code": "Content.Texts", "message": "…", "retry": false, "problems": [{"file": "home.en.yaml", "line": 3, …}]}
//
// retry says whether the same event can succeed later.
//
// # Environment
//
//	CONTENT_TARGET         where to publish: s3://bucket/prefix (required)
//	CONTENT_TEXTS          where the texts lie: s3://bucket/prefix
//	CONTENT_SIGNING_KEY    the private key, PEM; CONTENT_SIGN: a file that has it
//	CONTENT_BUCKET_OWNER   the account that the bucket must belong to
//	SOURCE_DATE_EPOCH      the time of publishing, in seconds since 1970, instead of the present
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
)

func main() {
	h, err := newHandler(context.Background())
	if err != nil {
		fmt.Fprintln(os.Stderr, "content-lambda: "+err.Error())
		os.Exit(1)
	}
	lambda.Start(h.handle)
}
