// Builds the site, or what changed of it since the last build.
//
//   DIPTYCH_API=http://127.0.0.1:8080 node scripts/build.ts [--full] [--out DIR] [--state DIR]
import { parseArgs } from "node:util";
import { build } from "../src/lib/build.ts";

const { values } = parseArgs({ options: { full: { type: "boolean" }, out: { type: "string" }, state: { type: "string" } } });
const report = await build({
  api: process.env.DIPTYCH_API ?? "http://127.0.0.1:8080",
  out: values.out ?? "dist",
  state: values.state ?? ".diptych",
  full: values.full ?? false,
});
console.log(`${report.changes} changes, ${report.pages} pages: ${report.rendered.length} rendered, ${report.written.length} files written, ${report.removed.length} removed`);
for (const file of report.written) console.log(`  ${file}`);
for (const file of report.removed) console.log(`- ${file}`);
