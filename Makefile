# Shecang. `make help` lists the targets.
#
# A variant is a set of flags with a folder of its own, build/VARIANT/, so that
# changing from one to another rebuilds nothing. One archive a room; every
# program and every test is linked only with the rooms that it may use, so that
# a call against the order of the rooms fails at the link.

VARIANT = release
BUILD = build
PREFIX = /usr/local
DESTDIR =
FUZZ_SECONDS = 60

OUT := $(BUILD)/$(VARIANT)

MAKEFLAGS += --no-builtin-rules --no-print-directory
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

# ---- Flags ----

ifeq ($(origin CC),default)
CC = gcc
endif
AR = ar

CFLAGS_release = -O2 -g
CFLAGS_debug = -O0 -g3
CFLAGS_asan = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
CFLAGS_tsan = -O1 -g -fsanitize=thread
CFLAGS_cov = -O0 -g --coverage
# clang minds NULL + 0, the end of an empty array, which every compiler allows.
CFLAGS_fuzz = -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all \
	-fno-sanitize=pointer-overflow -fno-omit-frame-pointer
ifeq ($(filter $(VARIANT),release debug asan tsan cov fuzz),)
$(error VARIANT is one of release debug asan tsan cov fuzz)
endif
ifeq ($(VARIANT),fuzz)
override CC = clang
endif

WARNINGS = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla \
	-Wpointer-arith -Wwrite-strings
ifdef DEVELOPER
WARNINGS += -Werror
endif

# Debian ships no glpk.pc.
pkg = $(shell pkg-config $(1) 2>/dev/null || echo $(2))
XML_CFLAGS := $(call pkg,--cflags libxml-2.0,-I/usr/include/libxml2)
XML_LIBS := $(call pkg,--libs libxml-2.0,-lxml2)
NETTLE_LIBS := $(call pkg,--libs nettle,-lnettle)
UTF8PROC_LIBS := $(call pkg,--libs libutf8proc,-lutf8proc)
CMOCKA_LIBS := $(call pkg,--libs cmocka,-lcmocka)
GLPK_LIBS = -lglpk -lm

CFLAGS =
CPPFLAGS =
LDFLAGS =
ALL_CPPFLAGS = -I. $(CPPFLAGS)
ALL_CFLAGS = -std=gnu11 $(WARNINGS) $(CFLAGS_$(VARIANT)) -pthread $(CFLAGS)
ALL_LDFLAGS = $(filter -f% --coverage,$(CFLAGS_$(VARIANT))) -pthread $(LDFLAGS)

# ---- Rooms ----

base_SOURCES := $(sort $(wildcard base/*.c))
models_SOURCES := $(sort $(wildcard models/*.c))
io_SOURCES := $(sort $(wildcard io/*.c))
verify_SOURCES := $(sort $(wildcard solver/verify/*.c))
solver_SOURCES := $(sort $(wildcard solver/*.c))
# MPI=1: sweeps run under mpirun (OpenMPI), by its compiler
ranks_UNUSED = $(if $(filter 1,$(MPI)),cli/ranks_one.c,cli/ranks_mpi.c)
cli_SOURCES := $(filter-out $(ranks_UNUSED),$(sort $(wildcard cli/*.c)))
rooms = base models io verify solver
SOURCES := $(foreach room,$(rooms) cli,$($(room)_SOURCES))
HEADERS := $(sort $(wildcard base/*.h models/*.h io/*.h solver/*.h solver/verify/*.h cli/*.h))

objects = $(patsubst %.c,$(OUT)/%.o,$(1))
archive = $(OUT)/lib$(1).a
archives = $(foreach room,$(1),$(call archive,$(room)))

io_LIBS = $(XML_LIBS) $(UTF8PROC_LIBS) $(NETTLE_LIBS)
solver_LIBS = $(GLPK_LIBS)
libraries = $(foreach room,$(1),$($(room)_LIBS))

# ---- Tests: what each folder may be linked with ----

base_test_ROOMS = base
models_test_ROOMS = models base
io_test_ROOMS = io models base
solver_test_ROOMS = solver verify models base
verify_test_ROOMS = verify models base
cli_test_ROOMS = base
whole_test_ROOMS = io solver verify models base
test_folders = base models io solver verify whole cli
solver_test_LIBS = -lgmp
verify_test_LIBS = -lgmp
whole_test_LIBS = -lgmp

test_sources = $(sort $(wildcard tests/$(1)/test_*.c))
# All rooms together are tested with the stories of the solver's tests.
support_sources = $(sort $(wildcard tests/$(1)/support_*.c) $(if $(filter whole,$(1)),$(wildcard tests/solver/support_*.c)))
TEST_SOURCES := $(foreach folder,$(test_folders),$(call test_sources,$(folder)))
SUPPORT_SOURCES := $(sort $(foreach folder,$(test_folders),$(call support_sources,$(folder))))
TESTS := $(patsubst %.c,$(OUT)/%,$(TEST_SOURCES))

FUZZ_SOURCES := $(sort $(wildcard tests/fuzz/fuzz_*.c))
FUZZERS := $(patsubst %.c,$(OUT)/%,$(FUZZ_SOURCES))
BENCH_SOURCES := $(sort $(wildcard tests/bench/bench_*.c))
BENCHES := $(patsubst %.c,$(OUT)/%,$(BENCH_SOURCES))

# ---- Translations ----

PO := $(sort $(wildcard po/*.po))
MO := $(patsubst po/%.po,$(OUT)/locale/%/LC_MESSAGES/shecang.mo,$(PO))

# ---- Building ----

# Two programs: all commands, and the check of a plan alone, with no solver in it.
checker_SOURCES = cli/verify_main.c cli/verification.c cli/causes_sum.c cli/common.c
program_SOURCES = $(filter-out cli/verify_main.c,$(cli_SOURCES))
PROGRAM := $(OUT)/shecang
CHECKER := $(OUT)/shecang-verify

# scenarios/generate.c writes synthetic scenarios of any size; on base alone.
TOOL_SOURCES := $(sort $(wildcard scenarios/*.c))
TOOLS := $(patsubst %.c,$(OUT)/%,$(TOOL_SOURCES))

.PHONY: all
all: $(PROGRAM) $(CHECKER) $(TOOLS) $(call archives,$(rooms)) $(MO)

# A stamp is rewritten when what it holds has changed.
stamp = mkdir -p $(@D); printf '%s\n' '$(subst ','\'',$(1))' >$@.new; \
	if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

$(OUT)/flags: FORCE
	@$(call stamp,$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(XML_CFLAGS))
$(OUT)/flags-cli: FORCE
	@$(call stamp,$(PREFIX))
$(OUT)/flags-link: FORCE
	@$(call stamp,$(ALL_LDFLAGS) $(call libraries,io solver) $(CMOCKA_LIBS))
$(OUT)/sources: FORCE
	@$(call stamp,$(SOURCES) $(SUPPORT_SOURCES))
.PHONY: FORCE
FORCE:

$(OUT)/%.o: %.c $(OUT)/flags
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(call objects,io/xml_parser.c): private ALL_CPPFLAGS += $(XML_CFLAGS)
$(call objects,$(cli_SOURCES)): private ALL_CPPFLAGS += -DSHECANG_LOCALEDIR='"$(PREFIX)/share/locale"'
$(call objects,$(cli_SOURCES)): $(OUT)/flags-cli
ifeq ($(MPI),1)
$(call objects,cli/ranks_mpi.c): private ALL_CFLAGS += $(shell mpicc --showme:compile)
MPI_LIBS := $(shell mpicc --showme:link)
endif
# It takes the schemas in as they are.
$(call objects,cli/schema.c): $(wildcard io/schema/*.xsd)

define archive_rule
$$(call archive,$(1)): $$(call objects,$$($(1)_SOURCES)) $$(OUT)/sources
	@rm -f $$@
	$$(AR) rcD $$@ $$(filter %.o,$$^)
endef
$(foreach room,$(rooms),$(eval $(call archive_rule,$(room))))

$(PROGRAM): $(call objects,$(program_SOURCES)) $(call archives,io solver verify models base) \
		$(OUT)/flags-link
	$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o %.a,$^) $(call libraries,io solver) $(MPI_LIBS)

$(CHECKER): $(call objects,$(checker_SOURCES)) $(call archives,io verify models base) $(OUT)/flags-link
	$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o %.a,$^) $(NETTLE_LIBS)

$(TOOLS): $(OUT)/%: $(OUT)/%.o $(call archives,base) $(OUT)/flags-link
	$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o %.a,$^)

define test_rule
$$(patsubst %.c,$$(OUT)/%,$$(call test_sources,$(1))): $$(OUT)/%: $$(OUT)/%.o \
		$$(call objects,$$(call support_sources,$(1))) \
		$$(call archives,$$($(1)_test_ROOMS)) $$(OUT)/flags-link $$(OUT)/sources
	$$(CC) $$(ALL_LDFLAGS) -o $$@ $$(filter %.o %.a,$$^) \
		$$(call libraries,$$($(1)_test_ROOMS)) $$($(1)_test_LIBS) $$(CMOCKA_LIBS)
endef
$(foreach folder,$(test_folders),$(eval $(call test_rule,$(folder))))

$(FUZZERS): private ALL_LDFLAGS += -fsanitize=fuzzer
$(FUZZERS) $(BENCHES): $(OUT)/%: $(OUT)/%.o $(call archives,io solver verify models base) \
		$(OUT)/flags-link
	$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o %.a,$^) $(call libraries,io solver) $(MPI_LIBS)

$(OUT)/locale/%/LC_MESSAGES/shecang.mo: po/%.po
	@mkdir -p $(@D)
	msgfmt --check -o $@ $<

.SECONDARY: $(call objects,$(SOURCES) $(TEST_SOURCES) $(SUPPORT_SOURCES) $(FUZZ_SOURCES) \
	$(BENCH_SOURCES) $(TOOL_SOURCES))
-include $(patsubst %.o,%.d,$(call objects,$(SOURCES) $(TEST_SOURCES) $(SUPPORT_SOURCES) \
	$(FUZZ_SOURCES) $(BENCH_SOURCES) $(TOOL_SOURCES)))

# ---- Checking ----

test_environment = SHECANG=$(abspath $(OUT)/shecang) UBSAN_OPTIONS=print_stacktrace=1

.PHONY: check check-units campaign asan tsan coverage golden-update bench fuzz faults
check: all $(TESTS) check-layers check-headers check-po checker-size
	@$(test_environment) tests/run.sh $(wildcard tests/golden/run.sh tests/documents/run.sh) $(TESTS)

# Under the thread sanitizer only what runs threads; it is slow.
UNITS = $(if $(filter tsan,$(VARIANT)),$(filter $(OUT)/tests/solver/% $(OUT)/tests/cli/%,$(TESTS)),\
	$(TESTS))
check-units: all $(UNITS)
	@$(test_environment) tests/run.sh $(UNITS)

# What check does with a few random small cases, with many: 100,000 stories planned, written as
# plan.xml, checked, and compared with every other plan that there is (STORIES=n); as many and more
# against references; 10,000 corruptions of plans and proofs, through the program too. Half as many
# chains of plans that go on (STORY=n: that one first).
STORIES = 100000
CAMPAIGN = $(patsubst %,$(OUT)/tests/solver/test_%,proof formulate forgery certificate network corruption)
campaign: all $(patsubst %,$(OUT)/tests/whole/test_%,agreement going_on) $(CAMPAIGN) $(patsubst %,$(OUT)/tests/cli/test_%,known_answers verify)
	STORIES=$(STORIES) $(OUT)/tests/whole/test_agreement
	STORIES=$$(( $(STORIES) / 2 )) $(OUT)/tests/whole/test_going_on
	@set -e; for test in $(CAMPAIGN); do STORIES=$$(( $(STORIES) / 4 )) $$test; done
	$(test_environment) STORIES=$$(( $(STORIES) / 4 )) $(OUT)/tests/cli/test_known_answers
	$(test_environment) STORIES=$$(( $(STORIES) / 10 )) $(OUT)/tests/cli/test_verify

# What there is to read in shecang-verify, headers too; it may not grow beyond this unseen.
CHECKER_LINES = 21400
.PHONY: checker-size
checker-size: all
	@$(CC) $(ALL_LDFLAGS) -Wl,-Map=$(OUT)/checker.map -o $(OUT)/checker $(call objects,$(checker_SOURCES)) \
		$(call archives,io verify models base) $(NETTLE_LIBS)
	@tests/checker_size.sh $(OUT) $(CHECKER_LINES) $(checker_SOURCES)

asan:
	@$(MAKE) VARIANT=asan check

# The addresses of a randomised layout may lie where the sanitizer keeps its own.
tsan:
	@$(MAKE) VARIANT=tsan all
	@setarch -R $(MAKE) VARIANT=tsan check-units

coverage:
	@rm -rf $(BUILD)/cov
	@$(MAKE) VARIANT=cov check
	@tests/coverage.sh $(BUILD)/cov $(SOURCES)

golden-update: all
	@$(test_environment) tests/golden/run.sh --update
	@$(test_environment) tests/documents/run.sh --update

bench: all $(BENCHES)
	@$(test_environment) tests/bench/run.sh

fuzz:
	@$(MAKE) VARIANT=fuzz fuzz-run
.PHONY: fuzz-run
fuzz-run: $(FUZZERS)
	@set -e; for fuzzer in $(FUZZERS); do \
		name=$$(basename $$fuzzer); \
		corpus=$(OUT)/corpus/$$name; mkdir -p $$corpus; \
		seeds=tests/fuzz/corpus/$$name; [ -d $$seeds ] || seeds=; \
		words=tests/fuzz/$$name.dict; [ -e $$words ] && words=-dict=$$words || words=; \
		echo "$$name: $(FUZZ_SECONDS) s"; \
		$$fuzzer -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 \
			-verbosity=0 $$words \
			-artifact_prefix=$(OUT)/$$name- $$corpus $$seeds; \
	done; echo "$(words $(FUZZERS)) fuzzers, nothing found"

faults: all
	@$(test_environment) CC='$(CC)' tests/faults/run.sh

# Each header compiles alone.
.PHONY: check-headers
check-headers: $(patsubst %.h,$(OUT)/headers/%.ok,$(HEADERS))
$(OUT)/headers/%.ok: %.h $(OUT)/flags
	@mkdir -p $(@D)
	@printf '#include "%s"\n' $< | $(CC) $(ALL_CPPFLAGS) $(XML_CFLAGS) $(filter-out --coverage,$(ALL_CFLAGS)) \
		-Werror -fsyntax-only -MMD -MP -MF $(OUT)/headers/$*.d -MT $@ -x c -
	@touch $@
-include $(patsubst %.h,$(OUT)/headers/%.d,$(HEADERS))

# What a room may include; nothing else, and no file without its room.
.PHONY: check-layers
check-layers:
	@tests/check_layers.sh

.PHONY: lint format
lint:
	clang-tidy --quiet $(SOURCES) -- -std=gnu11 $(ALL_CPPFLAGS) $(XML_CFLAGS) \
		-DSHECANG_LOCALEDIR='""'
	cppcheck --quiet --std=c11 --enable=warning,portability --inline-suppr \
		--suppress=missingIncludeSystem --suppress=ctuPointerArith --error-exitcode=1 -I. $(SOURCES)

format:
	clang-format -i $(SOURCES) $(HEADERS) $(TEST_SOURCES) $(SUPPORT_SOURCES) $(FUZZ_SOURCES) \
		$(BENCH_SOURCES) $(TOOL_SOURCES)

# ---- Translating ----

collect = xgettext --language=C --from-code=UTF-8 --keyword=_ --keyword=N_ --keyword=C_:1c,2 --add-location=file \
	--add-comments=Translators: --sort-by-file --package-name=shecang

.PHONY: po check-po
po:
	@mkdir -p po
	$(collect) -o po/shecang.pot $(SOURCES)
	for po in $(PO); do msgmerge --quiet --update --backup=none --sort-by-file \
		--add-location=file $$po po/shecang.pot; done

# Every string of the sources is translated.
check-po:
	@mkdir -p $(OUT)
	@$(collect) -o $(OUT)/shecang.pot $(SOURCES)
	@set -e; for po in $(PO); do msgcmp $$po $(OUT)/shecang.pot; done

# ---- Installing ----

MAN_PAGES := $(wildcard docs/man/*.[1-9])
ZH_MAN_PAGES := $(wildcard docs/man/zh_CN/*.[1-9])
share = $(DESTDIR)$(PREFIX)/share

.PHONY: install
install: all
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(PROGRAM) $(CHECKER) $(DESTDIR)$(PREFIX)/bin
	set -e; for po in $(notdir $(PO:.po=)); do \
		install -D -m 644 $(OUT)/locale/$$po/LC_MESSAGES/shecang.mo \
			$(share)/locale/$$po/LC_MESSAGES/shecang.mo; done
	set -e; for page in $(MAN_PAGES); do \
		install -D -m 644 $$page $(share)/man/man1/$$(basename $$page); done
	set -e; for page in $(ZH_MAN_PAGES); do \
		install -D -m 644 $$page $(share)/man/zh_CN/man1/$$(basename $$page); done
	set -e; for schema in $(wildcard io/schema/*.xsd); do \
		install -D -m 644 $$schema $(share)/shecang/schema/$$(basename $$schema); done
	install -d $(share)/shecang
	cp -R scenarios $(share)/shecang/
	rm -f $(share)/shecang/scenarios/*.c

.PHONY: clean help
clean:
	rm -rf $(BUILD)

help:
	@echo 'all             build/release/shecang, shecang-verify (the default); VARIANT=debug|asan|tsan|cov|fuzz'
	@echo 'check           unit tests, golden runs, check-layers, check-headers, check-po, checker-size'
	@echo 'check-units     unit tests only'
	@echo 'campaign        random cases through plan, check and brute force: STORIES=$(STORIES)'
	@echo 'checker-size    lines of source in shecang-verify; at most $(CHECKER_LINES)'
	@echo 'asan            the tests under the address and undefined-behaviour sanitizers'
	@echo 'tsan            the tests of what runs threads under the thread sanitizer'
	@echo 'coverage        the tests with coverage, by file'
	@echo 'fuzz            every fuzzer for FUZZ_SECONDS=$(FUZZ_SECONDS) (clang)'
	@echo 'faults          every allocation and every write failed once'
	@echo 'bench           read, build, solve and write times by size'
	@echo 'golden-update   rewrites the expected output of tests/golden and in the documents'
	@echo 'check-headers   each header compiles alone'
	@echo 'check-layers    the one-way rule of the rooms'
	@echo 'lint, format    clang-tidy and cppcheck; clang-format'
	@echo 'po, check-po    collects the strings to translate; are all translated?'
	@echo 'install         DESTDIR=$(DESTDIR) PREFIX=$(PREFIX)'
	@echo 'clean           removes $(BUILD)/'
	@echo 'Settings: DEVELOPER=1 (warnings are errors), CC=, CFLAGS=, BUILD=dir'
