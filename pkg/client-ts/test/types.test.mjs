// The types, in the compiler's words.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

function compiles(files) {
  const options = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--module", "nodenext", "--target", "es2022"];
  const { status, stdout } = spawnSync(process.execPath, [here("../node_modules/typescript/bin/tsc"), ...options, ...files], { encoding: "utf8" });
  assert.equal(status, 0, stdout);
}

test("cards have the members that were asked for, and the README's examples compile", async () => {
  const readme = await readFile(here("../README.md"), "utf8");
  const examples = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, text]) => text);
  assert.equal(examples.length, 2);
  const folder = await mkdtemp(here("readme-")); // beside this file, where the package finds itself by its name
  try {
    const files = examples.map((_, n) => join(folder, `${n}.mts`));
    await Promise.all(examples.map((text, n) => writeFile(files[n], text)));
    compiles([here("types.ts"), ...files]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
