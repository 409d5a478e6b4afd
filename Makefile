# The build. `make help` lists the targets; output goes to build/, or build/san/ with SAN=1.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.SUFFIXES:
.DEFAULT_GOAL := all
ifeq (,$(filter -j% --jobserver%,$(MAKEFLAGS)))
MAKEFLAGS += -j$(shell nproc 2>/dev/null || echo 2)
endif

# ---- What is built from what -------------------------------------------------------------------
# A program is a folder of cmd/. Everything under paxos/ and net/ goes into one library, all tests
# into one program.

ifeq ($(SAN),1)
OUT := build/san
# Off is what AddressSanitizer sees too, and what takes most of the time to compile.
MODE := -O1 -g1 -fsanitize=address,undefined -fno-sanitize=null,alignment,vptr,object-size \
  -fno-sanitize-recover=all -fno-omit-frame-pointer -Wno-mismatched-new-delete
MODE_OF_TESTS := -O0
# Times mean nothing here, and shorter campaigns go through the same code.
RUN_TESTS := KILL_ROUNDS=4 KILL_SECONDS=3 $(OUT)/bin/tests --gtest_filter='-Latency.*:Endurance.*:RandomHistories.*:CrashPoints*'
else
OUT := build
MODE := -O2 -g1
# Tests take longer to compile than to run. GCC 12 sees overflows in strings where none are.
MODE_OF_TESTS := -O1 -Wno-array-bounds -Wno-stringop-overflow
RUN_TESTS := $(OUT)/bin/tests
endif

CXX := g++
# V=1 shows the commands.
Q := $(if $(V),,@)
WARNINGS := -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual
DEFINES := -DSPDLOG_COMPILED_LIB -DSPDLOG_FMT_EXTERNAL -DBOOST_PROCESS_USE_STD_FS
# Where Boost is, if it is not in the system's own include folder (which needs no -isystem).
BOOST_INCLUDE ?=
CXXFLAGS := -std=c++20 $(MODE) $(WARNINGS) $(DEFINES) -I. $(BOOST_INCLUDE:%=-isystem %)
LIBS := -lboost_program_options -lspdlog -lfmt -lsqlite3 -lpthread
TEST_LIBS := -lgtest_main -lgtest -lgmock

PROGRAMS := $(notdir $(wildcard cmd/*))
SOURCES := $(shell find paxos net cmd tests -name '*.cpp')
ifeq ($(SAN),1)
# The worlds without sockets take more than half of all the time to compile, and ten times as long to
# search here; what runs in them is tested without them too.
PROGRAMS := $(filter-out explore simulate gallery,$(PROGRAMS))
SOURCES := $(filter-out net/explore/% net/sim/% cmd/explore/% cmd/simulate/% cmd/gallery/% \
  tests/net/explore/% tests/net/sim/% tests/paxos/mutants/% tests/papers/% tests/process/worlds_test.cpp,$(SOURCES))
endif
HEADERS := $(shell find paxos net cmd tests -name '*.hpp')
objects = $(patsubst %.cpp,$(OUT)/obj/%.o,$(1))
folders = $(patsubst %/,%,$(sort $(dir $(1))))
sources_in = $(filter $(wildcard $(1)/*.cpp),$(2))
LIBRARY_SOURCES := $(filter paxos/% net/%,$(SOURCES))
ifeq ($(SAN),1)
# A folder at a time, as one source, which reads once what they all include: half of the time.
LIBRARY_FOLDERS := $(call folders,$(LIBRARY_SOURCES))
LIBRARY_OBJECTS := $(LIBRARY_FOLDERS:%=$(OUT)/obj/%/all.o)
else
LIBRARY_OBJECTS := $(call objects,$(LIBRARY_SOURCES))
endif
TEST_OBJECTS := $(call objects,$(filter-out tests/process/crash_point.cpp,$(filter tests/%,$(SOURCES))) \
  cmd/cluster/launcher.cpp)
LIBRARY := $(OUT)/libpaxos.a
TESTS := $(OUT)/bin/tests
CRASH_POINT := $(OUT)/lib/crash_point.so

.PHONY: help all deps deps-build deps-run deps-test deps-lint demo test campaign latency endurance \
  gallery lint golden map clean $(PROGRAMS)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile
	@echo '  With SAN=1 they build and run in build/san, under AddressSanitizer and UBSan.'

all: $(PROGRAMS:%=$(OUT)/bin/%) ## build the programs into build/bin

$(LIBRARY): $(LIBRARY_OBJECTS)
	@rm -f $@
	@echo '  archive   $@'
	$(Q)ar rcs $@ $^

define program_rule
$(OUT)/bin/$(1): $(call objects,$(wildcard cmd/$(1)/*.cpp)) $(LIBRARY)
	@mkdir -p $$(@D)
	@echo '  link      $$@'
	$$(Q)$(CXX) $(MODE) -o $$@ $$^ $(LIBS)
endef
$(foreach program,$(PROGRAMS),$(eval $(call program_rule,$(program))))

$(call objects,$(filter tests/%,$(SOURCES))): | deps-test
$(TESTS): $(TEST_OBJECTS) $(LIBRARY) | $(CRASH_POINT)
	@mkdir -p $(@D)
	@echo '  link      $@'
	$(Q)$(CXX) $(MODE) -o $@ $^ $(TEST_LIBS) $(LIBS)

# What a test loads into the processes that it starts; by itself, for nothing else may be in it.
$(CRASH_POINT): tests/process/crash_point.cpp | deps-build
	@mkdir -p $(@D)
	@echo '  link      $@'
	$(Q)$(CXX) -std=c++20 -O1 $(WARNINGS) -fPIC -shared -o $@ $< -ldl

$(OUT)/obj/%.o: %.cpp | deps-build
	@mkdir -p $(@D)
	@echo '  compile   $<'
	$(Q)$(CXX) $(CXXFLAGS) -MMD -MP $(PRECOMPILED) -c -o $@ $<

define folder_rule
$(OUT)/obj/$(1)/all.o: $(2) | deps-build
	@mkdir -p $$(@D)
	@echo '  compile   $(1)'
	@printf '#include "%s"\n' $(2) > $$(@:.o=.cpp)
	$$(Q)$(CXX) $(CXXFLAGS) -MMD -MP -c -o $$@ $$(@:.o=.cpp)
-include $(OUT)/obj/$(1)/all.d
endef
$(foreach folder,$(LIBRARY_FOLDERS),$(eval $(call folder_rule,$(folder),$(call sources_in,$(folder),$(LIBRARY_SOURCES)))))

# The headers that take longest to compile are compiled once. The sources do not depend on this: they
# include what they use.
define precompiled_rule
$(OUT)/precompiled/$(1).hpp.gch: | $(4)
	@mkdir -p $$(@D)
	@echo '  precompile $(1)'
	@printf '#include %s\n' $(2) > $$(@:.gch=)
	$$(Q)$(CXX) $$(CXXFLAGS) -x c++-header -MMD -MP -MT $$@ -MF $$(@:.gch=.d) -o $$@ $$(@:.gch=)
$(call objects,$(3)): PRECOMPILED = -include $(OUT)/precompiled/$(1).hpp -Winvalid-pch
$(call objects,$(3)): $(OUT)/precompiled/$(1).hpp.gch
-include $(OUT)/precompiled/$(1).hpp.d
endef
WITH_ASIO := $(filter net/tcp/% cmd/% tests/net/tcp/% tests/process/%,$(SOURCES))
TESTS_WITHOUT_ASIO := $(filter-out $(WITH_ASIO),$(filter tests/%,$(SOURCES)))
WITH_JSON := $(filter net/explore/% net/sim/% net/trace/%,$(SOURCES))
$(eval $(call precompiled_rule,asio,'"net/tcp/asio.hpp"',$(WITH_ASIO),deps-build))
$(eval $(call precompiled_rule,json,'<boost/json.hpp>',$(WITH_JSON),deps-build))
# GCC 12 crashes on this one under the sanitizers.
ifneq ($(SAN),1)
$(eval $(call precompiled_rule,gmock,'<gmock/gmock.h>' '<boost/json.hpp>',$(TESTS_WITHOUT_ASIO),deps-test))
endif
$(call objects,$(TESTS_WITHOUT_ASIO)) $(OUT)/precompiled/gmock.hpp.gch: CXXFLAGS += $(MODE_OF_TESTS)

-include $(patsubst %.o,%.d,$(call objects,$(SOURCES)))

# ---- What it needs -----------------------------------------------------------------------------
# Debian package names. Boost by its versioned name: the unversioned one is 1.74, which lacks
# Describe and JSON, and the two cannot be installed side by side.

BUILD_PACKAGES := libboost1.81-dev libboost-program-options1.81-dev libspdlog-dev libsqlite3-dev
RUN_PACKAGES := redis-tools sqlite3
TEST_PACKAGES := libgtest-dev libgmock-dev
LINT_PACKAGES := clang-format-19 clang-tidy-19

deps: deps-lint ## install what building, testing and linting need and the machine lacks
deps-build:
	@.ci/install $(BUILD_PACKAGES)
deps-run: deps-build
	@.ci/install $(RUN_PACKAGES)
deps-test: deps-run
	@.ci/install $(TEST_PACKAGES)
deps-lint: deps-test
	@.ci/install $(LINT_PACKAGES)

# ---- Running it --------------------------------------------------------------------------------

demo: all deps-run ## run both protocols as stories with real processes; their files stay in build/demo
	@rm -rf $(OUT)/demo
	@echo 'Single-decree Paxos'
	@$(OUT)/bin/cluster demo --data $(OUT)/demo/single
	@echo; echo 'Multi-Paxos'
	@$(OUT)/bin/cluster demo --protocol multi --data $(OUT)/demo/multi

test: all $(TESTS) ## run all tests
	$(RUN_TESTS) --gtest_brief=1

campaign: all $(TESTS) ## kill processes at random moments: 100 rounds of single-decree Paxos, a minute of Multi-Paxos; and at every step on the disk
	KILL_ROUNDS=100 KILL_SECONDS=60 CRASH_STRIDE=10 $(TESTS) --gtest_filter='*KillCampaign.*:CrashPoints*'

latency: all $(TESTS) ## time a PROPOSE in 1,000 new clusters, and 20 failovers of a store
	LATENCY_INSTANCES=1000 FAILOVERS=20 $(TESTS) --gtest_filter='Latency.*'

endurance: all $(TESTS) ## set 10,000,000 keys in a store, and measure what that leaves behind, under 5 minutes
	ENDURANCE_SETS=10000000 $(TESTS) --gtest_filter='Endurance.*'

# One setting of the explorer a line.
define EXPLORATIONS
--crashes 0
--crashes 1
--crashes 2
--requests 2
--inquiries 1
--learners 2
--learners 2 --inquiries 1
--ballots 2 --crashes 0
--ballots 2 --crashes 1
--ballots 2 --crashes 2
--proposers 3 --crashes 0
--proposers 3 --crashes 1
--acceptors 4
--acceptors 5 --crashes 0
--acceptors 5 --crashes 1
--phase1 3 --phase2 1
--acceptors 4 --phase1 3 --phase2 2
--network bag --crashes 0
--network bag --learners 0 --drops 1 --duplicates 1
--ballots 3 --crashes 0 --states 60000000
--yardstick lamport --acceptors 3 --ballots 2 --values 2
--yardstick lamport --acceptors 3 --ballots 3 --values 2
--yardstick lamport --acceptors 3 --ballots 4 --values 1
--yardstick lamport --acceptors 5 --ballots 2 --values 1
--protocol multi --slots 1 --crashes 0
--protocol multi --slots 1
--protocol multi --slots 1 --snapshots 1
--protocol multi --window 1 --crashes 0
--protocol multi --crashes 0
endef
export EXPLORATIONS

explore: all ## explore both protocols within many bounds, under 10 minutes
	@while read -r setting; do \
	  report=$$($(OUT)/bin/explore $$setting) || { echo "$$report"; exit 1; }; \
	  printf '%-58s %s\n' "$$setting" "$$(tail -1 <<< "$$report")"; \
	done <<< "$$EXPLORATIONS"

# One setting of the simulator a line.
define SIMULATIONS
--seeds 1..100000
--seeds 1..100000 --acceptors 5 --proposers 3
--seeds 1..100000 --acceptors 5 --phase1 4 --phase2 2
--seeds 1..20000 --faults lockstep
--seeds 1..20000 --faults calm
--protocol multi --seeds 1..10000
--protocol multi --seeds 1..2000 --acceptors 5 --proposers 3
--protocol multi --seeds 1..2000 --faults partitions,length=3000
endef
export SIMULATIONS

simulate: all ## simulate both protocols under all faults, under 10 minutes
	@printf '%-64s %9s %12s  %-28s %10s  %s\n' simulate runs 'role events' \
	  'crashes of A, P, L' partitions found
	@while read -r setting; do \
	  report=$$($(OUT)/bin/simulate $$setting 2>&1) || { echo "$$report"; exit 1; }; \
	  awk -v setting="$$setting" '/^processes/ { crashes = $$2 ", " $$4 ", " $$7; partitions = $$12 } \
	    /^in all/ { runs = $$3; events = $$5 } \
	    END { printf "%-64s %9s %12s  %-28s %10s  %s %s\n", \
	      setting, runs, events, crashes, partitions, $$1, $$2 }' <<< "$$report"; \
	done <<< "$$SIMULATIONS"

gallery: all ## run every wrong Paxos until it is told from the right one
	@$(OUT)/bin/gallery --trace $(OUT)/gallery/single
	@$(OUT)/bin/gallery --protocol multi --trace $(OUT)/gallery/multi

golden: $(TESTS) ## write the golden scenarios anew; read the difference before you commit it
	GOLDEN_REWRITE=1 $(TESTS) --gtest_filter='*Golden*'

map: $(TESTS) ## write papers/map.md and quorums.svg anew
	MAP_REWRITE=1 $(TESTS) --gtest_brief=1 --gtest_filter='PaperMap.IsWhatTheFileSays:QuorumPicture.*'

# ---- Reading it --------------------------------------------------------------------------------

# clang-tidy reads all but the tests, which would take as long again, and of the three files that
# instantiate the same tables for every role and mutant one. It reads a folder at a time, as one source,
# so that it reads once what the sources include; what is of single-decree Paxos apart, which has the
# names of Multi-Paxos; and each by itself where that fails, for then one of them is at fault, or two
# more use one name for two things.
TIDIED := $(filter-out tests/% net/explore/synod_learners.cpp net/explore/synod_proposers.cpp,$(SOURCES))
TIDIED_SINGLE := $(filter cmd/%single.cpp,$(TIDIED))
TIDY_MARKS := $(patsubst %,build/lint/%.tidy,$(call folders,$(TIDIED)) \
  $(addsuffix .single,$(call folders,$(TIDIED_SINGLE))))
tidy = clang-tidy-19 --quiet --warnings-as-errors='*' $(1) -- -std=c++20 $(DEFINES) -I. \
  $(BOOST_INCLUDE:%=-isystem %) -Wno-deprecated-declarations

lint: deps-lint $(TIDY_MARKS) $(TESTS) ## check format, clang-tidy, include rules, lengths, and the map
	@echo '  format    $(words $(SOURCES) $(HEADERS)) files'
	$(Q)clang-format-19 --dry-run --Werror $(SOURCES) $(HEADERS)
	@echo '  rules'
	$(Q).ci/rules
	@echo '  map'
	$(Q)$(TESTS) --gtest_brief=1 --gtest_filter='PaperMap.*:QuorumPicture.*'

define tidy_rule
build/lint/$(1).tidy: $(2) .clang-tidy $(HEADERS) | deps-lint
	@mkdir -p $$(@D)
	@echo '  tidy      $(subst .single,/*single.cpp,$(1))'
	@printf '#include "%s"  // NOLINT\n' $(2) > $$(@:.tidy=.cpp)
	$(Q)$$(call tidy,$$(@:.tidy=.cpp)) > $$@.log 2>&1 || for source in $(2); do \
	  $$(call tidy,$$$$source) > $$@.log 2>&1 || { cat $$@.log; exit 1; }; done
	@touch $$@
endef
$(foreach folder,$(call folders,$(TIDIED)),\
  $(eval $(call tidy_rule,$(folder),$(call sources_in,$(folder),$(filter-out $(TIDIED_SINGLE),$(TIDIED))))))
$(foreach folder,$(call folders,$(TIDIED_SINGLE)),\
  $(eval $(call tidy_rule,$(folder).single,$(call sources_in,$(folder),$(TIDIED_SINGLE)))))

clean: ## remove build/
	rm -rf build
