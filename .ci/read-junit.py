"""Reads a JUnit report with a parser not written here, and compares it with what must be in it.

Arguments: the report, and the number of scenarios. Every one of them must have passed.
"""

import sys

from junitparser import JUnitXml

path, scenarios = sys.argv[1], int(sys.argv[2])
report = JUnitXml.fromfile(path)
cases = [case for suite in report for case in suite]
bad = [f"{case.classname} {case.name}" for case in cases if not case.is_passed]
told = (report.tests, report.failures, report.errors, report.skipped)
counted = (len(cases), 0, 0, 0)

print(f"{len(cases)} cases in {len(list(report))} suites, {len(bad)} of them not passed")
if bad:
    sys.exit("not passed: " + ", ".join(bad))
if told[:3] != counted[:3]:
    sys.exit(f"the report's own counts are {told}, counted are {counted}")
if len({(case.classname, case.name) for case in cases}) != scenarios:
    sys.exit(f"{scenarios} scenarios, but not as many different cases in the report")
