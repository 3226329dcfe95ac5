// Makes of a saved result one of a target that sent everything that could break a report.
// Arguments: the saved result, and where to write the hostile one.
"use strict";
const fs = require("node:fs");

const [from, to] = process.argv.slice(2);
const TEXT = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\u001b[31mred\u0000 \ufffd]]>"
  + "</pre></details>\u202e'\"` | @all [x](javascript:alert(3))\r\n::error::x";

const run = JSON.parse(fs.readFileSync(from, "utf8"));
run.target = `t ${TEXT}`;
run.clean_up.left = [TEXT];
run.cases[0].title = TEXT;
run.cases[1].verdict = { kind: "error", reason: TEXT };
for (const step of run.cases.flatMap((one) => one.steps)) {
  for (const exchange of step.exchanges) {
    exchange.response_headers.push(["x-said", TEXT]);
    exchange.response_body = TEXT;
  }
  for (const check of step.checks) {
    check.got = { kind: "value", value: TEXT };
    check.differences = [{ pointer: `/a ${TEXT}`, got: { kind: "value", value: TEXT } }];
    check.outcome = "failed";
  }
}
const big = run.cases.flatMap((one) => one.steps).flatMap((step) => step.exchanges)[0];
big.response_body = `${TEXT}${"x".repeat(5_000_000)}`;
big.response_bytes = 5_000_000;
run.cases.slice(2, 5).forEach((one) => { one.verdict = { kind: "fail" }; });
fs.writeFileSync(to, JSON.stringify(run));
