package main

import (
	"testing"

	"github.com/teletextio/content/examples/frameworks/site"
	"github.com/teletextio/content/examples/frameworks/site/sitetest"
)

func TestApp(t *testing.T) { sitetest.Run(t, &site.Options, sitetest.Features{}, newApp) }
