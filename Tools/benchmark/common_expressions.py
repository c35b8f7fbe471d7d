"""One round of the sample rule in CEL, as Python calls it: nanoseconds an evaluation as a line of JSON."""
import json
import time

import cel
import celpy

RULE = 'age >= 60 && district in ["a","b"] && (income < 3000 || disabled)'
ROWS = [dict(age=66, district="a", income=2000, disabled=False), dict(age=66, district="b", income=5000, disabled=True),
        dict(age=66, district="c", income=2000, disabled=False), dict(age=66, district="a", income=5000, disabled=False)]
WANTED = [True, True, False, False]


def nanoseconds(rule, rows, times):
    start = time.perf_counter()
    for _ in range(times):
        for row in rows:
            rule(row)
    return (time.perf_counter() - start) / (times * len(rows)) * 1e9


compiled = cel.compile(RULE)
environment = celpy.Environment()
program = environment.program(environment.compile(RULE))
converted = [celpy.json_to_cel(row) for row in ROWS]
assert [bool(compiled.execute(row)) for row in ROWS] == WANTED
assert [bool(program.evaluate(row)) for row in converted] == WANTED
print(json.dumps({"rust": nanoseconds(compiled.execute, ROWS, 5000), "python": nanoseconds(program.evaluate, converted, 50)}))
