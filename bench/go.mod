module github.com/teletextio/content/bench

go 1.26.0

// The benchmarks measure the checkout that they lie in.
replace github.com/teletextio/content => ../

require (
	github.com/PuerkitoBio/goquery v1.13.0 // indirect
	github.com/andybalholm/cascadia v1.3.5 // indirect
	github.com/hashicorp/golang-lru/v2 v2.0.7 // indirect
	github.com/maypok86/otter/v2 v2.4.0 // indirect
	github.com/nicksnyder/go-i18n/v2 v2.7.0 // indirect
	github.com/tdewolff/parse/v2 v2.8.20 // indirect
	github.com/teletextio/content v0.0.0 // indirect
	golang.org/x/net v0.62.0 // indirect
	golang.org/x/sync v0.24.0 // indirect
)
