#!/usr/bin/env bash
# Every task of the workflow. Each does all the set-up it needs: a virtual environment in .venv from
# locked and hashed requirements, brought up to date when they change. It takes Python 3.11 or newer,
# and the network for the first set-up.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# Some environments forbid Python to keep what it compiles. Each start would compile 1,500 modules anew.
unset PYTHONDONTWRITEBYTECODE
# One heap for all threads, of which one at a time runs: 8 MB less.
export MALLOC_ARENA_MAX=1

usage() {
    cat <<'USAGE'
./run.sh demo [--once]   the service at work on sample posts, offline; --once ends by itself
./run.sh serve           the service, from config/ and NOTIFIER_* in the environment
./run.sh test [ARGS]     all tests, or those that ARGS (pytest's) name
./run.sh check           lint, format, types, import contracts, Dockerfile and shell lint
./run.sh eval [NAME]     precision and recall of company recognition, of stories, or how intents are read
./run.sh bench [NAME]    benchmarks: all, match, backtest, way, deliver, sources, feeds, idle, simulate
./run.sh chaos [ARGS]    the long crash test: --kills 100 --database sqlite|postgresql --seed N
./run.sh fleet [ARGS]    many processes on one PostgreSQL, killed at random: --minutes 5 --seed N
./run.sh upgrade [ARGS]  a new version beside the old one, on PostgreSQL: --from REV --seconds 20
./run.sh month [ARGS]    a month of twenty sources and their habits, in minutes: --days 31 --seed N
./run.sh format          format the code
./run.sh lock            pin requirements*.txt anew from pyproject.toml
USAGE
}

# scratch: a folder in memory for databases that last no longer than the tests, where there is ample
# room and programs may run; else nothing. No commit waits for a disk there: a third of the time.
scratch() {
    local folder free
    free=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
    if [ "${free:-0}" -gt 4000000 ] && folder=$(mktemp -d /dev/shm/notifier.XXXXXX 2>/dev/null); then
        # Writable by all, as /tmp is: PostgreSQL does not run as root.
        printf '#!/bin/sh\n' >"$folder/runs" && chmod 755 "$folder/runs" && chmod 1777 "$folder"
        if "$folder/runs" 2>/dev/null; then
            echo "$folder"
            return
        fi
        rm -rf "$folder"
    fi
}

find_python() {
    local name
    for name in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11 python; do
        if [ -n "$name" ] && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    echo "run.sh: Python 3.11 or newer is needed; install it, or name it with PYTHON=…" >&2
    return 1
}

# is_set_up FILE: whether .venv holds what the requirements FILE pins, and this package.
is_set_up() {
    local stamp=.venv/.$1.stamp
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(wanted "$1")" ] && .venv/bin/python -c '' 2>/dev/null
}

wanted() {
    cat requirements-build.txt "$1" pyproject.toml | cksum
}

# set_up FILE: have .venv hold what the requirements FILE pins, and this package.
set_up() {
    local requirements=$1 python install problems
    # Those of development pin all that the others do.
    if is_set_up "$requirements" || is_set_up requirements-dev.txt; then
        return
    fi
    python=$(find_python)
    echo "run.sh: setting up .venv (once; it takes half a minute) …" >&2
    if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        rm -rf .venv
        "$python" -m venv .venv || {
            echo "run.sh: no virtual environment could be made; on Debian: apt install python3-venv" >&2
            return 1
        }
    fi
    # The lock is complete and installed as it is: pip must resolve nothing, for what it would choose
    # depends on the day. Modules are compiled when they are first imported; most never are.
    install=(.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps)
    # What builds packages comes first and pinned, so that pip fetches no builder of the day.
    "${install[@]}" --require-hashes -r requirements-build.txt
    "${install[@]}" --no-build-isolation --require-hashes -r "$requirements"
    "${install[@]}" --no-build-isolation -e .
    problems=$(.venv/bin/python -m pip check) || {
        echo "$problems" >&2
        echo "run.sh: .venv does not fit together; remove it (rm -rf .venv) and try again" >&2
        return 1
    }
    wanted "$requirements" >".venv/.$requirements.stamp"
}

tell_of_browser() {
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null ||
        echo "run.sh: no Chromium here: pages are not opened in a browser (Debian: apt install chromium)" >&2
}

check() {
    set_up requirements-dev.txt
    local bin=.venv/bin
    $bin/ruff check .
    $bin/ruff format --check .
    $bin/mypy
    $bin/lint-imports --no-cache
    $bin/shellcheck run.sh .ci/run
    $bin/hadolint Dockerfile
    if git grep -nIE 'https?://[^ ]*(pythonhosted|npmjs|/simple(/|$))' -- . ':!run.sh'; then
        echo "run.sh: the lines above name a package registry" >&2
        return 1
    fi
}

task=${1:-help}
[ $# -gt 0 ] && shift
case $task in
    demo)
        set_up requirements.txt
        exec .venv/bin/notifier demo "$@"
        ;;
    serve)
        set_up requirements.txt
        exec .venv/bin/notifier run "$@"
        ;;
    test)
        set_up requirements-dev.txt
        if [ $# -eq 0 ]; then
            tell_of_browser
            # Four on two cores: the journeys wait. Each takes ten seconds to collect the tests, one
            # of them for a plugin that makes tests of a schema, which ours do themselves. Whoever is
            # done takes of what others have left: with whole files two waited for the last one.
            scratch=$(scratch)
            if [ -n "$scratch" ]; then
                trap 'rm -rf "$scratch"' EXIT
                export TMPDIR=$scratch
            fi
            # In a fresh clone each of the four would compile all tests: have it done before, by two.
            if [ ! -d tests/__pycache__ ]; then
                for half in 'tests/[a-j]*/' 'tests/[k-z]*/ tests/test_*.py'; do
                    # shellcheck disable=SC2086 # it stands for many names
                    .venv/bin/python -m pytest --collect-only -q -p no:schemathesis $half >/dev/null &
                done
                wait
            fi
            .venv/bin/python -m pytest -n 4 --dist worksteal -p no:schemathesis
            exit
        fi
        exec .venv/bin/python -m pytest "$@"
        ;;
    check)
        check
        ;;
    eval)
        set_up requirements-dev.txt
        exec .venv/bin/python -m evaluation "$@"
        ;;
    bench)
        set_up requirements-dev.txt
        exec .venv/bin/python -m "benchmarks.${1:-match}" "${@:2}"
        ;;
    chaos)
        set_up requirements-dev.txt
        exec .venv/bin/python -m tests.chaos "$@"
        ;;
    fleet)
        set_up requirements-dev.txt
        exec .venv/bin/python -m tests.chaos.fleet "$@"
        ;;
    upgrade)
        set_up requirements-dev.txt
        exec .venv/bin/python -m tests.chaos.upgrade "$@"
        ;;
    month)
        set_up requirements-dev.txt
        exec .venv/bin/python -m tests.ingest.month "$@"
        ;;
    format)
        set_up requirements-dev.txt
        .venv/bin/ruff check --fix --quiet . || true
        exec .venv/bin/ruff format .
        ;;
    lock)
        place=$(mktemp -d)
        trap 'rm -rf "$place"' EXIT
        python=$(find_python)
        "$python" -m venv "$place"
        "$place/bin/python" -m pip install --quiet uv
        # uv does not read pip's settings; whoever has a mirror has named it to pip.
        index=$("$place/bin/python" -m pip config get global.index-url 2>/dev/null || true)
        [ -z "$index" ] || export UV_DEFAULT_INDEX=${UV_DEFAULT_INDEX:-$index}
        options=(--quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url
            --no-header --upgrade)
        "$place/bin/uv" pip compile "${options[@]}" --group build -o requirements-build.txt
        "$place/bin/uv" pip compile "${options[@]}" pyproject.toml -o requirements.txt
        "$place/bin/uv" pip compile "${options[@]}" --extra dev -c requirements.txt pyproject.toml \
            -o requirements-dev.txt
        ;;
    help | --help | -h)
        usage
        ;;
    *)
        usage >&2
        exit 2
        ;;
esac
