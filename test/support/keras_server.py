"""Runs programs with Keras, one after the other: a line of JSON asks, a line of JSON answers.

A question has `script` (a path, or `-c` with the program as the first of `args`), `args` and `input`; an answer has
`output`, what the program printed last, or `error`, its traceback.
"""

import contextlib
import io
import json
import os
import sys
import traceback

# Only answers go to standard output: what libraries print goes to standard error.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras


def run(script, args, given):
    keras.utils.clear_session()
    program = args[0] if script == "-c" else open(script).read()
    # As Python does: a script imports what stands beside it.
    sys.path[0] = os.path.dirname(script)
    sys.argv = [script, *(args[1:] if script == "-c" else args)]
    sys.stdin = io.StringIO(given)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(program, script, "exec"), {"__name__": "__main__"})
    return printed.getvalue().strip().split("\n")[-1]


for line in sys.__stdin__:
    question = json.loads(line)
    try:
        answer = {"output": run(question["script"], question["args"], question["input"])}
    except BaseException:
        answer = {"error": traceback.format_exc()}
    print(json.dumps(answer), file=answers, flush=True)
