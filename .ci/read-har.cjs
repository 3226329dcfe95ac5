// Holds HTTP Archives against the HAR 1.2 schema of a validator not written here.
"use strict";
const fs = require("node:fs");
const validate = require("har-validator");

(async () => {
  for (const file of process.argv.slice(2)) {
    const archive = JSON.parse(fs.readFileSync(file, "utf8"));
    await validate.har(archive);
    console.log(`${file}: ${archive.log.entries.length} entries, valid`);
  }
})().catch((error) => { console.error(error.errors || error); process.exitCode = 1; });
