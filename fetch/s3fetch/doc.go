// Package s3fetch reads the objects of a publication from an S3 bucket, or
// from anything that speaks its protocol, with the client of the AWS SDK that
// the program has made.
//
//	client := s3.NewFromConfig(cfg) // github.com/aws/aws-sdk-go-v2/service/s3
//	content.New(s3fetch.New(client, "acme-texts", "acme", nil), nil)
//
// A bucket behind a CDN is better read through the CDN, with [fetch.HTTP]:
// it is nearer and cheaper. This package is for programs that run beside the
// bucket, or where the bucket is all there is.
//
// The reader needs s3:GetObject on the objects. With s3:ListBucket on the
// bucket as well, an object that does not exist is told from one that may not
// be read; without it S3 answers both with 403.
package s3fetch
