# Everything a person runs. `make` alone prints help, made from the ## comments.
MVN ?= mvn
FUZZ_TRIES ?= 1000000
RACE ?= PT150S
SHELL := /bin/bash
sources := $(shell find pom.xml common agent controller console -name target -prune -o -type f \( -name '*.java' -o -name 'pom.xml' -o -path '*/src/main/resources/*' -o -path '*/src/main/jte/*' \) -not -path '*/src/test/*' -print)

.PHONY: help demo down test fuzz race crash check format build images sandbox bench clean

help: ## Print this help
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## See it work: three real Kubernetes nodes on this machine, Keelson installed, the examples applied (root; leaves the cluster running)
	@make/demo

down: ## End what `make demo` and `make test` left running, without a trace
	@sandbox/down

test: ## Run every test: unit, integration on a real API server, chart, end to end on real nodes (root; ends a running demo)
	@make/test

fuzz: ## Feed every parser with bad input for long: FUZZ_TRIES=1000000 (each property; about a minute for 100,000)
	@$(MVN) -B -q test -Djqwik.tries.default=$(FUZZ_TRIES) -Dtest='*Properties' -Dsurefire.failIfNoSpecifiedTests=false -pl common,agent,controller -am

race: ## Swap parts of paths for links while files are written, 10 minutes: RACE=PT150S for each of four parts
	@$(MVN) -B -q test -Dkeelson.race=$(RACE) -Dtest=PathRaceTest -Dsurefire.failIfNoSpecifiedTests=false -pl agent -am

crash: ## Kill a whole agent at every system call that changes something, and let each fail once (root, strace; about an hour)
	@rm -rf agent/target/failsafe-reports
	@$(MVN) -B -q verify -Dkeelson.strace=all -Dit.test=StraceIT -Dtest=NoSuch -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false -pl agent -am
	@grep -h 'points tried' agent/target/failsafe-reports/*-output.txt

check: ## Before a commit, fast: format, Error Prone, NullAway, arrows, unit tests, chart lint
	@make/check

format: ## Format the Java code
	@$(MVN) -q spotless:apply

build: target/packaged ## Build the programs

target/packaged: $(sources)
	@echo "building the programs with Maven"
	@$(MVN) -q install -DskipTests -DskipITs -pl agent,controller,console -am
	@mkdir -p target && touch $@

images: target/packaged ## Build the container images (no engine needed)
	@images/build

sandbox: ## Start three real Kubernetes nodes on this machine, nothing on them
	@sandbox/doctor --install && sandbox/up

bench: ## Measure and print a table: sandbox, latency from apply to nodes and to status, memory and CPU (root)
	@make/bench

clean: ## Remove what was built here
	@$(MVN) -q clean && rm -rf target
