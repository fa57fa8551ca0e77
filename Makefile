# gongshi: see README.md. Every target works on a machine with Go, make and Node.
GO      ?= go
PUBLIC  ?= public
CONTENT ?= content
BIN     := bin/gongshi

.PHONY: site build dist serve test bench bench-large bench-peers fuzz soak lint clean FORCE

# site builds the program and the sample site and says which file to open.
site: build
	@$(BIN) build --content $(CONTENT) --out $(PUBLIC)
	@echo "打开 / open: $(CURDIR)/$(PUBLIC)/index.html"

build: $(BIN)

$(BIN): FORCE
	@CGO_ENABLED=0 $(GO) build -trimpath -o $@ ./cmd/gongshi

# dist makes the programs that are given away, the same bytes on every machine
# that has the same Go, with the list of what they are made of (CycloneDX) and the
# digests of all. VERSION is what they call themselves.
VERSION ?= devel
TARGETS := linux/amd64 linux/arm64 linux/loong64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64
dist:
	@set -e; rm -rf dist; mkdir dist; for t in $(TARGETS); do \
	  os=$${t%/*} arch=$${t#*/} ext=; [ $$os = windows ] && ext=.exe; \
	  CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch GOFLAGS= $(GO) build -trimpath -buildvcs=false -ldflags "-s -w -buildid= -X main.version=$(VERSION)" \
	    -o dist/gongshi-$$os-$$arch$$ext ./cmd/gongshi; \
	done; $(GO) run ./cmd/sbom -version $(VERSION) dist/gongshi-* > dist/gongshi.cdx.json; \
	cd dist && sha256sum * > SHA256SUMS && cat SHA256SUMS

# serve previews the sample site and rebuilds it on every change.
serve: build
	@$(BIN) serve --content $(CONTENT)

# test looks at the program for each system, installs what the tests need and runs all of
# them, then those of Go alone once more under the race detector, but for those that do the
# same over and over in one goroutine or build the same; of the command, whose other tests
# start it over and over, only those of serve. Speed is measured while nothing else runs.
REPEATED := ^TestPortal.|^TestKeptEqualsClean$$|^TestJoinEqualsBuild$$|^TestSpareIsNeverTrusted$$|^TestEveryField|^TestSign(WithWrongFiles)?$$|^TestReaderAgainstPlainSearch$$
test: .tools
	$(GO) vet ./...
	GOOS=windows $(GO) vet ./...
	GOOS=darwin $(GO) vet ./...
	$(GO) test -timeout 30m -skip '^TestLighthouse' ./...
	$(GO) test -timeout 30m -run '^TestLighthouse' ./generator
	$(GO) test -timeout 30m -race -skip 'InBrowser$$|^TestValidHTML$$|$(REPEATED)' ./generator/... ./cmd/gongshi/lsp
	$(GO) test -timeout 30m -race -run '^TestServe' -skip 'InBrowser$$' ./cmd/gongshi

# The browser tests need Chromium with a Chinese font, and packages from npm.
.tools: themes/package.json
	@command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || \
	  { echo "installing chromium"; apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; }
	cd themes && npm ci --silent --no-audit --no-fund
	@touch $@

# bench measures every stage and whole builds; bench-large goes on to a million
# risk points, which takes long and some gigabytes of memory.
bench:
	$(GO) test -short -run '^$$' -bench . -benchmem ./...

bench-large:
	$(GO) test -timeout 2h -run '^$$' -bench . -benchmem ./generator/search
	$(GO) test -timeout 2h -run '^$$' -bench Command -benchtime 1x ./cmd/gongshi

# bench-peers times Hugo and Pagefind over the same text in the same run.
bench-peers:
	GOBIN=$(CURDIR)/.peers $(GO) install github.com/gohugoio/hugo@v0.165.0
	npm install --silent --no-audit --no-fund --no-save --prefix .peers pagefind@1.6.0
	GONGSHI_PEERS=$(CURDIR)/.peers $(GO) test -timeout 2h $(PEERSFLAGS) -run '^$$' -bench Peers -benchtime 1x ./cmd/gongshi

# soak kills 500 builds, replaces a site under a reader, and lets serve follow 2,000
# edits for some twenty minutes. It takes about three quarters of an hour.
soak:
	$(GO) test -timeout 3h -v -run 'Killed|Readers|Soak' ./cmd/gongshi -args -trials 500 -edits 2000 -pause 2s

# fuzz lets each target try inputs for FUZZTIME; no more than a moment goes into making
# an input smaller that only reaches something new.
FUZZTIME ?= 20s
fuzz:
	@set -e; for pkg in $$($(GO) list ./...); do \
	  for target in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz' || true); do \
	    echo "$$pkg $$target"; $(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1s $$pkg; \
	  done; \
	done

STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.9.0
lint:
	@test -z "$$(gofmt -l cmd generator themes)" || { gofmt -l cmd generator themes; exit 1; }
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...
	-$(GO) run $(GOVULNCHECK) ./...

clean:
	rm -rf bin dist $(PUBLIC) .tools themes/node_modules
