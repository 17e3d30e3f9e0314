# The words of the house. Each works on a fresh Debian 12 machine with a Swift 6.3 toolchain.
SHELL := /bin/bash
SWIFT ?= swift
APT_PACKAGES := libssl-dev libsqlite3-dev
FORMATTED := Package.swift Sources Tests docs/example/Sources

.PHONY: help deps format lint build test docs demo release deb dist smoke example tutorial browser-test fuzz tsan bench soak interop years clean

help:
	@echo "make demo     two platforms register, synchronise and authorise on loopback (LOCATIONS=file.jsonl[.gz])"
	@echo "make test     format check, build with warnings as errors, all tests"
	@echo "make release  .build/release/partnerctl"
	@echo "make deb      .build/bilateral_VERSION_ARCH.deb, with the unit and the completions"
	@echo "make smoke    what a program must do before it is handed out: PROGRAM=path (default: make deb)"
	@echo "make dist     package, archive and sums in .build/dist, each tried (SNAPSHOT=1: not a release)"
	@echo "make example  builds docs/example as a package of its own against the library, and runs it"
	@echo "make tutorial  types docs/tutorial.md word for word and compares what is printed"
	@echo "make browser-test  the pages for people in a headless Chromium; pictures in .build/board"
	@echo "make fuzz     libFuzzer over every reader, FUZZ_SECONDS each, FUZZ_JOBS at a time (TARGETS=\"JSON Prices\")"
	@echo "make tsan     all tests under thread sanitizer, the programs that they start too"
	@echo "make bench    every figure beside Foundation, nginx, curl and sqlite3 of the same run (PARTS=…), .build/bench.json"
	@echo "make soak     the long loops: kills at every commit and answer"
	@echo "make years    charges of a file (SESSIONS=past.csv.gz) from session to statement, with kills"
	@echo "make interop  against a platform that others wrote (Python, from PyPI), both roles"
	@echo "make docs     writes the generated pages anew: command line, partner file, versions, conformance, security"
	@echo "make format   write the source format; make lint checks it"

# Installs the two -dev packages when they are missing: with sudo when not root.
deps:
	@missing=""; for p in $(APT_PACKAGES); do \
	  dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then \
	  echo "installing$$missing"; \
	  sudo=""; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	  $$sudo apt-get update -q >/dev/null && \
	  DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -q $$missing >/dev/null; \
	fi
	@command -v $(SWIFT) >/dev/null || { echo "no Swift toolchain: install Swift 6.3 from swift.org"; exit 1; }

format:
	$(SWIFT) format --in-place --recursive $(FORMATTED)

lint:
	$(SWIFT) format lint --strict --recursive $(FORMATTED)

build: deps
	$(SWIFT) build

test: deps lint
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build --no-parallel

# The pages that tests compare with what they are made from, and the documentation of the library in .build/docs.
docs: deps
	$(SWIFT) build --build-tests
	BILATERAL_UPDATE_SNAPSHOTS=1 $(SWIFT) test --skip-build --no-parallel --filter "ConformanceTests|CommandTableTests|ExplainCommandTests|SchemaCommandTests"
	Tests/Docs/api.sh .build/debug .build/docs

release: deps
	$(SWIFT) build -c release --product partnerctl

# A Debian package that brings its own Swift libraries.
deb: deps
	$(SWIFT) build -c release --static-swift-stdlib --product partnerctl --scratch-path .build/deb
	templates/deploy/deb.sh .build/deb/release/partnerctl .build

# What a built program must do before it is handed out: zones, TLS, an old database.
smoke:
	python3 Tests/Release/smoke.py $(or $(PROGRAM),.build/deb/release/partnerctl)

# What is handed out, each piece tried; as root with debootstrap the package is installed and upgraded too.
dist: deps
	templates/deploy/release.sh $(if $(SNAPSHOT),--snapshot)

# A program of its own that imports the library, as a customer's would.
example: deps
	$(SWIFT) build --package-path docs/example --scratch-path .build/example
	.build/example/debug/Example docs/example/fleet

# The first page that a newcomer reads, typed as it stands.
tutorial: release
	python3 Tests/Tutorial/run.py .build/release/partnerctl docs/tutorial.md

# The pages for people, in a real browser: links, live changes, console, screen reader, pictures.
browser-test: release
	python3 Tests/Browser/board.py .build/release/partnerctl --pictures .build/board

# libFuzzer under address sanitizer with leak detection over all that reads what others wrote, and over prices.
fuzz: deps
	FUZZ_SECONDS=$(or $(FUZZ_SECONDS),60) FUZZ_JOBS=$(or $(FUZZ_JOBS),1) Tests/Fuzz/run.sh $(TARGETS)

# All tests under thread sanitizer; ends with 1 when anything is reported. TARGETS="BilateralNetTests …" for some.
tsan: deps
	Tests/ThreadSanitizer/run.sh $(TARGETS)

# The long loops: a thousand kills over all journeys, told as a table (BILATERAL_SEED=n deals others); either runtime
# killed at every commit and answer of a sync and at every message of a handshake; a thousand status changes while the
# partner is down, stays priced second by second, two pricers compared, ten thousand idle connections, and each call of
# the disk failing in its turn.
soak: deps
	$(SWIFT) build --build-tests
	BILATERAL_SOAK=1 $(SWIFT) test --skip-build --no-parallel --filter "KillTests|LostMessageTests|BacklogTests|ThreeVersionsTests|RoundTripTests|VersionLawTests|PricersAgreeTests|SecondBySecondTests|PriceLawTests|DeliveredCDRTests|PriceInvariantTests|FanOutLawTests|LifeUnderLoadTests|LifeProcessTests|ExhaustionTests|UpgradeTests|DiskFaultTests|PullDiskTests|OutboxDiskTests|ExchangeDiskTests|KillCampaignTests"

# Every figure beside what it is compared with in the same run, and beside the baseline; see docs/performance.md. The program is
# built as it is handed out. PARTS=objects,answers measures some of it.
bench: deps
	$(SWIFT) build -c release --static-swift-stdlib --scratch-path .build/deb --product partnerctl
	$(SWIFT) build -c release --static-swift-stdlib --scratch-path .build/deb --product bench
	python3 Tests/Bench/bench.py .build/deb/release/partnerctl .build/deb/release/bench --json .build/bench.json \
	  $(if $(PARTS),--only $(PARTS))

# Two runtimes live through the charges of a file by a clock of their own; see the head of the program.
years: release
	python3 Tests/Settle/year.py .build/release/partnerctl "$(SESSIONS)"

# Against platforms that others wrote, from PyPI, in a Python environment below .build; see docs/interop.md.
interop: release
	Tests/Interop/run.sh .build/release/partnerctl .build/interop

# Two real platforms on loopback; LOCATIONS=file.jsonl[.gz] feeds locations, DEMO_STAY=1 keeps both running.
demo: release
	.build/release/partnerctl demo --report .build/demo.json $(if $(LOCATIONS),--locations "$(LOCATIONS)")

clean:
	rm -rf .build
