"""Holds JUnit reports to a published schema, with a validator not written here.

Arguments: the schema, then the reports.
"""

import sys

from xmlschema import XMLSchema

schema = XMLSchema(sys.argv[1])
wrong = 0
for report in sys.argv[2:]:
    errors = list(schema.iter_errors(report))
    wrong += len(errors)
    print(f"{report}: {len(errors)} errors against {schema.name}")
    for error in errors[:5]:
        print(f"  {error.path}: {error.reason}")
sys.exit(1 if wrong else 0)
