package main

import (
	"testing"

	"github.com/teletextio/content/examples/frameworks/site/sitetest"
)

func TestApp(t *testing.T) { sitetest.Run(t, &options, sitetest.Features{}, newApp) }
