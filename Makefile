# What a change has to pass is "make check"; continuous integration runs the
# same. Everything works from a checkout with Go alone, but for what says
# otherwise.

SHELL       := bash
.SHELLFLAGS := -euo pipefail -c
FUZZTIME    ?= 10s
COVERED     := . ./bundle ./fetch
COVERAGE    ?= 85
STATICCHECK := go tool -modfile=tools/go.mod staticcheck

.PHONY: help test race soak nightly cover fuzz-short bench lint generate generated check

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

test: ## run all tests
	go test -timeout 30m ./...

race: ## run all tests with the race detector
	go test -race -timeout 30m ./...

soak: ## half a minute of random faults
	CONTENT_SOAK=30s go test -count=1 -run '^TestSoak$$' .

nightly: ## the long versions of tests: ten minutes of faults, a thousand kills, random pages
	CONTENT_SOAK=10m go test -count=1 -timeout 30m -run '^TestSoak$$' .
	CONTENT_LONG=1 go test -count=1 -timeout 60m ./...
	ORACLE_TIME=10m go test -count=1 -timeout 30m -run '^TestOracle(Random|Labels)$$' .
	CONTAINMENT=all go test -count=1 -timeout 60m -run Containment .

cover: ## fail when the packages that everything hangs on are tested too little
	go test -cover -timeout 30m $(COVERED) | awk '{ print } { for (i = 1; i < NF; i++) if ($$i == "coverage:") { n++; sub("%", "", $$(i+1)); if ($$(i+1) + 0 < $(COVERAGE)) bad = 1 } } END { if (bad || n != $(words $(COVERED))) { print "coverage below $(COVERAGE) %" > "/dev/stderr"; exit 1 } }'

fuzz-short: ## run each fuzz target for FUZZTIME (10s)
	@go test -list '^Fuzz' ./... | awk '/^Fuzz/ { names[++n] = $$1 } /^ok/ { for (i = 1; i <= n; i++) print $$2, names[i]; n = 0 }' | \
	while read -r package target; do \
		echo "$$package $$target"; \
		go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) "$$package"; \
	done

bench: ## run the benchmarks of this module; bench/ has those beside rivals
	go test -run '^$$' -bench . -benchmem ./...

lint: ## gofmt, go vet, staticcheck
	@files=$$(gofmt -l .); if [ -n "$$files" ]; then echo "gofmt -w $$files"; exit 1; fi
	go vet ./...
	$(STATICCHECK) ./...

generate: ## make the generated files anew; the tables of CLDR want CLDR_NPM
	go generate ./examples/...
	@if [ -n "$${CLDR_NPM:-}" ]; then go generate ./internal/cldr; else echo "CLDR_NPM is not set: the tables of internal/cldr stay as they are"; fi

# Files whose bytes make generate must not change.
SUMS = find examples -path '*/publication/*' -type f -print0; find internal/cldr -name 'tables_*.go' -print0

generated: ## fail when make generate changes anything
	@before=$$({ $(SUMS); } | sort -z | xargs -0 sha256sum); \
	$(MAKE) --no-print-directory generate; \
	after=$$({ $(SUMS); } | sort -z | xargs -0 sha256sum); \
	diff <(echo "$$before") <(echo "$$after") || { echo "the generated files are not those of their sources: commit what make generate has written"; exit 1; }

check: lint race soak cover generated ## all that a change has to pass
