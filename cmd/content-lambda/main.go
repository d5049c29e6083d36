// Command content-lambda publishes texts from AWS Lambda: what the command
// content publishes from a folder, byte for byte, on an event. Build it with
// -tags lambda.norpc as bootstrap for the runtime provided.al2023, arm64 or
// amd64.
//
// # Event in
//
//	{
//	  "action":  "publish",             // default; or "rollback", "promote", "collect"
//	  "id":      "7f3c…",               // a second event of the same id within a day does nothing; default:
//	                                    // the id of the request, which Lambda keeps when it tries again
//	  "files":   {"home.en.yaml": "…"}, // the files of the folder of texts; or
//	  "texts":   "s3://drafts/acme",    // where they lie; default: CONTENT_TEXTS
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
// The errorType is one of the codes in errors.go, such as Content.Texts, for
// a Step Function to catch; errorMessage is a JSON object:
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
